package org.waywiser.net.udp;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.waywiser.net.clock.WallClock;
import org.waywiser.protocol.metrics.DelayHistogram;
import org.waywiser.protocol.metrics.DelaySummary;
import org.waywiser.protocol.probe.OneWaySender;
import org.waywiser.wire.NtpTimestamp;
import org.waywiser.wire.control.OwampStopSessions.Description;

/** A Session-Sender of OWAMP at work: a thread that sends what is due, until all is sent or it is stopped. RFC 4656 §4.1. */
public final class OneWaySenderRun {
    private final UdpSocket socket;
    private final InetSocketAddress receiver;
    private final OneWaySender session;
    private final Pacing pacing;
    private final WallClock clock = WallClock.system();
    private final Datagram packet;
    private final DatagramBatch out;
    private final DatagramBatch in;
    private final CompletableFuture<Description> sent = new CompletableFuture<>();
    private final AtomicLong left = new AtomicLong();
    private final DelayHistogram sendLag = new DelayHistogram();
    private volatile boolean stopping;

    private OneWaySenderRun(
            UdpSocket socket, InetSocketAddress receiver, OneWaySender session, int dscp, Pacing pacing) {
        this.socket = socket;
        this.receiver = receiver;
        this.session = session;
        this.pacing = pacing;
        out = socket.newBatch(1);
        in = socket.newBatch(1);
        packet = out.at(0);
        packet.peer(receiver);
        packet.trafficClass(dscp << 2);
        packet.length(session.packetLength());
    }

    /** Takes socket and session over and starts. */
    public static OneWaySenderRun start(
            UdpSocket socket, InetSocketAddress receiver, OneWaySender session, int dscp, Pacing pacing) {
        var run = new OneWaySenderRun(socket, receiver, session, dscp, pacing);
        Thread.ofPlatform()
                .name("sender-" + socket.localAddress().getPort())
                .daemon()
                .start(run::run);
        return run;
    }

    /** Completed when nothing more is sent, with what Stop-Sessions has to say of the session; or exceptionally with an IOException. */
    public CompletableFuture<Description> sent() {
        return sent.copy();
    }

    /** Packets that have left so far. Any thread. */
    public long sentSoFar() {
        return left.get();
    }

    /** How late packets left, once nothing more is sent. */
    public DelaySummary sendLag() {
        return sendLag.summary();
    }

    /** Sends no more. Any thread. */
    public void stop() {
        stopping = true;
        socket.wakeUp();
    }

    private void run() {
        try (var pacer = new Pacer(socket, pacing)) {
            pacing.settle();
            socket.connect(receiver);
            warmUp();
            send(pacer);
            socket.close();
            sent.complete(session.description());
        } catch (IOException | RuntimeException e) {
            socket.close();
            sent.completeExceptionally(e);
        } finally {
            // Whatever happens, nobody waits for ever.
            sent.completeExceptionally(new IllegalStateException("the sender has died"));
        }
    }

    /** Not beyond the time of the first packet, which does not wait. */
    private void warmUp() {
        var begun = WarmUp.begin(new WarmUp.Play(false, session.mode(), pacing.precise()));
        long left = NtpTimestamp.nanosBetween(
                clock.ntp(), session.dueNtp(clock.ntp()).orElse(0));
        var _ = begun.copy()
                .completeOnTimeout(null, Math.max(0, left), TimeUnit.NANOSECONDS)
                .join();
    }

    private void send(Pacer pacer) throws IOException {
        while (!stopping) {
            OptionalLong due = session.dueNtp(clock.ntp());
            if (due.isEmpty()) return;
            session.prepare(packet.payload());
            long lag = awaitTime(due.getAsLong(), pacer);
            if (lag < 0) return;
            session.stamp(packet.payload());
            if (socket.send(out, 1) > 0) {
                session.skip();
            } else {
                session.sent();
                sendLag.record(lag);
                // Nobody else writes it.
                left.setRelease(left.getPlain() + 1);
            }
        }
    }

    /**
     * The schedule is one of wall time, which may be set meanwhile; so it is asked again after every sleep.
     *
     * @return nanoseconds since the packet was due; negative if no more are to be sent
     */
    private long awaitTime(long dueNtp, Pacer pacer) throws IOException {
        while (!stopping) {
            long left = NtpTimestamp.nanosBetween(clock.ntp(), dueNtp);
            if (left <= 0) return -left;
            // What the receiver's host says of a closed port would end every sleep.
            if (Pacer.roomToReceive(left) && socket.receive(in) != 0) continue;
            pacer.approach(System.nanoTime() + left);
        }
        return -1;
    }
}
