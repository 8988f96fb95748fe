package org.waywiser.cli.report;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Locale;
import org.waywiser.node.store.StoredSession;
import org.waywiser.protocol.metrics.PacketRecord;
import org.waywiser.protocol.metrics.StampSource;
import org.waywiser.wire.ErrorEstimate;
import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.NtpTimestamp;

/**
 * One line per packet in order of arrival: of stored sessions {@link RecordLines}, of those kept in memory under a header line, comma-separated, nothing needs quotes. Timestamps are
 * nanoseconds since 1970. Of a lost packet only what the sender knows is there.
 */
final class RawReport implements ReportWriter {
    private static final String HEADER = "sid,sequence,sent_ns,sent_error_ns,reflector_received_ns,reflector_sent_ns,"
            + "reflector_error_ns,reflector_sequence,received_ns,received_error_ns,rtt_ns,forward_ns,reverse_ns,"
            + "forward_ttl,reverse_ttl,received_by,due_ns,left_ns,left_by";

    private final PrintWriter out;
    private boolean headed;

    RawReport(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void write(SessionReport report) {
        if (report.file() != null) {
            stored(report.file());
            return;
        }
        if (!headed) out.println(HEADER);
        headed = true;
        String name = report.name();
        String sid = name == null ? "" : name;
        for (var packet : report.measured().records()) write(sid, packet);
        out.flush();
    }

    @Override
    public void write(OneWayReport report) {
        if (report.file() == null) throw new IllegalStateException("packets were not stored");
        stored(report.file());
    }

    private void stored(Path file) {
        try {
            StoredSession.feed(file, new RecordLines(out));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (MalformedMessage e) {
            throw new UncheckedIOException(new IOException(file + ": " + e.getMessage(), e));
        }
        out.flush();
    }

    private void write(String sid, PacketRecord packet) {
        out.print(sid);
        field(packet.sequence());
        field(unixNanos(packet.sentNtp()));
        field(errorNanos(packet.sentErrorEstimate()));
        if (packet.lost()) {
            out.print(",,,,,,,,,,,,");
            departure(packet);
            return;
        }
        field(unixNanos(packet.reflectorReceivedNtp()));
        field(unixNanos(packet.reflectorSentNtp()));
        field(errorNanos(packet.reflectorErrorEstimate()));
        field(packet.reflectorSequence());
        field(unixNanos(packet.receivedNtp()));
        field(errorNanos(packet.receivedErrorEstimate()));
        field(packet.rttNanos());
        field(packet.forwardNanos());
        field(packet.reverseNanos());
        field(packet.forwardTtl());
        field(packet.reverseTtl());
        out.print(',');
        out.print(name(packet.receiveSource()));
        departure(packet);
    }

    /** When it was to be sent and when it left, and who says so: on the sender's clock, like T1. */
    private void departure(PacketRecord packet) {
        out.print(',');
        if (packet.dueNtp() != 0) out.print(unixNanos(packet.dueNtp()));
        field(unixNanos(packet.leftNtp()));
        out.print(',');
        out.println(name(packet.sendSource()));
    }

    private static String name(StampSource source) {
        return source.name().toLowerCase(Locale.ROOT);
    }

    private void field(long value) {
        out.print(',');
        out.print(value);
    }

    private static long unixNanos(long ntp) {
        var instant = NtpTimestamp.toInstant(ntp);
        return instant.getEpochSecond() * 1_000_000_000 + instant.getNano();
    }

    private static long errorNanos(int errorEstimate) {
        return ErrorEstimate.of(errorEstimate).nanos();
    }
}
