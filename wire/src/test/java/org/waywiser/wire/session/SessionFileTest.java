package org.waywiser.wire.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.waywiser.testkit.Rfc;
import org.waywiser.testkit.Vectors;
import org.waywiser.wire.ErrorEstimate;
import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.Octets;
import org.waywiser.wire.WireWriter;
import org.waywiser.wire.control.FetchedRecord;
import org.waywiser.wire.control.RequestSession;
import org.waywiser.wire.control.Sid;
import org.waywiser.wire.control.SkipRange;
import org.waywiser.wire.control.Slot;
import org.waywiser.wire.control.TypeP;

@Rfc(value = 4656, section = "3.9")
class SessionFileTest {
    private static final ErrorEstimate ESTIMATE = ErrorEstimate.of(0x8a01);
    private static final RequestSession REQUEST = new RequestSession(
            4,
            false,
            true,
            100,
            8760,
            8761,
            Octets.hex("7f000001"),
            Octets.hex("7f000001"),
            new Sid(Octets.hex("7f000001eeabe2062ddd6e04d0ef22ed")),
            0,
            0xeeabe2072e9f59ceL,
            0x280000000L,
            TypeP.DEFAULT,
            List.of(new Slot(Slot.EXPONENTIAL, 0x19999999L), new Slot(Slot.FIXED, 0)));

    private static FetchedRecord packet(long sequence) {
        return new FetchedRecord(sequence, ESTIMATE, ESTIMATE, sequence << 32, (sequence << 32) + 77, 60);
    }

    private static byte[] file(SessionHeader header, WireWriter... parts) {
        var out = new WireWriter().bytes(header.toByteArray());
        for (var part : parts) out.bytes(part.toByteArray());
        return out.toByteArray();
    }

    private static WireWriter records(long... sequences) {
        var out = new WireWriter();
        LongStream.of(sequences).forEach(sequence -> packet(sequence).write(out));
        return out;
    }

    private static WireWriter ranges(SkipRange... ranges) {
        var out = new WireWriter();
        for (var range : ranges) range.write(out);
        return out;
    }

    private static void refuses(byte[] octets, String reason) {
        assertThatThrownBy(() -> ReadFile.of(octets))
                .isInstanceOf(MalformedMessage.class)
                .hasMessageContaining(reason);
    }

    @Test
    void readsAOneWayFileOfPerfSonar() throws MalformedMessage {
        byte[] octets = Vectors.read("/rfc4656/recorded-session-file.txt").octets("file");
        var file = ReadFile.of(octets);
        var header = file.header();
        assertThat(header.twoWay()).isFalse();
        assertThat(header.finished()).isEqualTo(Finished.NORMAL);
        assertThat(header.nextSequenceNumber()).isEqualTo(20);
        assertThat(header.request().packets()).isEqualTo(20);
        assertThat(header.request().sid()).hasToString("7f000001eeac6adf714f69caee661576");
        assertThat(header.request().slots())
                .containsExactly(new Slot(Slot.EXPONENTIAL, 0x0ccccccc), new Slot(Slot.FIXED, 0x051eb851));
        assertThat(file.oneWay).hasSize(20).noneMatch(FetchedRecord::lost);
        // What its owstats -R prints of the first.
        assertThat(file.oneWay.getFirst().sendNtp()).isEqualTo(Long.parseUnsignedLong("17198238589395091417"));
        assertThat(file.oneWay.getFirst().receiveNtp()).isEqualTo(Long.parseUnsignedLong("17198238589395546683"));
        var written = new WireWriter();
        file.oneWay.forEach(packet -> packet.write(written));
        var rebuilt = SessionHeader.complete(false, Finished.NORMAL, 20, 0, 20, header.request());
        assertThat(file(rebuilt, written)).as("written again").hasSameSizeAs(octets);
        assertThat(Arrays.copyOfRange(file(rebuilt, written), SessionHeader.HEAD_LENGTH, octets.length))
                .isEqualTo(Arrays.copyOfRange(octets, SessionHeader.HEAD_LENGTH, octets.length));
    }

    @Test
    void readsATwoWayFileOfPerfSonar() throws MalformedMessage {
        byte[] octets =
                Vectors.read("/rfc4656/recorded-two-way-session-file.txt").octets("file");
        var file = ReadFile.of(octets);
        assertThat(file.header().twoWay()).isTrue();
        assertThat(file.header().request().paddingLength()).isEqualTo(27);
        assertThat(file.twoWay).hasSize(20).noneMatch(TwoWayRecord::lost);
        var written = new WireWriter();
        file.twoWay.forEach(packet -> packet.write(written));
        assertThat(file(file.header(), written)).isEqualTo(octets);
    }

