package org.waywiser.net.udp;

import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.waywiser.protocol.probe.SenderSession;

/**
 * The thread of runs on one schedule, mostly of one. It sleeps on the socket of the first that still waits for something: the kernel has
 * stamped what arrives on others meanwhile.
 */
final class SenderLoop implements Runnable {
    /** A snapshot copies histograms, which takes tens of microseconds: not right before a packet is due. */
    private static final long SNAPSHOT_ROOM_NANOS = 500_000;

    /** Where packets follow each other too closely for that, a snapshot is made all the same after so long. */
    private static final long SNAPSHOT_PATIENCE_NANOS = 100_000_000;

    private final List<SenderRun> runs;
    private final SendPlan plan;
    private final long timeoutNanos;
    private long sent;
    private long due;

    SenderLoop(List<SenderRun> runs, SendPlan plan) {
        this.runs = runs;
        this.plan = plan;
        this.timeoutNanos = runs.getFirst().session().timeoutNanos();
    }

    @Override
    public void run() {
        try (var pacer = new Pacer(runs.getFirst().socket(), plan.pacing())) {
            measure(pacer);
            runs.forEach(SenderRun::finish);
            runs.forEach(SenderRun::complete);
        } catch (IOException | RuntimeException e) {
            runs.forEach(SenderRun::finish);
            runs.forEach(run -> run.fail(e));
        }
    }

    private void measure(Pacer pacer) throws IOException {
        plan.pacing().settle();
        for (var run : runs) run.end().connect();
        WarmUp.begin(WarmUp.Play.of(runs.getFirst().session(), plan.pacing())).join();
        due = System.nanoTime() + plan.startDelayNanos();
        boolean more = true;
        while (more) more = step(pacer);
    }

    /**
     * Waits, sends what is due, and takes in what has arrived. A method is compiled sooner than a loop, and until then whatever lies between the
     * end of waiting and T1 takes long. It makes no garbage, iterators neither: collections hold up packets.
     *
     * @return whether anything is to be sent or awaited
     */
    private boolean step(Pacer pacer) throws IOException {
        SenderRun waiting = turn();
        if (waiting != null && waiting.end().prepared())
            pacer.approach(earlier(waiting.session().repeatAt(), due));
        repeat();
        SenderRun next = turn();
        if (next != null) next.end().prepare();
        long now = System.nanoTime();
        if (next != null && now - due >= 0) {
            next.end().send(now, now - due);
            sent++;
            due = next(now);
        }
        long left = next != null ? due - now : Long.MAX_VALUE;
        // What was received took time: the next packet may be due.
        if (Pacer.roomToReceive(left) && receive()) return true;
        for (int i = 0; i < runs.size(); i++) {
            SenderRun run = runs.get(i);
            if (left > SNAPSHOT_ROOM_NANOS || run.keepsWaiting(now, SNAPSHOT_PATIENCE_NANOS)) run.answer();
            run.session().expire(now);
        }
        return turn() != null || awaitReplies(now);
    }

    /** Sends what has to be sent again whatever the schedule says. */
    private void repeat() {
        for (int i = 0; i < runs.size(); i++) {
            OptionalLong at = repeatAt(runs.get(i));
            if (at.isEmpty()) continue;
            long now = System.nanoTime();
            if (now - at.getAsLong() >= 0) runs.get(i).end().repeat(now);
        }
    }

    private static OptionalLong repeatAt(SenderRun run) {
        return run.stopping() ? OptionalLong.empty() : run.session().repeatAt();
    }

    private static long earlier(OptionalLong perhaps, long other) {
        return perhaps.isPresent() && perhaps.getAsLong() - other < 0 ? perhaps.getAsLong() : other;
    }

    /** Whose packet is next; null when no more are to be sent. */
    private @Nullable SenderRun turn() {
        SenderRun run = runs.get((int) (sent % runs.size()));
        for (int i = 0; i < runs.size(); i++) if (runs.get(i).stopping()) return null;
        return run.session().sent() < plan.packets() ? run : null;
    }

    /** Lateness does not shift the schedule, unless it exceeds Timeout: then a burst would measure nothing but itself. */
    private long next(long now) {
        long gap = plan.schedule().nextGapNanos();
        return now - due > timeoutNanos ? now + gap : due + gap;
    }

    private boolean receive() throws IOException {
        boolean more = false;
        for (int i = 0; i < runs.size(); i++) more |= runs.get(i).end().receive();
        return more;
    }

    /** Returns false when nothing is awaited any more. */
    private boolean awaitReplies(long now) throws IOException {
        for (var run : runs) {
            SenderSession session = run.session();
            OptionalLong repeat = repeatAt(run);
            if (session.awaited() == 0 && repeat.isEmpty()) continue;
            long until = session.awaited() == 0
                    ? repeat.orElseThrow()
                    : earlier(repeat, session.deadline().orElse(now));
            run.socket().await(until - now);
            return true;
        }
        return false;
    }
}
