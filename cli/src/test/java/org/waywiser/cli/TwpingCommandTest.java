package org.waywiser.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.waywiser.keys.credentials.PassphraseFile;
import org.waywiser.node.ServerPlan;
import org.waywiser.node.TwampServer;
import org.waywiser.testkit.Rfc;
import org.waywiser.wire.control.Accept;
import org.waywiser.wire.control.Modes;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Tag("net")
@Timeout(120)
@Rfc(value = 5357, section = "3")
class TwpingCommandTest {
    private static final String QUICK = " -c 10 -i 1msf -L 10";
    private static final String KEY = "736563726574";

    @TempDir
    private Path directory;

    private Path pfs = Path.of("");
    private Path wrong = Path.of("");

    @BeforeEach
    void writePassphrases() throws IOException {
        pfs = secret("right.pfs", "alice " + KEY + "\n");
        wrong = secret("wrong.pfs", "alice 00\n");
    }

    private Path secret(String name, String text) throws IOException {
        Path file = Files.writeString(directory.resolve(name), text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    private TwampServer server() throws Exception {
        var all = Modes.UNAUTHENTICATED
                .or(Modes.AUTHENTICATED)
                .or(Modes.ENCRYPTED)
                .or(Modes.MIXED);
        var anyPort = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0);
        return TwampServer.start(ServerPlan.of(anyPort, all, PassphraseFile.read(pfs), null), new SecureRandom());
    }

    private static String at(TwampServer server) {
        return "twping 127.0.0.1:" + server.controlAddress().getPort();
    }

    private String passphrase(Path file) {
        return " --pfs " + file + " --user alice";
    }

    @Test
    void printsAReportForPeople() throws Exception {
        try (var server = server()) {
            var run = Run.line(at(server) + QUICK).succeeds();

            assertThat(run.out()).contains("10 sent", "0 lost", "open mode");
            assertThat(run.out()).doesNotContain("\u001b", "\r");
            assertThat(run.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
        }
    }

    @ParameterizedTest
    @CsvSource({"O, open", "A, authenticated", "E, encrypted", "'E,A,O', encrypted", "M, mixed"})
    void printsJsonAsTheSchemaHasIt(String modes, String measured) throws Exception {
        try (var server = server()) {
            String keys = modes.equals("O") ? "" : passphrase(pfs);
            var run = Run.line(at(server) + QUICK + keys + " --json --sessions 2 -D af11 -A " + modes)
                    .succeeds();

            assertThat(documents(run)).hasSize(2).allSatisfy(document -> {
                assertThat(document.get("mode").asString()).isEqualTo(measured);
                assertThat(document.at("/packets/received").asInt()).isEqualTo(10);
                assertThat(document.at("/schedule/dscp").asInt()).isEqualTo(10);
                assertThat(document.at("/security/spi_i").isNull()).isTrue();
            });
            assertThat(run.out()).doesNotContain(KEY, "secret\"");
        }
    }

    private static List<JsonNode> documents(Run run) throws IOException {
        List<JsonNode> documents =
                run.lines().stream().map(new JsonMapper()::readTree).toList();
        try (var in = Waywiser.class.getResourceAsStream("report/report.schema.json")) {
            var schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(in);
            assertThat(documents)
                    .allSatisfy(
                            document -> assertThat(schema.validate(document)).isEmpty());
        }
        return documents;
    }

    @ParameterizedTest
    @CsvSource({
        "loss>=0%, 1",
        "loss>1%, 0",
        "lost>0, 0",
        "duplicates<1, 1",
        "reordered<=-1, 0",
        "rtt.min>0, 1",
        "rtt.p99>1min, 0",
        "turnaround.mean<20s, 1",
        "pdv.min>=0, 1",
        "forward.loss>1%, 0",
        "reverse.lost<1, 1",
        "reverse.duplicates>0, 0",
        "forward.ipdv.p99>1min, 0",
        "reverse.pdv.min>=0, 1"
    })
    void endsWithStatus1WhereAConditionHolds(String condition, int status) throws Exception {
        try (var server = server()) {
            var run = Run.line(at(server) + QUICK + " --fail-if rtt.max>1h --fail-if " + condition);

            assertThat(run.status()).isEqualTo(status);
            assertThat(run.out()).contains("10 sent");
            if (status == 1) assertThat(run.err()).isEqualTo("waywiser: " + condition + " holds\n");
            else assertThat(run.err()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "loss",
                "loss>1",
                "rtt>1ms",
                "rtt.p42>1ms",
                "rtt.p99>fast",
                "lost>NaN",
                "colour>1",
                "loss.p99>1%",
                "forward.loss>1",
                "forward.colour>1",
                "reverse.rtt.p99>1ms",
                "reverse.ipdv>1ms",
                "turnaround.lost>0",
                "forward..p99>1ms"
            })
    void refusesWhatIsNoCondition(String condition) {
        assertThat(Run.line("twping 127.0.0.1 --fail-if " + condition).status()).isEqualTo(ExitStatus.USAGE);
    }

    @Test
    void printsALineOfCsvForASessionAndOneForAPacket() throws Exception {
        try (var server = server()) {
            var csv = Run.line(at(server) + QUICK + " --csv").succeeds().lines();
            assertThat(csv).hasSize(2);
            assertThat(csv.getFirst().split(",", -1))
                    .hasSameSizeAs(csv.getLast().split(",", -1));

            for (String option : List.of(" --raw", " -R")) {
                var raw = Run.line(at(server) + QUICK + option).succeeds().lines();
                assertThat(raw).hasSize(11);
                int columns = raw.getFirst().split(",", -1).length;
                assertThat(raw)
                        .allSatisfy(line -> assertThat(line.split(",", -1)).hasSize(columns));
            }
        }
    }

    @Test
    void endsWithStatus3WhereNobodyListensOrTheServerIsUnwilling() throws Exception {
        int port;
        try (var socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            port = socket.getLocalPort();
        }
        Run.line("twping 127.0.0.1:" + port).fails(3, "127.0.0.1:" + port, "is a TWAMP server running");
        Run.line("twping -6 127.0.0.1:" + port).fails(3, "127.0.0.1 has no IPv6 address", "-6");
        try (var server = server()) {
            Run.line(at(server) + QUICK + " --security ike --ike-id a --ike-psk-file none")
                    .fails(2, "none does not exist");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1, refused without a reason",
        "3, some aspect of the request is not supported",
        "5, temporary resource limit",
        "77, refused for an unknown reason"
    })
    @Rfc(value = 4656, section = "3.3")
    void endsWithStatus3AndTheAcceptValueInWords(int accept, String words) throws Exception {
        try (var server = OneSessionServer.refusing(new Accept(accept))) {
            Run.line("twping " + server.address()).fails(3, server.address(), words);
        }
    }

    @Test
    @Rfc(value = 4656, section = "3.1")
    void endsWithStatus4WhereTheKeysDiffer() throws Exception {
        try (var server = server()) {
            Run.line(at(server) + QUICK + passphrase(wrong)).fails(4, "does not accept the key");
        }
    }

    @Test
    void endsWithStatus5WhereNothingCameBackAndStillReports() throws Exception {
        try (var server = OneSessionServer.silent()) {
            var run = Run.line("twping " + server.address() + " -c 3 -i 1msf -L 0.1 --json");

            assertThat(run.status()).isEqualTo(5);
            assertThat(documents(run)).allSatisfy(document -> {
                assertThat(document.at("/packets/sent").asInt()).isEqualTo(3);
                assertThat(document.at("/packets/lost").asInt()).isEqualTo(3);
            });
            assertThat(server.lastCommand()).isEqualTo(3);
        }
        try (var server = OneSessionServer.silent()) {
            var run = Run.line("twping " + server.address() + " -c 3 -i 1msf -L 0.1");

            assertThat(run.status()).isEqualTo(5);
            assertThat(run.out()).contains("3 sent", "3 lost");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'', HOST",
        "localhost:99999, no HOST[:PORT]",
        "127.0.0.1 -4 -6, exclude each other",
        "127.0.0.1 --count 0, --count must be",
        "127.0.0.1 --count many, many",
        "127.0.0.1 --sessions 0, --sessions must be",
        "127.0.0.1 -s 65460, --padding must be",
        "127.0.0.1 -L 0, --timeout must be",
        "127.0.0.1 -i fast, is no time",
        "127.0.0.1 -d 10 -i 0, --duration needs",
        "127.0.0.1 -D af44, is no DSCP",
        "127.0.0.1 -P 5-4, is no range of ports",
        "127.0.0.1 -A OX, none of",
        "127.0.0.1 -A E, 'modes A, E and M need keys'",
        "127.0.0.1 -A M, 'modes A, E and M need keys'",
        "127.0.0.1 -A E --security open, 'modes A, E and M need keys'",
        "127.0.0.1 -S nowhere.invalid, no address of this machine",
        "127.0.0.1 --security passphrase, --pfs FILE and --user NAME",
        "127.0.0.1 --pfs none.pfs --user alice, none.pfs does not exist",
        "127.0.0.1 --security ike, --ike-psk-file",
        "127.0.0.1 --json --csv, --csv",
        "127.0.0.1 --nonsense, --nonsense",
        "127.0.0.1 --max-count 512, --max-count must be",
        "127.0.0.1 --ike-peer-port 70000 --security ike --ike-id a --ike-psk-file none, is no port",
        "127.0.0.1 --ike-port 70000 --security ike --ike-id a --ike-psk-file none, is no port"
    })
    void endsWithStatus2WhereItsOptionsDoNotFit(String arguments, String words) {
        Run.line(("twping " + arguments).strip()).fails(2, words);
    }

    @Test
    @Rfc(value = 7717, section = "5.1")
    void neverLeavesTheModeOpenWhereKeysAreRequired() throws Exception {
        Path psk = secret("psk", "127.0.0.1 : a key\n");
        String ike = "twping 127.0.0.1 --security ike --ike-id client.example --ike-psk-file " + psk;

        Run.line(ike + " -A O").fails(2, "--security ike excludes mode O");
        Run.line(ike + " -A A,E,O").fails(2, "--security ike excludes mode O");
    }

    @Test
    void anIdentityWithoutAPassphraseIsAnErrorOfUse() {
        Run.line("twping 127.0.0.1 --pfs " + pfs + " --user bob").fails(2, "has no identity bob");
        Run.line("twping 127.0.0.1 --pfs " + pfs).fails(2, "both --pfs FILE and --user NAME");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--json", "--csv"})
    void reportsWhatItHasWhenCtrlCEndsIt(String format) throws Exception {
        try (var server = OneSessionServer.reflecting(20)) {
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "--enable-native-access=ALL-UNNAMED",
                            "-cp",
                            System.getProperty("java.class.path"),
                            Waywiser.class.getName(),
                            "twping",
                            server.address(),
                            "-c",
                            "1000000",
                            "-i",
                            "5msf",
                            "-L",
                            "10",
                            format)
                    .redirectErrorStream(true)
                    .start();
            try {
                server.awaitPackets();
                new ProcessBuilder("kill", "-INT", Long.toString(process.pid()))
                        .inheritIO()
                        .start()
                        .waitFor();
                String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
                assertThat(process.exitValue()).as(out).isZero();
                assertThat(server.lastCommand()).isEqualTo(3);
                if (format.equals("--csv")) {
                    assertThat(out.lines()).hasSize(2);
                    return;
                }
                var document = documents(new Run(0, out, "")).getFirst();
                assertThat(document.at("/packets/received").asLong()).isBetween(20L, 999_999L);
                assertThat(document.at("/packets/lost").asLong()).isZero();
                assertThat(document.get("partial").asBoolean()).isTrue();
                assertThat(document.get("interruption").asString()).contains("user");
            } finally {
                process.destroyForcibly();
            }
        }
    }
}
