package org.waywiser.lab.peers;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.waywiser.security.Secret;

/** strongSwan's daemon with a directory, a control socket and a log of its own. Its log holds keys, so it stays in memory. */
public final class Charon implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("org.waywiser.lab");
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);
    private static final Pattern DUMP = Pattern.compile("^(\\d+\\[IKE] <[^>]*>) Sk_d secret => (\\d+) bytes");
    private static final Pattern DUMPED = Pattern.compile("^ +\\d+: ((?:[0-9A-F]{2} ){1,16})");

    /** What differs from daemon to daemon. */
    public record Ports(int ike, int nat) {
        /** Those of RFC 7296 §2, in a namespace of its own. */
        public static final Ports STANDARD = new Ports(500, 4500);
    }

    private final Path directory;
    private final Process process;
    private final List<String> log = new ArrayList<>();
    private boolean ended;

    private Charon(Path directory, Process process) {
        this.directory = directory;
        this.process = process;
    }

    /**
     * Starts the daemon and loads its configuration.
     *
     * @param directory empty; holds {@code swanctl/} and the control socket
     * @param swanctl text of swanctl.conf
     * @param files by their path below {@code swanctl/}, such as {@code x509/a.pem}
     * @param wrap the command that runs it, such as {@link Namespace#inside}
     * @param options further lines of the section charon-systemd
     */
    public static Charon start(
            Path directory,
            Ports ports,
            String swanctl,
            Map<String, String> files,
            Function<String[], List<String>> wrap,
            String options)
            throws IOException, InterruptedException {
        for (String sub : List.of("x509", "x509ca", "private")) {
            Files.createDirectories(directory.resolve("swanctl").resolve(sub));
        }
        Files.writeString(directory.resolve("swanctl/swanctl.conf"), swanctl);
        for (var file : files.entrySet()) {
            Files.writeString(directory.resolve("swanctl").resolve(file.getKey()), file.getValue());
        }
        Files.writeString(directory.resolve("strongswan.conf"), settings(directory, ports, options));
        var builder = new ProcessBuilder(wrap.apply(new String[] {"charon-systemd"})).redirectErrorStream(true);
        builder.environment().putAll(environment(directory));
        var charon = new Charon(directory, builder.start());
        Thread.ofVirtual().name("charon-log").start(charon::readLog);
        try {
            charon.await("spawning \\d+ worker threads");
            charon.swanctl("--load-all");
            return charon;
        } catch (RuntimeException | AssertionError e) {
            charon.close();
            throw e;
        }
    }

    private static String settings(Path directory, Ports ports, String options) {
        return """
            charon-systemd {
              load = random nonce openssl pem pkcs1 pkcs8 x509 pubkey constraints hmac kdf kernel-netlink socket-default vici
              port = %d
              port_nat_t = %d
              install_routes = no
              install_virtual_ip = no
              retransmit_timeout = 1.0
              retransmit_tries = 2
              cookie_threshold = 0
              cookie_threshold_ip = 0
              block_threshold = 0
              %s
              filelog {
                stderr {
                  ike_name = yes
                  default = 1
                  ike = 4
                  cfg = 1
                }
              }
              journal {
                default = -1
              }
              plugins {
                vici {
                  socket = unix://%s/vici
                }
              }
            }
            swanctl {
              load = pem pkcs1 pkcs8 x509 pubkey openssl random
            }
            """.formatted(ports.ike(), ports.nat(), options, directory);
    }

    private static Map<String, String> environment(Path directory) {
        return Map.of(
                "STRONGSWAN_CONF", directory.resolve("strongswan.conf").toString(),
                "SWANCTL_DIR", directory.resolve("swanctl").toString());
    }

    /** Runs swanctl against this daemon. */
    public String swanctl(String... arguments) {
        var command = Stream.of(
                        Stream.of("swanctl"), Stream.of(arguments), Stream.of("--uri", "unix://" + directory + "/vici"))
                .flatMap(words -> words)
                .toList();
        return Tool.run(environment(directory), command);
    }

    /** SK_d of the only SA so far, once it is in the log. */
    public Secret skD() throws InterruptedException {
        return await(
                lines -> {
                    for (int i = 0; i < lines.size(); i++) {
                        Matcher head = DUMP.matcher(lines.get(i));
                        if (!head.find()) continue;
                        byte[] octets = dump(lines, i + 1, head.group(1), Integer.parseInt(head.group(2)));
                        if (octets.length > 0) return Secret.owning(octets);
                    }
                    return null;
                },
                "SK_d");
    }

    /** The octets below a heading, those of one thread; none if they are not all there yet. */
    private static byte[] dump(List<String> lines, int from, String prefix, int count) {
        var hex = new StringBuilder();
        for (String line : lines.subList(from, lines.size())) {
            if (!line.startsWith(prefix + " ")) continue;
            Matcher octets = DUMPED.matcher(line.substring(prefix.length()));
            if (!octets.find()) break;
            hex.append(octets.group(1).replace(" ", ""));
            if (hex.length() >= 2 * count) return HexFormat.of().parseHex(hex.substring(0, 2 * count));
        }
        return new byte[0];
    }

    /** Waits for a line of the log that holds the pattern. */
    public String await(String pattern) throws InterruptedException {
        Pattern compiled = Pattern.compile(pattern);
        return await(
                lines -> lines.stream()
                        .filter(line -> compiled.matcher(line).find())
                        .findFirst()
                        .orElse(null),
                pattern);
    }

    /** A search of the log: null while what it looks for is not there. */
    private interface Search<T> {
        @Nullable
        T in(List<String> lines);
    }

    private <T> T await(Search<T> search, String what) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        synchronized (log) {
            while (true) {
                T found = search.in(log);
                if (found != null) return found;
                long left = deadline - System.nanoTime();
                if (ended || left <= 0) throw new AssertionError("charon's log lacks: " + what + tail());
                TimeUnit.NANOSECONDS.timedWait(log, left);
            }
        }
    }

    /** The end of the log without the dumps, which hold keys. */
    private String tail() {
        var told = log.stream()
                .filter(line -> !line.matches("\\d+\\[IKE] <[^>]*> +\\d+: .*"))
                .toList();
        return "\n" + String.join("\n", told.subList(Math.max(0, told.size() - 25), told.size()));
    }

    private void readLog() {
        try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                synchronized (log) {
                    log.add(line);
                    log.notifyAll();
                }
            }
        } catch (IOException e) {
            // destroying a process closes its stream: the end of the log like any other
            LOG.log(System.Logger.Level.DEBUG, "charon: {0}", e.getMessage());
        } finally {
            synchronized (log) {
                ended = true;
                log.notifyAll();
            }
        }
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
