package org.waywiser.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.waywiser.testkit.Rfc;
import org.waywiser.wire.ErrorEstimate;
import org.waywiser.wire.NtpTimestamp;
import org.waywiser.wire.Octets;
import org.waywiser.wire.WireWriter;
import org.waywiser.wire.control.FetchedRecord;
import org.waywiser.wire.control.RequestSession;
import org.waywiser.wire.control.Sid;
import org.waywiser.wire.control.SkipRange;
import org.waywiser.wire.control.Slot;
import org.waywiser.wire.control.TypeP;
import org.waywiser.wire.session.Finished;
import org.waywiser.wire.session.SessionHeader;
import org.waywiser.wire.session.TwoWayRecord;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Rfc(value = 4656, section = "3.9")
class StatsCommandTest {
    private static final Sid SID = new Sid(Octets.hex("0a000001eb8a1b2c000000000badcafe"));
    private static final ErrorEstimate CLOCK = ErrorEstimate.ofNanos(true, 1000);
    private static final long START = 0xeeac_6a00_0000_0000L;
    private static final long MILLISECOND = (1L << 32) / 1000;

    @TempDir
    private Path folder;

    private Path oneWay = Path.of("");
    private Path twoWay = Path.of("");

    /** Of five packets to a server, 1 was lost, 2 came after 3 and twice, 4 was never sent. */
    @BeforeEach
    void writeFiles() throws IOException {
        oneWay = write("one.owp", Finished.NORMAL);
        var out = new WireWriter();
        out.bytes(SessionHeader.complete(true, Finished.NORMAL, 0, 0, 0, request(0))
                .toByteArray());
        for (int packet : new int[] {0, 3, 2, 2}) there(packet, 1).write(out);
        TwoWayRecord.lost(1, at(10), CLOCK).write(out);
        twoWay = Files.write(folder.resolve("two.owp"), out.toByteArray());
    }

    private Path write(String name, Finished how) throws IOException {
        boolean normal = how == Finished.NORMAL;
        var out = new WireWriter();
        out.bytes(SessionHeader.complete(false, how, normal ? 5 : 0, normal ? 1 : 0, 5, request(5))
                .toByteArray());
        if (normal) new SkipRange(4, 4).write(out);
        for (int packet : new int[] {0, 3, 2, 2})
            record(packet, at(packet * 10L), at(packet * 10L + 2)).write(out);
        FetchedRecord.lost(1, at(10), CLOCK).write(out);
        return Files.write(folder.resolve(name), out.toByteArray());
    }

    private static RequestSession request(int packets) {
        return new RequestSession(
                4,
                false,
                true,
                packets,
                40_001,
                40_002,
                Octets.of((byte) 10, (byte) 0, (byte) 0, (byte) 1),
                Octets.of((byte) 10, (byte) 0, (byte) 0, (byte) 2),
                SID,
                20,
                START,
                1L << 32,
                TypeP.ofDscp(10),
                List.of(new Slot(Slot.FIXED, NtpTimestamp.interval(10_000_000))));
    }

    private static TwoWayRecord there(int packet, int millis) {
        long sent = packet * 10L;
        return new TwoWayRecord(
                record(packet, at(sent), at(sent + millis)), record(packet, at(sent + millis), at(sent + 3L * millis)));
    }

    private static FetchedRecord record(long sequence, long sent, long received) {
        return new FetchedRecord(sequence, CLOCK, CLOCK, sent, received, 250);
    }

    private static long at(long millis) {
        return START + millis * MILLISECOND;
    }

    @Test
    void drawsSessionsOfEitherKind() throws IOException {
        Path page = folder.resolve("page.html");
        Run.line("stats " + oneWay + " " + twoWay + " --report " + page).succeeds();

        assertThat(Files.readString(page))
                .contains(
                        "2 sessions", "OWAMP from 10.0.0.1:40001 to 10.0.0.2:40002", "id=\"s1-time\"", "id=\"s2-time\"")
                .contains("\"received\":[", "<path class=\"lost\" d=\"M");
    }

    @Test
    void aPageThatCannotBeWrittenIsAnErrorBeforeAnythingElse() {
        Run run = Run.line("stats " + oneWay + " --report " + folder.resolve("none/page.html"));

        assertThat(run.status()).isEqualTo(ExitStatus.USAGE);
        assertThat(run.err()).contains("cannot write");
        assertThat(run.out()).isEmpty();
    }

