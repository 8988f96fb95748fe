package org.waywiser.node.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.waywiser.node.store.RecordedSessions.SECOND;
import static org.waywiser.node.store.RecordedSessions.received;
import static org.waywiser.node.store.RecordedSessions.records;
import static org.waywiser.node.store.RecordedSessions.request;

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
import org.waywiser.wire.control.FetchedRecord;
import org.waywiser.wire.control.Sid;
import org.waywiser.wire.control.SkipRange;
import org.waywiser.wire.session.Finished;

@Rfc(value = 4656, section = "3.9")
class SessionStoreTest {
    private static final Sid SID = RecordedSessions.sid(0xaa);

    @TempDir
    private Path folder;

    private SessionStore store;
    private SessionRecorder recorder;

    @BeforeEach
    void begin() throws IOException {
        store = SessionStore.open(folder.resolve("sessions"));
        recorder = store.begin(request(SID));
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
        StoredSession wanted =
                store.find(SID, record -> record.sequenceNumber() >= 100).orElseThrow();
        assertThat(wanted.count()).isEqualTo(900);
        try (var chunks = wanted.chunks()) {
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
        record(7);
        recorder.flush();
        StoredSession found = stored();
        record(1_000);
        recorder.flush();
        try (var chunks = found.chunks()) {
            assertThat(chunks.next().length()).isEqualTo(7 * FetchedRecord.LENGTH);
            assertThat(chunks.ended()).isTrue();
        }
    }

    @Test
    void saysSoWhereItHasLessThanWasPromised() throws Exception {
        record(10);
        recorder.flush();
        StoredSession found = stored();
        recorder.end(new SessionEnd.Stopped(10, List.of(), 5));
        try (var chunks = found.chunks()) {
            assertThatThrownBy(chunks::next)
                    .isInstanceOf(MalformedMessage.class)
                    .hasMessage("has 5 records less than when it was found");
        }
    }

    @Test
    void hasOneSessionOfASid() {
        assertThatThrownBy(() -> store.begin(request(SID))).isInstanceOf(FileAlreadyExistsException.class);
    }

    @Test
    void leavesNothingOfASessionThatWasNot() throws Exception {
        recorder.discard();

        assertThat(store.find(SID)).isEmpty();
    }

    private StoredSession stored() throws IOException, MalformedMessage {
        return store.find(SID).orElseThrow();
    }

    private void record(int count) {
        RecordedSessions.record(recorder, count);
    }
}
