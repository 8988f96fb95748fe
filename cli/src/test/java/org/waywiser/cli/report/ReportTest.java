package org.waywiser.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.waywiser.cli.option.Command;
import picocli.CommandLine;
import tools.jackson.databind.json.JsonMapper;

class ReportTest {
    static List<SessionReport> sessions() {
        return List.of(
                Sessions.keyed(),
                Sessions.open(),
                Sessions.rekeyed(),
                Sessions.silent(),
                Sessions.marked(),
                Sessions.inTunnel());
    }

    @ParameterizedTest
    @MethodSource("sessions")
    void jsonIsOneLineThatTheSchemaAccepts(SessionReport session) throws IOException {
        var lines = written("--json", session);

        assertThat(lines).hasSize(1);
        assertThat(schema().validate(lines.getFirst(), InputFormat.JSON)).isEmpty();
    }

    @Test
    void theSchemaRefusesWhatIsMissingOrUnknown() throws IOException {
        var document = written("--json", Sessions.open()).getFirst();

        assertThat(schema().validate(document.replaceFirst("\"lost\":0,", ""), InputFormat.JSON))
                .hasSize(1);
        assertThat(schema().validate(document.replaceFirst("\"lost\"", "\"missing\""), InputFormat.JSON))
                .hasSize(2);
        assertThat(schema().validate(document.replace("\"spi_i\":null", "\"spi_i\":\"FF\""), InputFormat.JSON))
                .hasSize(1);
    }

    @Test
    void jsonHasSpisInSixteenHexDigitsAndNullWithoutKeys() {
        var mapper = new JsonMapper();
        var keyed =
                mapper.readTree(written("--json", Sessions.keyed()).getFirst()).get("security");
        var open =
                mapper.readTree(written("--json", Sessions.open()).getFirst()).get("security");

        assertThat(keyed.get("spi_i").asString()).isEqualTo("00000000000000ff");
        assertThat(keyed.get("spi_r").asString()).isEqualTo("fedcba9876543210");
        assertThat(keyed.get("profile").asString()).isEqualTo("rfc7717");
        assertThat(open.get("spi_i").isNull()).isTrue();
        assertThat(open.get("spi_r").isNull()).isTrue();
    }

    @Test
    void rekeyingsStandBesideTheLargestDelay() {
        assertThat(written("", Sessions.rekeyed()))
                .contains(
                        "rekeyed    +0.012 s IKE 00000000000000ff 0000000000000001",
                        "           now SPIs 0000000000000002 0000000000000003",
                        "rekeyed    +1.500 s ESP fffffff0 00000001",
                        "           now SPIs 00000002 00000003",
                        "rtt max    +0.020 s");
        assertThat(written("", Sessions.open())).noneMatch(line -> line.startsWith("rtt max"));

        var document =
                new JsonMapper().readTree(written("--json", Sessions.rekeyed()).getFirst());
        assertThat(document.at("/rekeyings/1/protocol").asString()).isEqualTo("ESP");
        assertThat(document.at("/rekeyings/1/old_spi_i").asString()).isEqualTo("fffffff0");
        assertThat(document.at("/rtt_max_at").asString()).startsWith("2026-11-21T10:00:00.02");
    }

    @Test
    void dscpAndEcnAreThereWhereTheReflectorTellsOrTheyChanged() {
        assertThat(written("", Sessions.marked()))
                .contains(
                        "dscp       46 sent; there 0 (1), 46 (2); back 0 (1), 46 (2)",
                        "ecn        there Not-ECT (2), CE (1); back Not-ECT");
        assertThat(written("", Sessions.open())).noneMatch(line -> line.startsWith("dscp"));

        var marked =
                new JsonMapper().readTree(written("--json", Sessions.marked()).getFirst());
        assertThat(marked.at("/dscp/forward"))
                .hasToString("[{\"value\":0,\"packets\":1},{\"value\":46,\"packets\":2}]");
        assertThat(marked.at("/ecn/forward/1")).hasToString("{\"value\":3,\"packets\":1}");
        assertThat(marked.at("/dscp/reverse/0/value").asInt()).isZero();
        var open = new JsonMapper().readTree(written("--json", Sessions.open()).getFirst());
        assertThat(open.at("/dscp/forward").isNull()).isTrue();
        assertThat(open.at("/dscp/reverse")).hasToString("[{\"value\":46,\"packets\":3}]");
    }

