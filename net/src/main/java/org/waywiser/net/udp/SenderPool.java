package org.waywiser.net.udp;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.waywiser.net.udp.SenderRun.Sender;
import org.waywiser.protocol.probe.SenderSession;
import org.waywiser.protocol.schedule.Alarms;

/**
 * The thread of many runs, each on a schedule of its own. What comes next is the first of all alarms, one a run; what has arrived is told by
 * the set of their sockets. So a turn costs as much for one as for thousands. Runs share the places for datagrams.
 */
final class SenderPool implements Runnable {
    /** What is due leaves together, but replies do not wait for more of it. */
    private static final int SENT_AT_ONCE = 16;

    private final SocketSet sockets;
    private final List<SenderRun> runs;
    private final List<SendPlan> plans;
    private final Alarms alarms;
    private final long[] due;

    /** Runs of which someone wants something. */
    private final Queue<Integer> calls = new ConcurrentLinkedQueue<>();

    private @Nullable SenderEnd prepared;

    /** @param plans one for each sender */
    private SenderPool(List<Sender> senders, List<SendPlan> plans) throws IOException {
        sockets = SocketSet.of(senders.stream().map(Sender::socket).toList());
        this.plans = plans;
        DatagramBatch out = sockets.newBatch(1);
        DatagramBatch in = sockets.newBatch(SenderEnd.RECEIVED_AT_ONCE);
        runs = IntStream.range(0, senders.size())
                .mapToObj(i -> {
                    Sender sender = senders.get(i);
                    SendPlan plan = plans.get(i);
                    var end = new SenderEnd(
                            sender.socket(),
                            sender.reflector(),
                            sender.session(),
                            plan.dscp(),
                            plan.transmitStamps(),
                            out,
                            in);
                    return new SenderRun(sender, end, () -> call(i));
                })
                .toList();
        alarms = new Alarms(runs.size());
        due = new long[runs.size()];
    }

    /**
     * Starts as many threads as may spin, or one if they are bound to a processor.
     *
     * @param plans one for each sender, with the same DSCP and means
     * @return a run for each sender
     */
    static List<SenderRun> start(List<Sender> senders, List<SendPlan> plans) throws IOException {
        int threads = plans.getFirst().pacing().cpu().isPresent() ? 1 : Pacer.mostSpinning();
        int each = Math.ceilDiv(senders.size(), threads);
        var pools = new ArrayList<SenderPool>();
        try {
            for (int from = 0; from < senders.size(); from += each) {
                int to = Math.min(from + each, senders.size());
                pools.add(new SenderPool(senders.subList(from, to), plans.subList(from, to)));
            }
        } catch (IOException | RuntimeException e) {
            pools.forEach(pool -> pool.sockets.close());
            throw e;
        }
        pools.forEach(pool -> SenderRun.startThread(pool.runs, pool));
        return pools.stream().flatMap(pool -> pool.runs.stream()).toList();
    }

    /** Someone wants a run to stop, or a snapshot; any thread. */
    void call(int run) {
        calls.add(run);
        sockets.wakeUp();
    }

    @Override
    public void run() {
        Pacing pacing = plans.getFirst().pacing();
        try (sockets;
                var pacer = new Pacer(sockets, pacing)) {
            pacing.settle();
            begin();
            measure(pacer);
        } catch (IOException | RuntimeException e) {
            for (var run : runs) {
                if (run.over()) continue;
                run.finish();
                run.fail(e);
            }
        }
    }

    private void begin() throws IOException {
        for (var run : runs) run.end().connect();
        WarmUp.begin(WarmUp.Play.of(runs.getFirst().session(), Pacing.SLEEPING)).join();
        long now = System.nanoTime();
        for (int i = 0; i < due.length; i++) {
            due[i] = now + plans.get(i).startDelayNanos();
            alarms.set(i, due[i]);
        }
    }

    private void measure(Pacer pacer) throws IOException {
        int sent = 0;
        while (!alarms.isEmpty()) {
            answer();
            for (; sent < SENT_AT_ONCE && left() <= 0; sent++) act(alarms.first());
            if (sent == SENT_AT_ONCE || Pacer.roomToReceive(left())) {
                sent = 0;
                if (receive() || alarms.isEmpty()) continue;
            }
            prepare(alarms.first());
            pacer.approach(alarms.firstNanos());
        }
    }

    /** Nanoseconds until the next alarm. */
    private long left() {
        return alarms.isEmpty() ? Long.MAX_VALUE : alarms.firstNanos() - System.nanoTime();
    }

    private void answer() {
        for (Integer i = calls.poll(); i != null; i = calls.poll()) {
            SenderRun run = runs.get(i);
            run.answer();
            if (!run.over()) alarms.set(i, System.nanoTime());
        }
    }

    /** Does what a run's alarm rang for. */
    private void act(int i) throws IOException {
        SenderRun run = runs.get(i);
        SenderSession session = run.session();
        long now = System.nanoTime();
        OptionalLong repeat = repeatAt(run);
        if (repeat.isPresent() && now - repeat.getAsLong() >= 0) {
            release();
            run.end().repeat(now);
        } else if (sending(i) && now - due[i] >= 0) {
            prepare(i);
            run.end().send(now, now - due[i]);
            due[i] = next(i, now);
        }
        OptionalLong deadline = session.deadline();
        // What has arrived in time counts, however late this thread is.
        boolean more = deadline.isPresent() && now - deadline.getAsLong() >= 0;
        while (more) more = run.end().receive();
        session.expire(now);
        setAlarm(i);
    }

    private boolean sending(int i) {
        SenderRun run = runs.get(i);
        return !run.stopping() && run.session().sent() < plans.get(i).packets();
    }

    private static OptionalLong repeatAt(SenderRun run) {
        return run.stopping() ? OptionalLong.empty() : run.session().repeatAt();
    }

    /** As in {@link SenderLoop}. */
    private long next(int i, long now) {
        long gap = plans.get(i).schedule().nextGapNanos();
        return now - due[i] > runs.get(i).session().timeoutNanos() ? now + gap : due[i] + gap;
    }

    /** To the next thing that a run waits for, if it does for anything. */
    private void setAlarm(int i) {
        SenderRun run = runs.get(i);
        OptionalLong at = repeatAt(run);
        if (sending(i)) at = earlier(at, due[i]);
        else if (run.session().awaited() > 0)
            at = earlier(at, run.session().deadline().orElseThrow());
        if (at.isPresent()) {
            alarms.set(i, at.getAsLong());
            return;
        }
        alarms.cancel(i);
        run.finish();
        run.complete();
    }

    private static OptionalLong earlier(OptionalLong perhaps, long other) {
        return perhaps.isPresent() && perhaps.getAsLong() - other < 0 ? perhaps : OptionalLong.of(other);
    }

    /** Does ahead what can be done, in the place for packets that all share. */
    private void prepare(int i) {
        SenderEnd end = runs.get(i).end();
        if (!sending(i) || prepared == end && end.prepared()) return;
        release();
        end.prepare();
        prepared = end;
    }

    private void release() {
        if (prepared != null) prepared.release();
        prepared = null;
    }

    /** @return whether anything had arrived */
    private boolean receive() throws IOException {
        int ready = sockets.ready();
        for (int place = 0; place < ready; place++) {
            int i = sockets.ready(place);
            SenderRun run = runs.get(i);
            if (run.over()) continue;
            if (run.end().receive()) continue; // the next turn takes the rest
            run.session().expire(System.nanoTime());
            if (!sending(i)) setAlarm(i);
        }
        return ready > 0;
    }
}
