package org.waywiser.node.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.waywiser.protocol.probe.SessionEnd;
import org.waywiser.testkit.Rfc;
import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.Octets;
import org.waywiser.wire.WireReader;
import org.waywiser.wire.WireWriter;
import org.waywiser.wire.control.FetchedRecord;
import org.waywiser.wire.control.RequestSession;
import org.waywiser.wire.control.Sid;
import org.waywiser.wire.control.SkipRange;
import org.waywiser.wire.control.Slot;
import org.waywiser.wire.control.TypeP;
import org.waywiser.wire.session.Finished;

@Rfc(value = 4656, section = "3.9")
class SessionStoreTest {
    private static final Sid SID = new Sid(Octets.hex("0a0000010000000000000000000000aa"));
    private static final long SECOND = 1L << 32;

    @TempDir
    private Path folder;

    private SessionStore store;
    private SessionRecorder recorder;

    @BeforeEach
    void begin() throws IOException {
        store = SessionStore.open(folder.resolve("sessions"));
        recorder = store.begin(request());
    }

    @Test
    void givesBackWhatASessionRecordedUntilItsEnd() throws Exception {
        record(5_000);
        recorder.lost(5_000, 7 * SECOND, 1);
        recorder.end(new SessionEnd.Stopped(5_001, List.of(), 5_001));

        StoredSession stored = stored();
        assertThat(stored.header().finished()).isEqualTo(Finished.NORMAL);
        assertThat(stored.header().nextSequenceNumber()).isEqualTo(5_001);
        List<FetchedRecord> records = records(stored);
        assertThat(records).hasSize(5_001);
        assertThat(records.getFirst()).isEqualTo(received(0));
        assertThat(records.getLast().lost()).isTrue();
    }

    @Test
    @Rfc(value = 4656, section = "3.8")
    void keepsOnlyWhatCounts() throws Exception {
        record(10);
        recorder.lost(10, 7 * SECOND, 1);
        recorder.lost(11, 7 * SECOND, 1);
        var skipped = List.of(new SkipRange(11, 11));
        recorder.end(new SessionEnd.Stopped(20, skipped, 12));
        assertThat(stored().skipped()).isEqualTo(skipped);
        assertThat(records(stored()))
                .extracting(FetchedRecord::sequenceNumber)
                .endsWith(9L, 10L)
                .hasSize(11);
    }

    @Test
    @Rfc(value = 4656, section = "3.8")
    void saysThatNothingCountsOfASessionThatFailed() throws Exception {
        record(10);
        recorder.end(new SessionEnd.Invalid(SessionEnd.Cause.FAILED));

        assertThat(stored().header().finished()).isEqualTo(Finished.FAILED);
        assertThat(records(stored())).isEmpty();
    }

    @Test
    void whatWasFlushedOutlivesTheProcess() throws Exception {
        record(100);
        recorder.flush();
        record(50);

        var later = SessionStore.open(folder.resolve("sessions"));
        StoredSession stored = later.find(SID).orElseThrow();
        assertThat(stored.header().finished()).isEqualTo(Finished.INCOMPLETE);
        assertThat(records(stored)).hasSize(100);
    }

    @Test
    void aRecordThatWasWrittenInPartDoesNotCount() throws Exception {
        record(100);
        recorder.flush();
        Path file = folder.resolve("sessions").resolve(SID + ".owp");
        byte[] whole = Files.readAllBytes(file);
        for (int torn = 1; torn < FetchedRecord.LENGTH; torn++) {
            Files.write(file, Arrays.copyOf(whole, whole.length - torn));
            assertThat(records(stored())).hasSize(99);
        }
    }

    @Test
    void aDamagedFileIsAnErrorAndNoResult() throws Exception {
        Files.write(folder.resolve("sessions").resolve(SID + ".owp"), new byte[500]);

        assertThatThrownBy(() -> store.find(SID)).isInstanceOf(MalformedMessage.class);
    }

    @Test
    void givesRecordsInChunksThatFitTheBlocksOfACipher() throws Exception {
        record(1_000);
        recorder.end(new SessionEnd.Stopped(1_000, List.of(), 1_000));
        try (var chunks = stored().chunks(record -> record.sequenceNumber() >= 100, 900)) {
            var got = new ArrayList<Long>();
            while (!chunks.ended()) {
                Octets chunk = chunks.next();
                if (!chunks.ended()) assertThat(chunk.length() % 16).isZero();
                var in = WireReader.of(chunk);
                while (in.remaining() > 0) got.add(FetchedRecord.read(in).sequenceNumber());
            }
            assertThat(got).hasSize(900).startsWith(100L).endsWith(999L);
        }
    }

    @Test
    void givesNoMoreRecordsThanWerePromised() throws Exception {
        record(1_000);
        recorder.flush();
        try (var chunks = stored().chunks(_ -> true, 7)) {
            assertThat(chunks.next().length()).isEqualTo(7 * FetchedRecord.LENGTH);
            assertThat(chunks.ended()).isTrue();
        }
    }

    @Test
    void hasOneSessionOfASid() {
        assertThatThrownBy(() -> store.begin(request())).isInstanceOf(FileAlreadyExistsException.class);
    }

    @Test
    void leavesNothingOfASessionThatWasNot() throws Exception {
        recorder.discard();

        assertThat(store.find(SID)).isEmpty();
    }

    private StoredSession stored() throws IOException, MalformedMessage {
        return store.find(SID).orElseThrow();
    }

    private static List<FetchedRecord> records(StoredSession stored) throws IOException, MalformedMessage {
        var records = new ArrayList<FetchedRecord>();
        stored.records(records::add);
        return records;
    }

    private void record(int count) {
        for (int i = 0; i < count; i++) recorder.received(i, i * SECOND, 1, i * SECOND + 7, 1, 254, false);
    }

    private static FetchedRecord received(long sequence) throws MalformedMessage {
        var out = new WireWriter().u32(sequence).u16(1).u16(1);
        out.u64(sequence * SECOND).u64(sequence * SECOND + 7).u8(254);
        return FetchedRecord.read(WireReader.of(out.toOctets()));
    }

    private static RequestSession request() {
        return new RequestSession(
                4,
                false,
                true,
                1_000_000,
                20_001,
                20_002,
                Octets.zeros(16),
                Octets.zeros(16),
                SID,
                0,
                SECOND,
                2 * SECOND,
                TypeP.ofDscp(0),
                List.of(new Slot(Slot.FIXED, SECOND)));
    }
}