    @Test
    void readsWhatARunningSessionHasWrittenSoFar() throws MalformedMessage {
        byte[] octets = file(SessionHeader.running(false, REQUEST), records(0, 1, 2));
        for (int length = octets.length - 75; length <= octets.length; length++) {
            var file = ReadFile.of(Arrays.copyOf(octets, length));
            int whole = (length - octets.length + 75) / 25;
            assertThat(file.oneWay).hasSize(whole);
            assertThat(file.torn).isEqualTo((length - octets.length + 75) % 25);
        }
    }

    @Test
    void endsAFileInPlace() throws MalformedMessage {
        var running = SessionHeader.running(false, REQUEST);
        byte[] octets = file(running, records(0, 1, 5), ranges(new SkipRange(2, 4)));
        // In between: the head knows of ranges to come, the octets may be there or not.
        byte[] between = octets.clone();
        byte[] head = running.ended(Finished.INCOMPLETE, 6, 1, 3).head();
        System.arraycopy(head, 0, between, 0, head.length);
        for (int length = octets.length - 8; length <= octets.length; length++)
            assertThat(ReadFile.of(Arrays.copyOf(between, length)).oneWay).hasSize(3);
        head = running.ended(Finished.NORMAL, 6, 1, 3).head();
        System.arraycopy(head, 0, octets, 0, head.length);
        var file = ReadFile.of(octets);
        assertThat(file.header().nextSequenceNumber()).isEqualTo(6);
        assertThat(file.skipped).containsExactly(new SkipRange(2, 4));
        assertThat(file.oneWay).containsExactly(packet(0), packet(1), packet(5));
    }

    @Test
    void writesRangesBeforeRecordsWhenBothAreKnown() throws MalformedMessage {
        var header = SessionHeader.complete(false, Finished.NORMAL, 9, 2, 1, REQUEST);
        var file = ReadFile.of(file(header, ranges(new SkipRange(0, 0), new SkipRange(2, 8)), records(1)));
        assertThat(file.header()).isEqualTo(header);
        assertThat(file.skipped).containsExactly(new SkipRange(0, 0), new SkipRange(2, 8));
        assertThat(file.oneWay).containsExactly(packet(1));
    }

