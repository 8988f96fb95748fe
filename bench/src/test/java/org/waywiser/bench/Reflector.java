package org.waywiser.bench;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.waywiser.protocol.probe.ProbeMode;

/**
 * A reflector at work: ours, the one in C, or perfSONAR's.
 *
 * @param control port of TWAMP-Control; 0 for the one in C, which has none
 * @param port of test packets, where it is the same for all sessions
 */
record Reflector(String name, Child child, int control, int port) implements AutoCloseable {
    private static final int LONGEST_SECONDS = 1800;

    /** A session that loaders may use. */
    record Use(
            int port,
            Control.@Nullable Session session,
            @Nullable Control control) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            if (control != null) control.close();
        }
    }

    static Reflector c() throws IOException {
        int port = Setting.freeUdpPort();
        Child child = Child.start(
                        Setting.SERVER,
                        List.of(
                                Setting.program("refl").toString(),
                                String.valueOf(port),
                                String.valueOf(Setting.RECEIVE_BUFFER),
                                String.valueOf(LONGEST_SECONDS)))
                .ready(line -> line.equals("ready"));
        return new Reflector(Setting.C, child, 0, port);
    }

    static Reflector ours(Setting setting, String... more) throws IOException {
        int port = Setting.freePort();
        Path passphrases = setting.scratch().resolve("bench.pfs");
        Files.deleteIfExists(passphrases);
        Files.createFile(
                passphrases, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        String hex = HexFormat.of().formatHex(Control.PASSPHRASE.getBytes(StandardCharsets.US_ASCII));
        Files.writeString(passphrases, Control.USER + " " + hex + "\n");
        var command = new ArrayList<>(Setting.waywiser(
                "serve",
                "--listen",
                "127.0.0.1",
                "--twamp-port",
                String.valueOf(port),
                "--pfs",
                passphrases.toString(),
                "--max-connections-per-address",
                "10000"));
        command.addAll(List.of(more));
        Child child = Child.start(Setting.SERVER, command).ready(line -> line.startsWith("modes offered"));
        return new Reflector(Setting.OURS, child, port, port);
    }

    static Reflector twampd(Setting setting, Path peers) throws IOException, InterruptedException {
        int port = Setting.freePort();
        Path config = Files.createDirectories(setting.scratch().resolve("twampd"));
        Files.writeString(
                config.resolve("twamp-server.conf"),
                "rootfolly\nauthmode O\nvardir %1$s\ndatadir %1$s\n".formatted(config));
        Files.writeString(
                config.resolve("twamp-server.limits"),
                "limit root with bandwidth=0, disk=0, delete_on_fetch=on, allow_open_mode=on\nassign default root\n");
        Child child = Child.start(
                Setting.SERVER,
                List.of(
                        peers.resolve("twampd").toString(),
                        "-c",
                        config.toString(),
                        "-R",
                        config.toString(),
                        "-a",
                        "O",
                        "-Z",
                        "-f",
                        "-S",
                        "127.0.0.1:" + port));
        awaitListening(port);
        return new Reflector(Setting.TWAMPD, child, port, 0);
    }

    private static void awaitListening(int port) throws IOException, InterruptedException {
        for (int i = 0; ; i++) {
            try (var _ = new Socket(Setting.LOOPBACK, port)) {
                return;
            } catch (IOException e) {
                if (i == 50) throw e;
                TimeUnit.MILLISECONDS.sleep(100);
            }
        }
    }

    /** A session with packets from that port, or what stands in for one. */
    Use use(int source, ProbeMode mode) throws IOException {
        if (control == 0) return new Use(port, null, null);
        Control connection = Control.open(control, mode);
        try {
            Control.Session session = connection.request(source, mode.keyed() ? 64 : 27);
            connection.start();
            return new Use(session.port(), session, connection);
        } catch (IOException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    @Override
    public void close() {
        child.close();
    }
}
