package org.waywiser.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.waywiser.keys.credentials.PassphraseFile;
import org.waywiser.node.AddressPrefix;
import org.waywiser.node.OneWayPolicy;
import org.waywiser.node.OwampServer;
import org.waywiser.node.ServerPlan;
import org.waywiser.node.TwampServer;
import org.waywiser.node.store.SessionStore;
import org.waywiser.node.store.StoredSession;
import org.waywiser.testkit.Rfc;
import org.waywiser.wire.control.FetchedRecord;
import org.waywiser.wire.control.Modes;
import org.waywiser.wire.session.Finished;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Tag("net")
@Timeout(120)
@Execution(ExecutionMode.CONCURRENT)
@Rfc(value = 4656, section = "3")
class OwpingCommandTest {
    /** Results come so long after the last packet; a busy machine must not be late by more. */
    private static final String QUICK = " -c 10 -i 1ms -L 2";

    @TempDir
    private Path directory;

    private Path pfs = Path.of("");

    @BeforeEach
    void writePassphrases() throws IOException {
        pfs = Files.writeString(directory.resolve("right.pfs"), "alice 736563726574\n");
        Files.setPosixFilePermissions(pfs, PosixFilePermissions.fromString("rw-------"));
    }

    private OwampServer server() throws Exception {
        var all = Modes.UNAUTHENTICATED.or(Modes.AUTHENTICATED).or(Modes.ENCRYPTED);
        var plan = ServerPlan.of(anyPort(), all, PassphraseFile.read(pfs), null);
        return OwampServer.start(plan, SessionStore.open(directory.resolve("sessions")), new SecureRandom());
    }

    private OwampServer server(String address, String thirdParty) throws Exception {
        var any = new InetSocketAddress(InetAddress.ofLiteral(address), 0);
        var plan = ServerPlan.of(any, Modes.ENCRYPTED, PassphraseFile.read(pfs), null);
        return OwampServer.start(
                plan,
                OneWayPolicy.DEFAULT.with(List.of(AddressPrefix.parse(thirdParty))),
                SessionStore.open(directory.resolve(address)),
                new SecureRandom());
    }

