package org.waywiser.bench;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.waywiser.net.clock.WallClock;
import org.waywiser.protocol.metrics.StampSource;
import org.waywiser.protocol.probe.ProbeMode;
import org.waywiser.protocol.probe.ReflectorConfig;
import org.waywiser.protocol.probe.ReflectorSession;
import org.waywiser.protocol.probe.SenderConfig;
import org.waywiser.protocol.probe.SenderSession;
import org.waywiser.security.Secret;
import org.waywiser.security.probe.ProbeCipher;
import org.waywiser.security.probe.ProbeKeys;

/**
 * What a packet costs without sockets: codec, crypto, checks and histograms, in time of the processor and in garbage. Each mode has a virtual
 * machine for itself, as a sender has: what is compiled for several modes at once is another program.
 */
public final class Packets implements Measurement {
    private static final int BATCH = 1_000;
    private static final int BATCHES = 200;
    private static final int WARM_UP_ROUNDS = 5;
    private static final int LENGTH = 112;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @Override
    public String name() {
        return "packets";
    }

    @Override
    public List<Line> measure(Setting setting) throws Exception {
        var sides = new LinkedHashMap<String, Rounds.Side>();
        for (ProbeMode mode : ProbeMode.values()) {
            sides.put(mode.name().toLowerCase(Locale.ROOT), () -> alone(mode));
        }
        Rounds rounds = Rounds.alternate(name(), setting.rounds(), sides);
        var lines = new ArrayList<Line>();
        for (String end : List.of("reflect", "send", "receive")) {
            var cpu = new Line.Figure("without sockets: " + end, rounds, end + "_cpu", "ns CPU/packet");
            var garbage = new Line.Figure("without sockets: " + end, rounds, end + "_garbage", "octets/packet");
            for (String side : sides.keySet()) {
                lines.add(cpu.of(side, ""));
                lines.add(garbage.of(side, side.equals("open") ? "0" : ""));
            }
        }
        return lines;
    }

    private static Figures alone(ProbeMode mode) throws IOException, InterruptedException {
        return Figures.parse(Child.output(
                Setting.LOAD,
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Packets.class.getName(),
                        mode.name())));
    }

    /** Prints the figures of a mode. */
    public static void main(String[] mode) {
        var exchange = new Exchange(ProbeMode.valueOf(mode[0]));
        for (int i = 0; i < WARM_UP_ROUNDS; i++) exchange.run();
        System.out.println(exchange.run());
    }

    /** Both ends of a session, and packets between them. */
    private static final class Exchange {
        private final SenderSession sender;
        private final ReflectorSession reflector;
        private final List<MemorySegment> slots;
        private final int length;

        Exchange(ProbeMode mode) {
            var clock = WallClock.system();
            var config = new SenderConfig(mode, cipher(mode), mode.keyed() ? 64 : 27, true, 1_000_000_000L, 0);
            length = config.packetLength();
            sender = new SenderSession(config, clock, new SplittableRandom(1));
            reflector = new ReflectorSession(
                    new ReflectorConfig(mode, cipher(mode), 0, 0, 0, ReflectorConfig.DEFAULT_REFWAIT_NANOS), clock);
            reflector.start(System.nanoTime());
            MemorySegment memory = Arena.ofAuto().allocate((long) BATCH * LENGTH, 8);
            slots = IntStream.range(0, BATCH)
                    .mapToObj(i -> memory.asSlice((long) i * LENGTH, LENGTH))
                    .toList();
        }

        private static @Nullable ProbeCipher cipher(ProbeMode mode) {
            return mode.keyed()
                    ? mode.cipher(new ProbeKeys(Secret.owning(new byte[16]), Secret.owning(new byte[32])))
                    : null;
        }

        Figures run() {
            var send = new Cost();
            var reflect = new Cost();
            var receive = new Cost();
            for (int i = 0; i < BATCHES; i++) {
                send.begin();
                for (int slot = 0; slot < BATCH; slot++) send(slots.get(slot));
                send.end();
                reflect.begin();
                for (int slot = 0; slot < BATCH; slot++) reflect(slots.get(slot));
                reflect.end();
                receive.begin();
                for (int slot = 0; slot < BATCH; slot++) receive(slots.get(slot));
                receive.end();
            }
            if (sender.awaited() != 0) throw new IllegalStateException(sender.awaited() + " packets without a reply");
            return receive.into(
                    reflect.into(send.into(Figures.of("packets", BATCH * BATCHES), "send"), "reflect"), "receive");
        }

        private void send(MemorySegment packet) {
            sender.prepare(packet);
            sender.stamp(packet);
            sender.sent(System.nanoTime(), 0);
        }

        private void reflect(MemorySegment packet) {
            reflector.reflect(packet, length, 64, 0, WallClock.system().ntp(), System.nanoTime());
        }

        private void receive(MemorySegment packet) {
            sender.received(packet, length, 64, 0, WallClock.system().ntp(), StampSource.KERNEL);
        }
    }

    /** Of this thread. */
    private static final class Cost {
        private long cpu;
        private long garbage;

        void begin() {
            garbage -= THREADS.getCurrentThreadAllocatedBytes();
            cpu -= THREADS.getCurrentThreadCpuTime();
        }

        void end() {
            cpu += THREADS.getCurrentThreadCpuTime();
            garbage += THREADS.getCurrentThreadAllocatedBytes();
        }

        Figures into(Figures figures, String name) {
            return figures.with(name + "_cpu", (double) cpu / (BATCH * BATCHES))
                    .with(name + "_garbage", (double) garbage / (BATCH * BATCHES));
        }
    }
}
