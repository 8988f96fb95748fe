package org.waywiser.lab.loss;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.waywiser.lab.peers.Namespace;

/**
 * A wire between two hosts that loses, duplicates, delays and so reorders datagrams of UDP as a seed has it, and writes down what
 * came out at its end. All else passes.
 */
final class LossyWire implements AutoCloseable {
    private static final int UDP = 17;
    private static final int IPV4_HEADER = 20;
    private static final int UDP_HEADER = 8;

    /** A datagram of UDP: its ports, and what it carries. */
    record Seen(int fromPort, int toPort, ByteBuffer payload) {
        private static Seen of(byte[] packet) {
            var octets = ByteBuffer.wrap(packet);
            return new Seen(
                    Short.toUnsignedInt(octets.getShort(IPV4_HEADER)),
                    Short.toUnsignedInt(octets.getShort(IPV4_HEADER + 2)),
                    octets.slice(IPV4_HEADER + UDP_HEADER, packet.length - IPV4_HEADER - UDP_HEADER)
                            .asReadOnlyBuffer());
        }

        /** Four octets of what it carries. */
        long number(int at) {
            return Integer.toUnsignedLong(payload.getInt(at));
        }
    }

    private record Copy(ByteBuffer packet, long dueNanos) implements Delayed {
        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(dueNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.signum(dueNanos - ((Copy) other).dueNanos);
        }
    }

    /** One direction: what a host sends, to another. */
    private final class Way {
        private final Tun from;
        private final Tun to;
        private final SplittableRandom random;
        private final DelayQueue<Copy> underWay = new DelayQueue<>();
        private final List<Seen> delivered = new CopyOnWriteArrayList<>();
        private final List<Thread> threads;
        private int outage;

        Way(Tun from, Tun to, long seed) {
            this.from = from;
            this.to = to;
            random = new SplittableRandom(seed);
            threads = List.of(thread(this::take), thread(this::deliver));
        }

        private Thread thread(Runnable step) {
            return Thread.ofPlatform().daemon().start(() -> {
                try {
                    while (open) step.run();
                } catch (Throwable e) {
                    failure.compareAndSet(null, e);
                }
            });
        }

        private void join() {
            try {
                for (var thread : threads) thread.join();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        private void take() {
            byte[] packet = from.read();
            if (packet.length == 0) return;
            long now = System.nanoTime();
            if (!isUdp(packet)) {
                underWay.add(new Copy(ByteBuffer.wrap(packet), now));
                return;
            }
            // One of thirty, and now and then some in a row.
            if (outage > 0) outage--;
            else if (random.nextInt(1000) == 0) outage = 2 + random.nextInt(8);
            if (outage > 0 || random.nextInt(30) == 0) return;
            int copies = random.nextInt(30) == 0 ? 2 + random.nextInt(2) : 1;
            for (int i = 0; i < copies; i++) {
                long delay = 1_000_000L + random.nextInt(50_000_000);
                underWay.add(new Copy(ByteBuffer.wrap(packet), now + delay));
            }
        }

        private void deliver() {
            try {
                var copy = underWay.poll(100, TimeUnit.MILLISECONDS);
                if (copy == null) return;
                byte[] packet = copy.packet().array();
                if (isUdp(packet)) delivered.add(Seen.of(packet));
                to.write(packet);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    private static boolean isUdp(byte[] packet) {
        return packet.length >= IPV4_HEADER + UDP_HEADER && packet[0] == 0x45 && packet[9] == UDP;
    }

    private final Tun here;
    private final Tun there;
    private final Way forward;
    private final Way reverse;
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private volatile boolean open = true;

    private LossyWire(Tun here, Tun there, long seed) {
        this.here = here;
        this.there = there;
        forward = new Way(here, there, seed);
        reverse = new Way(there, here, seed + 1);
    }

    /** Joins two hosts; the addresses have prefix lengths. */
    static LossyWire join(Namespace here, String address, Namespace there, String far, long seed) throws Exception {
        return new LossyWire(Tun.create(here, "wire", address), Tun.create(there, "wire", far), seed);
    }

    /** Datagrams in the order in which the far host got them. */
    List<Seen> deliveredThere() {
        return forward.delivered;
    }

    List<Seen> deliveredHere() {
        return reverse.delivered;
    }

    @Override
    public void close() {
        open = false;
        forward.join();
        reverse.join();
        here.close();
        there.close();
        var failed = failure.get();
        if (failed != null) throw new AssertionError("the wire failed", failed);
    }
}
