package org.waywiser.lab.peers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** strongSwan's daemon with a directory, a control socket and a log of its own. */
public final class Charon implements AutoCloseable {
    /** What it loads unless told otherwise. */
    public static final String PLUGINS =
            "random nonce openssl pem pkcs1 pkcs8 x509 pubkey constraints revocation hmac kdf"
                    + " kernel-netlink socket-default vici";

    private static final List<String> KINDS = List.of("x509", "x509ca", "x509crl", "private");

    private final Path directory;
    private final Process process;
    private final CharonLog log = new CharonLog();

    private Charon(Path directory, Process process) {
        this.directory = directory;
        this.process = process;
    }

    /**
     * Starts the daemon and waits until it listens. It knows no connection yet.
     *
     * @param directory its own, empty
     * @param options changes the section charon-systemd
     */
    public static Charon start(Path directory, Namespace host, UnaryOperator<Settings> options)
            throws IOException, InterruptedException {
        for (String kind : KINDS)
            Files.createDirectories(directory.resolve("swanctl").resolve(kind));
        Files.writeString(
                directory.resolve("strongswan.conf"),
                settings(directory, options).toString());
        var builder = new ProcessBuilder(host.inside("charon-systemd")).redirectErrorStream(true);
        builder.environment().putAll(environment(directory));
        var charon = new Charon(directory, builder.start());
        Thread.ofPlatform()
                .name("charon-log")
                .daemon()
                .start(() -> charon.log.read(charon.process.inputReader(StandardCharsets.UTF_8)));
        try {
            charon.log.await("spawning \\d+ worker threads");
            return charon;
        } catch (RuntimeException | AssertionError e) {
            charon.close();
            throw e;
        }
    }

    private static Settings settings(Path directory, UnaryOperator<Settings> options) {
        Settings quiet = Settings.NONE.set(
                "load", "pem pkcs1 pkcs8 x509 pubkey openssl random"); // else each call warns of missing plugins
        return Settings.NONE
                .in(
                        "charon-systemd",
                        daemon -> options.apply(daemon.set("load", PLUGINS)
                                .set("install_routes", "no")
                                .set("install_virtual_ip", "no")
                                .set("retransmit_timeout", "1.0")
                                .set("retransmit_tries", 2)
                                // seconds; 0 would keep a replaced child until it expires
                                .set("delete_rekeyed_delay", 1)
                                // many SAs come and go here
                                .set("cookie_threshold", 0)
                                .set("cookie_threshold_ip", 0)
                                .set("block_threshold", 100)
                                .in(
                                        "filelog",
                                        logs -> logs.in(
                                                "stderr",
                                                log -> log.set("ike_name", "yes")
                                                        .set("default", 1)
                                                        .set("ike", 4)
                                                        .set("chd", 4)))
                                .in("journal", journal -> journal.set("default", -1))
                                .in(
                                        "plugins",
                                        plugins -> plugins.in(
                                                "vici",
                                                vici -> vici.set("socket", "unix://" + directory.resolve("vici"))))))
                .set("swanctl", quiet);
    }

    private static Map<String, String> environment(Path directory) {
        return Map.of(
                "STRONGSWAN_CONF", directory.resolve("strongswan.conf").toString(),
                "SWANCTL_DIR", directory.resolve("swanctl").toString());
    }

    /** Its section plugins, such that it tells UDP 127.0.0.2:4510 of its SAs if it loads ha too. */
    public static Settings telling(Settings plugins) {
        return plugins.in(
                "ha",
                ha -> ha.set("local", "127.0.0.1")
                        .set("remote", "127.0.0.2")
                        .set("monitor", "no")
                        .set("resync", "no")
                        .set("fifo_interface", "no")
                        .set("segment_count", 1));
    }

    /**
     * Makes this its whole configuration.
     *
     * @param connections content of swanctl.conf
     * @param files certificates and keys by their path, such as {@code x509/a.pem}
     */
    public void load(Settings connections, Map<String, String> files) throws IOException {
        load(connections.toString(), files);
    }

    /** The same with a swanctl.conf as somebody wrote it. */
    public void load(String connections, Map<String, String> files) throws IOException {
        Path swanctl = directory.resolve("swanctl");
        for (String kind : KINDS) {
            try (Stream<Path> old = Files.list(swanctl.resolve(kind))) {
                for (Path file : old.toList()) Files.delete(file);
            }
        }
        for (var file : files.entrySet()) Files.writeString(swanctl.resolve(file.getKey()), file.getValue());
        Files.writeString(swanctl.resolve("swanctl.conf"), connections);
        swanctl("--load-all", "--clear", "--noprompt");
    }

    /** Runs swanctl against this daemon. */
    public String swanctl(String... arguments) {
        var command = Stream.of(
                        Stream.of("swanctl"), Stream.of(arguments), Stream.of("--uri", "unix://" + directory + "/vici"))
                .flatMap(words -> words)
                .toList();
        return Tool.run(environment(directory), command);
    }

    /** What it has said. */
    public CharonLog log() {
        return log;
    }

    /** Whether it runs. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** Ends the daemon as a power failure would. */
    public void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** Ends the daemon, with force if it does not end by itself. */
    @Override
    public void close() {
        // ip netns exec replaces itself by the daemon, so this is the daemon's own process
        process.destroy();
        process.onExit()
                .orTimeout(5, TimeUnit.SECONDS)
                .exceptionally(_ -> process.destroyForcibly())
                .join();
        process.onExit().join();
    }
}
