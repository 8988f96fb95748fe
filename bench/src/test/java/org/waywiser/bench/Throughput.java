package org.waywiser.bench;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.waywiser.net.clock.WallClock;
import org.waywiser.protocol.probe.ProbeMode;
import org.waywiser.protocol.probe.SenderConfig;
import org.waywiser.protocol.probe.SenderSession;

/** How many packets a second a reflector answers, and what each costs it: the loader keeps 128 on their way. */
final class Throughput implements Measurement {
    private static final String NAME = "reflector throughput";
    private static final int OPEN_LENGTH = 41;
    private static final int PREPARED = 10_000;
    private static final int WARM_UP_ROUNDS = 3;

    @Override
    public String name() {
        return "throughput";
    }

    @Override
    public List<Line> measure(Setting setting) throws Exception {
        var lines = new ArrayList<Line>();
        Path peers = setting.peers();
        try (Reflector c = Reflector.c();
                Reflector ours = Reflector.ours(setting);
                Reflector twampd = peers == null ? null : Reflector.twampd(setting, peers)) {
            var sides = new LinkedHashMap<String, Rounds.Side>();
            sides.put(Setting.C, () -> load(setting, c, ProbeMode.OPEN));
            sides.put(Setting.OURS, () -> load(setting, ours, ProbeMode.OPEN));
            if (twampd != null) sides.put(Setting.TWAMPD, () -> load(setting, twampd, ProbeMode.OPEN));
            sides.put("authenticated", () -> load(setting, ours, ProbeMode.AUTHENTICATED));
            sides.put("encrypted", () -> load(setting, ours, ProbeMode.ENCRYPTED));
            for (int i = 0; i < WARM_UP_ROUNDS; i++) {
                for (ProbeMode mode : ProbeMode.values()) load(setting, ours, mode);
            }
            Rounds rounds = Rounds.alternate(name(), setting.rounds(), sides);
            var open = new Line.Figure(NAME + ", open", rounds, "pps", "packets/s");
            var openCpu = new Line.Figure(NAME + ", open", rounds, "cpu", "ns CPU/packet");
            lines.add(open.against(Setting.OURS, Setting.C, "≥ 0.95"));
            lines.add(openCpu.against(Setting.OURS, Setting.C, "≤ 1.05"));
            if (twampd != null) {
                lines.add(open.against(Setting.OURS, Setting.TWAMPD, "≥ 2.2"));
                lines.add(openCpu.against(Setting.OURS, Setting.TWAMPD, ""));
            }
            var keyed = new Line.Figure(NAME + ", keyed", rounds, "pps", "packets/s");
            var keyedCpu = new Line.Figure(NAME + ", keyed", rounds, "cpu", "ns CPU/packet");
            for (String mode : List.of("authenticated", "encrypted")) {
                lines.add(keyed.against(mode, Setting.OURS, "≥ 0.88"));
                lines.add(keyedCpu.against(mode, Setting.OURS, ""));
            }
        }
        return lines;
    }

    private static Figures load(Setting setting, Reflector reflector, ProbeMode mode) throws Exception {
        int source = Setting.freeUdpPort();
        try (Reflector.Use use = reflector.use(source, mode)) {
            var command = new ArrayList<>(List.of(
                    Setting.program("load").toString(),
                    "closed",
                    String.valueOf(use.port()),
                    String.valueOf(source),
                    String.valueOf(Setting.RECEIVE_BUFFER),
                    String.valueOf(setting.seconds())));
            if (mode.keyed()) {
                var config = new SenderConfig(
                        mode, Objects.requireNonNull(use.session()).cipher(), 64, true, 2_000_000_000L, 0);
                command.add(String.valueOf(config.packetLength()));
                command.add(prepared(setting, config).toString());
            } else {
                command.add(String.valueOf(OPEN_LENGTH));
            }
            long before = reflector.child().cpuNanos();
            Figures figures = Figures.parse(Child.output(Setting.LOAD, command));
            double cpu = (double) (reflector.child().cpuNanos() - before);
            return figures.with("cpu", cpu / figures.get("received"))
                    .with("reflector_buffer", (double) Child.receiveBuffer(use.port()));
        }
    }

    /** Packets that the loader sends again and again: a reflector answers each copy as it does the first. */
    private static Path prepared(Setting setting, SenderConfig config) throws IOException {
        var sender = new SenderSession(config, WallClock.system(), new SplittableRandom(1));
        var packet = new byte[config.packetLength()];
        var segment = MemorySegment.ofArray(packet);
        var all = new ByteArrayOutputStream(packet.length * PREPARED);
        for (int i = 0; i < PREPARED; i++) {
            sender.prepare(segment);
            sender.stamp(segment);
            all.write(packet);
            sender.sent(System.nanoTime(), 0);
        }
        return Files.write(setting.scratch().resolve("packets"), all.toByteArray());
    }
}