    @Test
    void reportsAOneWaySession() {
        var run = Run.line("stats " + oneWay).succeeds();

        assertThat(run.out())
                .contains("OWAMP to the server, a saved session", "from 10.0.0.1:40001", "to 10.0.0.2:40002")
                .contains("read from " + oneWay.toString().substring(0, 10), "SID " + SID)
                .contains("5 packets, every 10 ms, padding 20, DSCP 10, timeout 1 s", "early")
                .contains("4 sent, 3 received, 1 lost (25.000 %)", "1 duplicates, 1 reordered");
        assertThat(run.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
    }

    @Test
    void reportsATwoWaySession() {
        var run = Run.line("stats " + twoWay).succeeds();

        assertThat(run.out())
                .contains("TWAMP two-way to 10.0.0.2:40002, a saved session")
                .contains("4 packets, every 10 ms", "4 sent, 3 received, 1 lost (25.000 %)")
                .contains("1 duplicates, 1 reordered", "5 there, 5 back")
                .containsPattern("rtt +ms +[23]\\.[09]")
                .doesNotContain("timestamps", "early");
    }

    @Test
    void printsJsonAsTheSchemasHaveIt() {
        List<JsonNode> documents = Run.line("stats --json " + oneWay + " " + twoWay).succeeds().lines().stream()
                .map(new JsonMapper()::readTree)
                .toList();

        assertThat(documents).hasSize(2);
        conforms(documents.getFirst(), "one-way.schema.json");
        conforms(documents.getLast(), "report.schema.json");
        assertThat(documents).allSatisfy(document -> {
            assertThat(document.get("mode").isNull()).isTrue();
            assertThat(document.at("/security/kind").asString()).isEqualTo("unknown");
            assertThat(document.at("/packets/lost").asInt()).isEqualTo(1);
            assertThat(document.get("file").asString()).startsWith(folder.toString());
        });
        assertThat(documents.getFirst().get("partial").asBoolean()).isTrue();
        assertThat(documents.getLast().get("partial").asBoolean()).isFalse();
        assertThat(documents.getLast().at("/timestamps/rx").isNull()).isTrue();
    }

    private static void conforms(JsonNode document, String schema) {
        assertThat(SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                        .getSchema(SchemaLocation.of("classpath:org/waywiser/cli/report/" + schema))
                        .validate(document))
                .isEmpty();
    }

    @Test
    void printsSinglePacketsAsPerfsonarDoes() {
        assertThat(Run.line("stats -R " + oneWay).succeeds().lines())
                .hasSize(5)
                .first()
                .isEqualTo("0 %d 1 1.00583e-06 %d 1 1.00583e-06 250"
                        .replace("%d", "%s")
                        .formatted(Long.toUnsignedString(at(0)), Long.toUnsignedString(at(2))));
        assertThat(Run.line("stats --raw " + twoWay).succeeds().lines())
                .hasSize(5)
                .allMatch(line -> line.split(" ").length == 16);
    }

    @Test
    void printsANewHeaderOfCsvWhereSessionsOfTheOtherKindBegin() {
        assertThat(Run.line("stats --csv %s %s %s".formatted(oneWay, oneWay, twoWay))
                        .succeeds()
                        .lines())
                .hasSize(5)
                .filteredOn(line -> line.startsWith("protocol,"))
                .hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({
        "loss>20%, 1",
        "delay.max>1ms, 1",
        "rtt.max>1h, 0",
        "duplicates>1, 0",
        "forward.lost>0, 0",
        "reverse.lost>0, 1"
    })
    void endsWithStatus1WhereAConditionHolds(String condition, int status) {
        assertThat(Run.line("stats %s %s --fail-if %s".formatted(oneWay, twoWay, condition))
                        .status())
                .isEqualTo(status);
    }

    @Test
    void refusesAConditionOnWhatNoneOfThemMeasures() {
        assertThat(Run.line("stats " + oneWay + " --fail-if rtt.max>1s").status())
                .isEqualTo(ExitStatus.USAGE);
    }

    @ParameterizedTest
    @CsvSource({"INCOMPLETE, holds a part", "FAILED, results are invalid"})
    void saysThatASessionIsThereInPart(Finished how, String words) throws IOException {
        assertThat(Run.line("stats " + write("part.owp", how)).succeeds().out())
                .contains("early", words, "4 sent, 3 received");
    }

    @Test
    void goesOnAfterAFileThatIsNone() throws IOException {
        Path text = Files.writeString(folder.resolve("notes.txt"), "no session".repeat(50));
        var run = Run.line("stats %s %s/none.owp %s".formatted(text, folder, oneWay));

        assertThat(run.status()).isEqualTo(ExitStatus.USAGE);
        assertThat(run.err().lines()).hasSize(2).allMatch(line -> line.startsWith("waywiser: " + folder));
        assertThat(run.err()).contains("notes.txt is damaged, or no session file", "none.owp does not exist");
        assertThat(run.out()).contains("4 sent, 3 received");
    }

    @Test
    void saysWhereAFileEndsBeforeItsTime() throws IOException {
        byte[] whole = Files.readAllBytes(oneWay);
        var cut = new StringBuilder();
        for (int length = 0; length < whole.length; length++) {
            byte[] start = Octets.of(whole).slice(0, length).toByteArray();
            cut.append(' ').append(Files.write(folder.resolve("cut" + length), start));
        }
        var run = Run.line("stats" + cut);

        assertThat(run.status()).isEqualTo(ExitStatus.USAGE);
        assertThat(run.out()).isEmpty();
        assertThat(run.err().lines()).hasSize(whole.length).allMatch(line -> line.contains(" is damaged"));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void noFileMakesItFailInAnyOtherWay(long seed) throws IOException {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        var changed = new StringBuilder();
        for (int round = 0; round < 120; round++) {
            byte[] octets = Files.readAllBytes(round % 2 == 0 ? oneWay : twoWay);
            for (int j = random.nextInt(1, 8); j > 0; j--)
                octets[random.nextInt(octets.length)] = (byte) random.nextInt();
            changed.append(' ').append(Files.write(folder.resolve(round + ".owp"), octets));
        }
        for (String format : List.of("", " --json", " --raw"))
            assertThat(Run.line("stats" + format + changed).status())
                    .as("seed %d", seed)
                    .isEqualTo(ExitStatus.USAGE);
    }
}
