package org.waywiser.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.waywiser.cli.report.OneWayReport;
import org.waywiser.cli.report.PlanReport;
import org.waywiser.cli.report.Reported;
import org.waywiser.cli.report.SecurityReport;
import org.waywiser.cli.report.SessionReport;
import org.waywiser.node.OneWayPlan.Direction;
import org.waywiser.node.store.StoredSession;
import org.waywiser.protocol.metrics.DelaySummary;
import org.waywiser.protocol.metrics.OneWayMetrics;
import org.waywiser.protocol.metrics.StoredTwoWay;
import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.NtpTimestamp;
import org.waywiser.wire.Octets;
import org.waywiser.wire.control.FetchedRecord;
import org.waywiser.wire.control.RequestSession;
import org.waywiser.wire.control.SkipRange;
import org.waywiser.wire.control.Slot;
import org.waywiser.wire.session.Finished;
import org.waywiser.wire.session.SessionFileSink;
import org.waywiser.wire.session.SessionHeader;
import org.waywiser.wire.session.TwoWayRecord;

/** What a session file comes to. */
final class SavedSession implements SessionFileSink {
    private final OneWayMetrics oneWay = new OneWayMetrics();
    private final StoredTwoWay twoWay = new StoredTwoWay();
    private @Nullable SessionHeader header;
    private long skipped;

    private SavedSession() {}

    static Reported read(Path file) throws UserError {
        var saved = new SavedSession();
        try {
            StoredSession.feed(file, saved);
            return saved.report(file);
        } catch (NoSuchFileException e) {
            throw new UserError(ExitStatus.USAGE, file + " does not exist");
        } catch (IOException e) {
            throw new UserError(ExitStatus.USAGE, file + " cannot be read: " + e.getMessage());
        } catch (MalformedMessage e) {
            throw new UserError(ExitStatus.USAGE, file + " is damaged, or no session file: " + e.getMessage());
        }
    }

    @Override
    public void header(SessionHeader read) {
        header = read;
    }

    @Override
    public void skipped(SkipRange range) {
        skipped += range.last() - range.first() + 1;
    }

    @Override
    public void record(FetchedRecord packet) {
        oneWay.add(packet);
    }

    @Override
    public void record(TwoWayRecord packet) {
        twoWay.add(packet);
    }

    private Reported report(Path file) throws MalformedMessage {
        SessionHeader known = header;
        if (known == null) throw new MalformedMessage("no header");
        return known.twoWay() ? twoWay(known, file) : oneWay(known, file);
    }

    private OneWayReport oneWay(SessionHeader known, Path file) throws MalformedMessage {
        RequestSession request = known.request();
        long sent = known.finished() == Finished.NORMAL ? known.nextSequenceNumber() - skipped : -1;
        return new OneWayReport(
                direction(request),
                sender(request),
                receiver(request),
                request.sid(),
                null,
                new SecurityReport.Unknown(),
                null,
                plan(request, request.packets()),
                oneWay.summary(sent),
                DelaySummary.NONE,
                null,
                List.of(),
                interruption(known.finished()),
                file);
    }

    private SessionReport twoWay(SessionHeader known, Path file) throws MalformedMessage {
        RequestSession request = known.request();
        var measured = twoWay.summary();
        // A Request-TW-Session has no number of packets, so perfSONAR's files have none. RFC 5357 §3.5
        long packets = request.packets() == 0 ? measured.packets().sent() : request.packets();
        return new SessionReport(
                receiver(request),
                sender(request),
                request.sid(),
                null,
                new SecurityReport.Unknown(),
                null,
                plan(request, packets),
                measured,
                null,
                List.of(),
                OptionalInt.empty(),
                interruption(known.finished()),
                file,
                null);
    }

    private static @Nullable Direction direction(RequestSession request) {
        if (request.confSender() == request.confReceiver()) return null;
        return request.confReceiver() ? Direction.TO_SERVER : Direction.FROM_SERVER;
    }

    private static @Nullable String interruption(Finished finished) {
        return switch (finished) {
            case NORMAL -> null;
            case INCOMPLETE -> "the file holds a part of a session, or one whose end nobody told";
            case FAILED -> "the session failed: its results are invalid";
        };
    }

    private static InetSocketAddress sender(RequestSession request) throws MalformedMessage {
        return new InetSocketAddress(address(request, request.senderAddress()), request.senderPort());
    }

    private static InetSocketAddress receiver(RequestSession request) throws MalformedMessage {
        return new InetSocketAddress(address(request, request.receiverAddress()), request.receiverPort());
    }

    private static InetAddress address(RequestSession request, Octets address) throws MalformedMessage {
        try {
            return InetAddress.getByAddress(
                    address.slice(0, request.ipVersion() == 4 ? 4 : 16).toByteArray());
        } catch (UnknownHostException e) {
            throw new MalformedMessage("no address: " + address);
        }
    }

    /** Of several slots the mean: packets take them in turn. */
    private static PlanReport plan(RequestSession request, long packets) {
        List<Slot> slots = request.slots();
        double mean = slots.stream()
                .mapToLong(slot -> NtpTimestamp.intervalNanos(slot.parameterNtp()))
                .average()
                .orElse(0);
        return new PlanReport(
                packets,
                Math.round(mean),
                slots.stream().anyMatch(slot -> slot.type() != Slot.FIXED),
                request.paddingLength(),
                request.typeP().dscp(),
                Duration.ofNanos(NtpTimestamp.intervalNanos(request.timeoutNtp())));
    }
}