    @Test
    void jsonCountsAndMeasuresInNanoseconds() {
        var document =
                new JsonMapper().readTree(written("--json", Sessions.keyed()).getFirst());

        assertThat(document.at("/packets/sent").asInt()).isEqualTo(3);
        assertThat(document.at("/packets/lost").asInt()).isEqualTo(1);
        assertThat(document.at("/rtt/min_ns").asLong()).isCloseTo(52_123, org.assertj.core.data.Offset.offset(2L));
        assertThat(document.at("/forward/negative").asInt()).isEqualTo(2);
        assertThat(document.at("/clock/synchronized").asBoolean()).isFalse();
        assertThat(document.at("/hops/reverse/max").asInt()).isEqualTo(5);
        assertThat(document.at("/drops/bad_hmac").asInt()).isEqualTo(1);
    }

    @Test
    void jsonTellsWhatBecameOfPacketsOnEachWay() {
        var document =
                new JsonMapper().readTree(written("--json", Sessions.keyed()).getFirst());

        assertThat(document.at("/losses/runs").asInt()).isEqualTo(1);
        // The reflector has answered the lost packet.
        assertThat(document.at("/directions/forward/packets/lost").asInt()).isZero();
        assertThat(document.at("/directions/forward/packets/received").asInt()).isEqualTo(3);
        assertThat(document.at("/directions/reverse/packets/sent").asInt()).isEqualTo(3);
        assertThat(document.at("/directions/reverse/packets/lost").asInt()).isEqualTo(1);
        assertThat(document.at("/directions/reverse/losses/longest_run").asInt())
                .isEqualTo(1);
        assertThat(document.at("/directions/forward/losses").isNull()).isTrue();
        assertThat(String.join("\n", written("", Sessions.keyed())))
                .contains("back       1 lost, 0 duplicates, 0 reordered")
                .doesNotContain("there  ");
    }

    @Test
    void jsonNamesWhatDependsOnTwoClocksThatAreNotSynchronised() {
        var mapper = new JsonMapper();
        var keyed = mapper.readTree(written("--json", Sessions.keyed()).getFirst());
        var open = mapper.readTree(written("--json", Sessions.open()).getFirst());

        assertThat(keyed.at("/clock/offset_dependent").toString()).isEqualTo("[\"forward\",\"reverse\"]");
        assertThat(open.at("/clock/offset_dependent").size()).isZero();
    }

    @Test
    void csvHasAsManyFieldsAsItsHeaderAndQuotesWhatNeedsIt() {
        var lines = written("--csv", Sessions.keyed(), Sessions.silent());

        assertThat(lines).hasSize(3);
        assertThat(lines.get(0)).startsWith("protocol,direction,sid,").contains(",rtt_p99_ns,");
        assertThat(lines.get(1)).contains("\"CN=server, O=\"\"A, B\"\"\"");
        assertThat(fields(lines.get(1))).isEqualTo(fields(lines.get(0)));
        assertThat(fields(lines.get(2))).isEqualTo(fields(lines.get(0)));
    }

    @Test
    void rawHasALineForEachPacketTheLostOnesToo() {
        var lines = written("--raw", Sessions.keyed());

        assertThat(lines).hasSize(4).allSatisfy(line -> assertThat(fields(line)).isEqualTo(fields(lines.getFirst())));
        assertThat(lines.get(1))
                .startsWith(Sessions.SID + ",0,1795255200000000000,")
                .endsWith(",254,250,kernel,1795255199999999300,1795255200000000000,kernel");
        assertThat(lines.get(3))
                .startsWith(Sessions.SID + ",1,1795255200010000000,")
                .endsWith(",,,,,1795255200010000000,user");
    }

    @Test
    void onlyRawKeepsPackets() {
        assertThat(options().records()).isZero();
        assertThat(options("--json").records()).isZero();
        assertThat(options("-R").records()).isPositive();
    }

