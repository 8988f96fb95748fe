package org.waywiser.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.waywiser.keys.credentials.StampKeyFile;
import org.waywiser.net.udp.StampService;
import org.waywiser.node.ServerPlan;
import org.waywiser.node.TwampServer;
import org.waywiser.testkit.Rfc;
import org.waywiser.wire.AddressText;
import org.waywiser.wire.control.Modes;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Tag("net")
@Timeout(120)
@Rfc(value = 8762, section = "4")
class StampCommandTest {
    private static final String QUICK = " -c 10 -i 1ms -L 10";
    private static final String TLVS =
            " --location --timestamp-information --class-of-service 0 --direct-measurement --follow-up -s 100";

    @TempDir
    private Path folder = Path.of("");

    private static TwampServer serve(StampService service) throws IOException {
        var local = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0);
        return TwampServer.start(
                ServerPlan.of(local, Modes.UNAUTHENTICATED, null, null).with(service), new SecureRandom());
    }

    private static Run stamp(TwampServer server, String options) {
        return Run.line("stamp " + AddressText.of(server.testAddress()) + options);
    }

    private Path key(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", TLVS, " --light", " --ssid 0", " --zero-padding -s 20", " --access-report 3gpp:250"})
    void reportsAsTheSchemaSays(String options) throws IOException {
        try (var server = serve(StampService.unprotected())) {
            String line = stamp(server, QUICK + " --json" + options).succeeds().out();
            JsonNode document = JsonMapper.shared().readTree(line);
            assertThat(document.at("/protocol").asString()).isEqualTo("stamp");
            assertThat(document.at("/packets/received").asInt()).isEqualTo(10);
            var schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(SchemaLocation.of("classpath:org/waywiser/cli/report/report.schema.json"));
            assertThat(schema.validate(document)).isEmpty();
            assertThat(document.at("/stamp").has("location")).isEqualTo(options.equals(TLVS));
        }
    }

    @Test
    void tellsInWordsWhatItFound() throws IOException {
        try (var server = serve(StampService.unprotected())) {
            assertThat(stamp(server, QUICK + TLVS).succeeds().out())
                    .contains(
                            "session    STAMP two-way to ", "SSID ", "location   arrived at ", "counted    10 sent, 10")
                    .contains("clock in: ");
            assertThat(stamp(server, QUICK + " --raw").succeeds().lines()).hasSize(11);
        }
    }

    @Test
    @Rfc(value = 8972, section = "4.6")
    void reportsAnAccessNetworkUntilItIsAcknowledged() throws IOException {
        try (var server = serve(StampService.unprotected())) {
            assertThat(stamp(server, QUICK + " --access-report non-3gpp:unavailable")
                            .succeeds()
                            .out())
                    .contains("access     report acknowledged, sent 1 times");
        }
        Run run = Run.line("stamp 127.0.0.1:9 -c 1 -i 1ms -L 0.1 --access-report 3gpp:available"
                + " --access-report-timer 10ms --access-report-repeats 2");
        assertThat(run.out()).contains("access     report not acknowledged, sent 3 times");
    }

    @Test
    @Rfc(value = 8972, section = "4.6")
    void reportsAgainAfterThreeSecondsUnlessToldOtherwise() {
        assertThat(Run.line("stamp --help").succeeds().out().replaceAll("\\s+", " "))
                .contains("Report again when so long no acknowledgement has come. Default: 3 s.")
                .contains("Report again at most so often. Default: 4.");
    }

    @Test
    void failsWhereAConditionHolds() throws IOException {
        try (var server = serve(StampService.unprotected())) {
            assertThat(Run.of(
                                    "stamp",
                                    AddressText.of(server.testAddress()),
                                    "-c",
                                    "3",
                                    "-i",
                                    "1ms",
                                    "--fail-if",
                                    "rtt.max>0us")
                            .status())
                    .isEqualTo(ExitStatus.CONDITION_HELD);
        }
    }

    @Test
    void saysThatNothingAnswers() {
        Run run = Run.line("stamp 127.0.0.1:9 -c 2 -i 1ms -L 0.2");
        assertThat(run.status()).isEqualTo(ExitStatus.NOTHING_MEASURED);
        assertThat(run.err()).contains("nothing listens on UDP 127.0.0.1:9");
    }

    @Test
    void saysThatKeysMayDiffer() throws Exception {
        Path right = key("right", "0x0011223344556677");
        Path wrong = key("wrong", "another");
        var both = new StampService(true, StampKeyFile.read(right), null, true, false, _ -> false, true);
        try (var server = serve(both)) {
            stamp(server, QUICK + " --stamp-key-file " + right).succeeds();
            Run run = stamp(server, " -c 2 -i 1ms -L 0.5 --stamp-key-file " + wrong);
            assertThat(run.status()).isEqualTo(ExitStatus.NOTHING_MEASURED);
            assertThat(run.err()).contains("does the reflector have that key");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                " --light --location",
                " --light --ssid 4",
                " --light --access-report 3gpp:available",
                " --access-report 4g:available",
                " --access-report 3gpp:0",
                " --access-report 3gpp:256",
                " --access-report 3gpp:available --access-report-timer 0",
                " --access-report 3gpp:available --access-report-repeats 101",
                " --access-report 3gpp:available --ssid 0",
                " --ssid 65536",
                " --sessions 2",
                " -A O",
                " --profile draft",
                " --stamp-key-file /nowhere",
                " --fail-if delay.p99>1ms",
                " --security ike --light"
            })
    void refusesWhatDoesNotGoTogether(String options) {
        Run.line("stamp 127.0.0.1:9" + options).fails(ExitStatus.USAGE, " ");
    }
}