    private static InetSocketAddress anyPort() {
        return new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0);
    }

    private static String at(OwampServer server) {
        return "owping 127.0.0.1:" + server.controlAddress().getPort();
    }

    @Test
    void hasNoMixedMode() throws Exception {
        Run.line("owping 127.0.0.1 -A M --pfs " + pfs + " --user alice").fails(2, "there is no mode M");
    }

    @Test
    void printsAReportOfEachWayForPeople() throws Exception {
        try (var server = server()) {
            var run = Run.line(at(server) + QUICK).succeeds();

            assertThat(run.out())
                    .contains("OWAMP to the server, open mode", "OWAMP from the server, open mode")
                    .contains("10 sent, 10 received, 0 lost", "delay", "ipdv", "pdv", "hops")
                    .containsOnlyOnce("send error");
            assertThat(run.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
        }
    }

    @ParameterizedTest
    @CsvSource({"O, open", "A, authenticated", "'E,A,O', encrypted"})
    void printsJsonAsTheSchemaHasIt(String modes, String measured) throws Exception {
        try (var server = server()) {
            String keys = modes.equals("O") ? "" : " --pfs " + pfs + " --user alice";
            var run = Run.line(at(server) + QUICK + keys + " --json -s 20 -D af11 -A " + modes)
                    .succeeds();

            List<JsonNode> documents = documents(run);
            assertThat(documents).hasSize(2).allSatisfy(document -> {
                assertThat(document.get("mode").asString()).isEqualTo(measured);
                assertThat(document.at("/packets/received").asInt()).isEqualTo(10);
                assertThat(document.at("/delay/count").asInt()).isEqualTo(10);
                assertThat(document.at("/schedule/dscp").asInt()).isEqualTo(10);
                assertThat(document.get("partial").asBoolean()).isFalse();
            });
            assertThat(documents)
                    .extracting(document -> document.get("direction").asString())
                    .containsExactly("to", "from");
        }
    }

    @ParameterizedTest
    @CsvSource({"-t, to", "--to, to", "-f, from", "--from, from"})
    void measuresOneWayOnly(String option, String direction) throws Exception {
        try (var server = server()) {
            List<JsonNode> documents =
                    documents(Run.line(at(server) + QUICK + " --json " + option).succeeds());

            assertThat(documents).hasSize(1);
            assertThat(documents.getFirst().get("direction").asString()).isEqualTo(direction);
        }
    }

    @Test
    void printsEachPacketBeforeTheReportAsPerfsonarDoes() throws Exception {
        try (var server = server()) {
            List<String> lines =
                    Run.line(at(server) + QUICK + " -t -v").succeeds().lines();

            assertThat(lines.subList(0, 10))
                    .allMatch(line -> line.matches("seq_no=\\d +delay=[-.0-9e+]+ ms\t\\((un)?sync(, err=.* ms)?\\)"));
            assertThat(lines.get(10)).isEmpty();
            assertThat(lines.get(11)).startsWith("session ");
        }
        Run.line("owping 127.0.0.1 -v --json").fails(2, "-v is for people");
    }

    @Test
    @Rfc(value = 4656, section = "3.5")
    void measuresBetweenTwoServers() throws Exception {
        try (var server = server("127.0.0.2", "127.0.0.3");
                var other = server("127.0.0.3", "127.0.0.2")) {
            Path saved = directory.resolve("between.owp");
            var run = Run.line(
                            "owping 127.0.0.2:%d --third-party 127.0.0.3:%d%s --json -A E --pfs %s --user alice -T %s"
                                    .formatted(
                                            server.controlAddress().getPort(),
                                            other.controlAddress().getPort(),
                                            QUICK,
                                            pfs,
                                            saved))
                    .succeeds();

            assertThat(documents(run)).singleElement().satisfies(document -> {
                assertThat(document.get("direction").isNull()).isTrue();
                assertThat(document.at("/sender/address").asString()).isEqualTo("127.0.0.3");
                assertThat(document.at("/receiver/address").asString()).isEqualTo("127.0.0.2");
                assertThat(document.get("mode").asString()).isEqualTo("encrypted");
                assertThat(document.at("/packets/received").asInt()).isEqualTo(10);
            });
            assertThat(StoredSession.read(saved).count()).isEqualTo(10);
        }
    }

    @Test
    void refusesKeysThatTwoServersCannotShare() {
        Run.line("owping 127.0.0.2 --third-party 127.0.0.3 --profile draft")
                .fails(2, "two servers have none in common", "--third-party");
    }

    @Test
    void printsALineOfCsvForASessionAndOneForAPacketAsPerfsonarHasIt() throws Exception {
        try (var server = server()) {
            var csv = Run.line(at(server) + QUICK + " --csv").succeeds().lines();
            assertThat(csv)
                    .hasSize(3)
                    .allSatisfy(line -> assertThat(line.split(",", -1))
                            .hasSameSizeAs(csv.getFirst().split(",", -1)));
            assertThat(csv.getFirst()).contains(",delay_p99_ns,", ",losses_longest_run,");

            for (String option : List.of(" --raw -t", " -R -f")) {
                assertThat(Run.line(at(server) + QUICK + option).succeeds().lines())
                        .hasSize(10)
                        .allMatch(line -> line.matches("\\d+ \\d{20} [01] [-.0-9e+]+ \\d{20} [01] [-.0-9e+]+ \\d+"));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"loss>=0%, 1", "lost>0, 0", "delay.max>1h, 0", "pdv.min>=0, 1", "rtt.max>1h, 2"})
    void endsWithStatus1WhereAConditionHolds(String condition, int status) throws Exception {
        try (var server = server()) {
            var run = Run.line(at(server) + QUICK + " -t --fail-if " + condition);

            assertThat(run.status()).isEqualTo(status);
            if (status == 1) assertThat(run.err()).isEqualTo("waywiser: " + condition + " holds\n");
        }
    }

    @Test
    void savesEachWayWhereItIsTold() throws Exception {
        Path to = directory.resolve("to.owp");
        Path from = directory.resolve("from.owp");
        try (var server = server()) {
            var raw = Run.line(at(server) + QUICK + " -R -T " + to + " -F " + from)
                    .succeeds();
            var saved = Run.line("stats -R " + to + " " + from).succeeds();
            assertThat(saved.out()).isEqualTo(raw.out());
            assertThat(saved.lines()).hasSize(20);

            assertThat(documents(
                            Run.line(at(server) + QUICK + " --json -F " + from).succeeds()))
                    .hasSize(1);
            assertThat(Run.line("stats " + from).succeeds().out()).contains("OWAMP from the server", "10 received");
        }
        assertThat(directory).isDirectoryNotContaining("glob:**.part");
    }

    @Test
    void saysBeforeItMeasuresThatItCannotSave() {
        Run.line("owping 127.0.0.1:9 -T " + directory.resolve("none/to.owp")).fails(2, "cannot write");
        Run.line("owping 127.0.0.1:9 -T " + directory).fails(2, "cannot write");
        Run.line("owping 127.0.0.1:9 --sessions 2 -F " + directory.resolve("f")).fails(2, "holds one session");
        Path one = directory.resolve("one");
        Run.line("owping 127.0.0.1:9 -T " + one + " -F " + one).fails(2, "the same file");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-t", "-f", "-4"})
    void reportsWhatItHasWhenCtrlCEndsIt(String way) throws Exception {
        Path sessions = directory.resolve("sessions");
        try (var server = server()) {
            var command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "--enable-native-access=ALL-UNNAMED",
                    "-Djava.io.tmpdir=" + directory,
                    "-cp",
                    System.getProperty("java.class.path"),
                    Waywiser.class.getName()));
            String line = at(server) + " --json -c 1000000 -i 1msf -L 1 " + way;
            command.addAll(List.of(line.split(" ")));
            Process process = new ProcessBuilder(command).start();
            try {
                while (process.isAlive() && !recorded(way.equals("-f") ? directory : sessions, 3_000))
                    LockSupport.parkNanos(1_000_000);
                new ProcessBuilder("kill", "-INT", Long.toString(process.pid()))
                        .inheritIO()
                        .start()
                        .waitFor();
                String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
                assertThat(process.exitValue()).isZero();
                assertThat(documents(new Run(0, out, "")))
                        .hasSize(way.equals("-4") ? 2 : 1)
                        .allSatisfy(document -> {
                            assertThat(document.at("/packets/received").asLong())
                                    .isBetween(20L, 999_999L);
                            assertThat(document.at("/packets/lost").asLong()).isZero();
                            assertThat(document.get("partial").asBoolean()).isTrue();
                            assertThat(document.get("interruption").asString()).contains("user");
                        });
            } finally {
                process.destroyForcibly();
            }
        }
        // It ended in order: what the server received is whole.
        if (!way.equals("-f"))
            try (var files = Files.list(sessions)) {
                assertThat(files)
                        .isNotEmpty()
                        .allSatisfy(file -> assertThat(
                                        StoredSession.read(file).header().finished())
                                .isEqualTo(Finished.NORMAL));
            }
    }

    /** Whether a session with so many packets is stored somewhere below. */
    private static boolean recorded(Path folder, int packets) throws IOException {
        if (!Files.isDirectory(folder)) return false;
        try (var files = Files.walk(folder)) {
            return files.anyMatch(file -> file.toString().endsWith(".owp")
                    && file.toFile().length() > 200 + packets * (long) FetchedRecord.LENGTH);
        }
    }

    @Test
    void leavesNothingBehind() throws Exception {
        Path temporary = Files.createDirectory(directory.resolve("temporary"));
        try (var server = server();
                var process = Started.line(at(server) + QUICK + " -f", "-Djava.io.tmpdir=" + temporary)) {
            process.await("(10 received)");
            process.endsWith(ExitStatus.MEASURED);
        }
        assertThat(temporary).isEmptyDirectory();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-c 0", "-c 4294967296", "-L 0", "-A A", "--profile draft"})
    void saysWhatIsWrongWithTheCommandLine(String options) {
        assertThat(Run.line("owping 127.0.0.1:9 " + options).status()).isEqualTo(ExitStatus.USAGE);
    }

    @Test
    void saysThatNobodyIsThere() throws Exception {
        OwampServer server = server();
        server.close();

        assertThat(Run.line(at(server) + QUICK).status()).isEqualTo(ExitStatus.NO_CONNECTION);
    }

    @Test
    void saysThatTheServerIsOneOfTwamp() throws Exception {
        var plan = ServerPlan.of(anyPort(), Modes.UNAUTHENTICATED, null, null);
        try (var twamp = TwampServer.start(plan, new SecureRandom())) {
            var run = Run.line("owping 127.0.0.1:" + twamp.controlAddress().getPort() + QUICK);

            assertThat(run.status()).isEqualTo(ExitStatus.NO_CONNECTION);
            assertThat(run.err()).contains("not supported");
        }
    }

    @Test
    void storesSessionsWhereAServiceOrAUserKeepsThem() {
        assertThat(OneWayServerOptions.usualFolder(Map.of("STATE_DIRECTORY", "/var/lib/x", "XDG_STATE_HOME", "/y")))
                .isEqualTo(Path.of("/var/lib/x/waywiser/sessions"));
        assertThat(OneWayServerOptions.usualFolder(Map.of("XDG_STATE_HOME", "/y")))
                .isEqualTo(Path.of("/y/waywiser/sessions"));
        assertThat(OneWayServerOptions.usualFolder(Map.of())).endsWithRaw(Path.of("waywiser/sessions"));
    }

    private static List<JsonNode> documents(Run run) {
        List<JsonNode> documents =
                run.lines().stream().map(new JsonMapper()::readTree).toList();
        var schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(SchemaLocation.of("classpath:org/waywiser/cli/report/one-way.schema.json"));
        assertThat(documents)
                .allSatisfy(document -> assertThat(schema.validate(document)).isEmpty());
        return documents;
    }
}
