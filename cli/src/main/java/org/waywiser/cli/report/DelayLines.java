package org.waywiser.cli.report;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import org.waywiser.node.store.StoredSession;
import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.NtpTimestamp;
import org.waywiser.wire.control.FetchedRecord;
import org.waywiser.wire.control.SkipRange;
import org.waywiser.wire.session.SessionFileSink;
import org.waywiser.wire.session.SessionHeader;
import org.waywiser.wire.session.TwoWayRecord;

/** The delays of a one-way session, a packet on each line, as {@code owping -v} of perfSONAR prints them; and which packets were lost. */
public final class DelayLines implements SessionFileSink {
    private static final int DIGITS = 3;
    private static final int NANOS_PER_MILLISECOND_DIGITS = 6;

    private final PrintWriter out;

    private DelayLines(PrintWriter out) {
        this.out = out;
    }

    /** Writes those of a session file, and an empty line. */
    public static void write(Path file, PrintWriter out) {
        try {
            StoredSession.feed(file, new DelayLines(out));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (MalformedMessage e) {
            throw new UncheckedIOException(new IOException(file + ": " + e.getMessage(), e));
        }
        out.println();
        out.flush();
    }

    @Override
    public void header(SessionHeader header) {}

    @Override
    public void skipped(SkipRange range) {}

    @Override
    public void record(FetchedRecord packet) {
        out.printf("seq_no=%-10d ", packet.sequenceNumber());
        if (packet.lost()) {
            out.println("*LOST*");
            return;
        }
        out.printf(
                "delay=%s ms\t%s%n",
                milliseconds(NtpTimestamp.nanosBetween(packet.sendNtp(), packet.receiveNtp())), clocks(packet));
    }

    private static String clocks(FetchedRecord packet) {
        var sent = packet.sendError();
        var received = packet.receiveError();
        return sent.clockSynchronized() && received.clockSynchronized()
                ? "(sync, err=" + milliseconds(sent.nanos() + received.nanos()) + " ms)"
                : "(unsync)";
    }

    private static String milliseconds(long nanos) {
        return CNumbers.general(BigDecimal.valueOf(nanos, NANOS_PER_MILLISECOND_DIGITS), DIGITS);
    }

    @Override
    public void record(TwoWayRecord packet) {
        throw new IllegalStateException("of a two-way session");
    }
}