    @ParameterizedTest
    @MethodSource("sessions")
    void textFitsEightyColumnsWithoutControlCharacters(SessionReport session) {
        assertThat(written("", session))
                .allSatisfy(
                        line -> assertThat(line).hasSizeLessThanOrEqualTo(80).matches("\\p{Print}*"));
    }

    @Test
    void textNamesKeysAndMarksWhatDependsOnTwoClocks() {
        assertThat(String.join("\n", written("", Sessions.keyed())))
                .contains("authenticated mode", "rfc7717", "00000000000000ff fedcba9876543210", "CN=client")
                .contains("3 sent, 2 received, 1 lost (33.333 %)", "dropped    1 HMAC does not match")
                .containsPattern("rtt +ms +0\\.05212\\d")
                .containsPattern("forward\\* +ms +-4\\.97")
                .contains("* depends on how far the clocks are apart", "values are below zero");
        assertThat(String.join("\n", written("", Sessions.open())))
                .contains("open mode", "clocks     synchronised")
                .containsPattern("rtt +us +50\\.000")
                .doesNotContain("*");
    }

    @Test
    void textSaysWhyASessionEndedEarly() {
        assertThat(written("", Sessions.silent()))
                .contains("ended      early", "           the server closed the control connection")
                .contains("keys       passphrase of alice");
    }

    @Test
    void textKeepsForeignNamesFromMovingTheCursor() {
        var open = Sessions.open();
        var name = "CN=\u001b[2J" + "x".repeat(100);
        var keyed = new SessionReport(
                open.peer(),
                open.local(),
                open.sid(),
                open.mode(),
                new SecurityReport.Passphrase(name),
                "unauthenticated: so it is",
                open.plan(),
                open.measured(),
                null,
                List.of(),
                open.pathMtu(),
                "\r" + name,
                null,
                null);

        assertThat(written("", keyed))
                .contains("keys       passphrase of CN=?[2J" + "x".repeat(69 - 21))
                .allSatisfy(
                        line -> assertThat(line).hasSizeLessThanOrEqualTo(80).matches("\\p{Print}*"));
    }

    @Test
    void comparisonHasALineForEachSession() {
        var text = new StringWriter();
        Comparison.write(sessions(), new PrintWriter(text));

        assertThat(text.toString().lines())
                .hasSize(2 + sessions().size())
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
        assertThat(text.toString()).containsPattern("authenticated +rfc7717 +3 +1 +52\\.12");
    }

    private static Schema schema() throws IOException {
        try (var in = ReportTest.class.getResourceAsStream("report.schema.json")) {
            return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(in);
        }
    }

    private static List<String> written(String option, SessionReport... sessions) {
        var text = new StringWriter();
        var writer = options(option.isEmpty() ? new String[0] : new String[] {option})
                .writer(new PrintWriter(text), Terminal.NONE);
        Stream.of(sessions).forEach(writer::write);
        return text.toString().lines().toList();
    }

    private static ReportOptions options(String... arguments) {
        var measuring = new Measuring();
        var _ = new CommandLine(measuring.spec()).parseArgs(arguments);
        return measuring.report;
    }

    /** Commas outside quotes. */
    private static long fields(String line) {
        return line.replaceAll("\"[^\"]*\"", "").chars().filter(c -> c == ',').count();
    }

    private static final class Measuring extends Command {
        private final ReportOptions report = with(new ReportOptions());

        Measuring() {
            super("measuring");
        }

        @Override
        public Integer call() {
            return 0;
        }
    }

    @Test
    void textTellsWhatProtectsThePath() {
        assertThat(written("", Sessions.inTunnel()))
                .contains("path       encrypted and authenticated, says who negotiated it")
                .contains("           there ESP tunnel 0000beef, cbc(aes) 128, hmac(sha256), in UDP")
                .contains("           90 to 105 octets more on the wire for each packet")
                .contains("           takes packets of 1406 octets, the link 1500");
    }

    @Test
    void jsonAndCsvTellWhatProtectsThePath() {
        assertThat(written("--json", Sessions.inTunnel()).getFirst())
                .contains("\"path\":{\"source\":\"ha\",\"protection\":\"encrypted\",\"required\":false");
        assertThat(written("--csv", Sessions.inTunnel()).getLast()).contains(",encrypted,");
    }
}