    @Test
    void keepsLostPacketsOfBothKinds() throws MalformedMessage {
        var lost = FetchedRecord.lost(3, 99, ESTIMATE);
        var oneWay = new WireWriter();
        lost.write(oneWay);
        assertThat(ReadFile.of(file(SessionHeader.running(false, REQUEST), oneWay)).oneWay)
                .containsExactly(lost);
        var twoWay = new WireWriter();
        var without = TwoWayRecord.lost(3, 99, ESTIMATE);
        without.write(twoWay);
        assertThat(ReadFile.of(file(SessionHeader.running(true, REQUEST), twoWay)).twoWay)
                .containsExactly(without)
                .allMatch(TwoWayRecord::lost);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void readsTheSameInPiecesOfAnySize(long seed) throws MalformedMessage {
        var random = new SplittableRandom(seed);
        byte[] octets = file(
                SessionHeader.complete(false, Finished.NORMAL, 100, 1, 40, REQUEST),
                ranges(new SkipRange(50, 99)),
                records(LongStream.range(0, 40).toArray()));
        var file = new ReadFile();
        var reader = new SessionFileReader(file);
        int at = 0;
        while (at < octets.length) {
            int length = Math.min(octets.length - at, random.nextInt(60));
            reader.feed(octets, at, length);
            at += length;
        }
        assertThat(reader.end()).isZero();
        assertThat(file.oneWay).isEqualTo(ReadFile.of(octets).oneWay).hasSize(40);
    }

    @Test
    void noticesEveryTruncationOfAFinishedFile() {
        byte[] octets = file(
                SessionHeader.complete(false, Finished.NORMAL, 5, 1, 3, REQUEST),
                ranges(new SkipRange(3, 4)),
                records(0, 1, 2));
        for (int length = 0; length < octets.length; length++) refuses(Arrays.copyOf(octets, length), "ends ");
        refuses(Arrays.copyOf(octets, octets.length + 1), "octets after the last of 3 records");
    }

    @Test
    void refusesWhatIsNoSessionFile() {
        byte[] octets = file(SessionHeader.running(false, REQUEST), records(0));
        refuses(with(octets, 0, 0x4e774100), "no session file");
        refuses(with(octets, 4, 2), "version 2");
        refuses(with(octets, 4, 0x103), "version 259");
        refuses(with(octets, 8, 3), "finished as 3");
        refuses(with(octets, 40, 0x02040001), "ommand");
        refuses(with(octets, 44, -1), "4294967295 schedule slots");
        refuses(with(octets, 44, 70_000), "70000 schedule slots");
        refuses(with(octets, 44, 3), "data at octet 200, not 216");
        refuses(with(octets, 32, -1), "data at octet");
        refuses(with(octets, 36, 201), "data at octet 201, not 200");
    }

    @Test
    void refusesCountsThatDoNotFit() {
        byte[] after = file(
                SessionHeader.running(false, REQUEST).ended(Finished.NORMAL, 5, 1, 2),
                records(0, 1),
                ranges(new SkipRange(2, 4)));
        refuses(with(after, 16, -1), "ends after 2 records");
        refuses(with(after, 20, -1), "4294967295 records in 50 octets");
        refuses(with(after, 20, 1), "1 records in 50 octets");
        refuses(with(after, 24, -1), "records in");
        refuses(with(after, 28, 251), "2 records in 51 octets");
        byte[] before = file(
                SessionHeader.complete(false, Finished.NORMAL, 5, 1, 2, REQUEST),
                ranges(new SkipRange(2, 4)),
                records(0, 1));
        refuses(with(before, 16, 2), "2 skip ranges before octet 208");
        refuses(with(before, 20, -1), "ends after 2 records");
    }

    @Test
    void refusesWhatCannotBeOfTheSession() {
        byte[] octets = file(SessionHeader.running(false, REQUEST), records(0, 100));
        refuses(octets, "record 2 is of packet 100 in a session of 100");
        byte[] zero = file(SessionHeader.running(false, REQUEST), records(0));
        refuses(with(zero, 204, 0x8a00_8a01), "record 1 has an Error Estimate without Multiplier");
        refuses(
                file(
                        SessionHeader.complete(false, Finished.NORMAL, 5, 2, 0, REQUEST),
                        ranges(new SkipRange(2, 3), new SkipRange(3, 4))),
                "skip ranges are not in order");
    }

    @Test
    void holdsNoMoreThanTheHeader() throws MalformedMessage {
        var slots = Collections.nCopies(SessionHeader.MOST_SLOTS, new Slot(Slot.FIXED, 1));
        var request = new RequestSession(
                4,
                false,
                true,
                100,
                1,
                2,
                Octets.hex("7f000001"),
                Octets.hex("7f000001"),
                Sid.NONE,
                0,
                0,
                0,
                TypeP.DEFAULT,
                slots);
        assertThat(ReadFile.of(file(SessionHeader.running(false, request), records(7))).oneWay)
                .containsExactly(packet(7));
    }

    private static byte[] with(byte[] octets, int at, int value) {
        byte[] changed = octets.clone();
        for (int i = 0; i < 4; i++) changed[at + i] = (byte) (value >>> 24 - 8 * i);
        return changed;
    }

    /** A whole file in memory. */
    static final class ReadFile implements SessionFileSink {
        final List<FetchedRecord> oneWay = new ArrayList<>();
        final List<TwoWayRecord> twoWay = new ArrayList<>();
        final List<SkipRange> skipped = new ArrayList<>();
        private final List<SessionHeader> headers = new ArrayList<>();
        int torn;

        static ReadFile of(byte[] octets) throws MalformedMessage {
            var file = new ReadFile();
            var reader = new SessionFileReader(file);
            reader.feed(octets, 0, octets.length);
            file.torn = reader.end();
            return file;
        }

        SessionHeader header() {
            return headers.getFirst();
        }

        @Override
        public void header(SessionHeader header) {
            assertThat(headers).isEmpty();
            headers.add(header);
        }

        @Override
        public void skipped(SkipRange range) {
            skipped.add(range);
        }

        @Override
        public void record(FetchedRecord packet) {
            oneWay.add(packet);
        }

        @Override
        public void record(TwoWayRecord packet) {
            twoWay.add(packet);
        }
    }
}
