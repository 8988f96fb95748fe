package org.waywiser.node.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.waywiser.node.store.RecordedSessions.record;
import static org.waywiser.node.store.RecordedSessions.records;
import static org.waywiser.node.store.RecordedSessions.request;
import static org.waywiser.node.store.RecordedSessions.sid;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.waywiser.protocol.probe.SessionEnd;
import org.waywiser.wire.control.FetchedRecord;
import org.waywiser.wire.session.Finished;
import org.waywiser.wire.session.SessionHeader;

/** A disk that is full, in the middle of a record. */
class FullDiskTest {
    private static final SessionHeader HEADER = SessionHeader.running(false, request(sid(1)));

    @TempDir
    private Path folder;

    private Path file;
    private Disk disk;
    private SessionRecorder recorder;

    /** Takes so many octets and no more. */
    private static final class Disk implements WritableByteChannel {
        private final FileChannel file;
        private int room;

        Disk(FileChannel file, int room) {
            this.file = file;
            this.room = room;
        }

        @Override
        public int write(ByteBuffer octets) throws IOException {
            if (room == 0) throw new IOException("No space left on device");
            int length = Math.min(room, octets.remaining());
            int written = file.write(octets.slice(octets.position(), length));
            octets.position(octets.position() + written);
            room -= written;
            return written;
        }

        @Override
        public boolean isOpen() {
            return file.isOpen();
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }

    @BeforeEach
    void begin() throws IOException {
        file = folder.resolve("session.owp");
        disk = new Disk(SessionFile.begin(file, HEADER), 10 * FetchedRecord.LENGTH + 7);
        var room = new Room(null, InstantSource.system());
        recorder = new SessionRecorder(file, disk, HEADER.recordsAt(), room);
    }

    @Test
    void leavesWhatWasThereAndSaysWhy() throws Exception {
        record(recorder, 8);
        recorder.flush();
        assertThat(recorder.failure()).isNull();
        record(recorder, 8);
        recorder.flush();
        assertThat(recorder.failure()).hasMessage("No space left on device");
        assertThat(records(StoredSession.read(file))).hasSize(10);
    }

    @Test
    void endsASessionThatIsNotAllThereAsAnIncompleteOne() throws Exception {
        record(recorder, 16);
        // Room that comes later would leave a gap.
        recorder.flush();
        disk.room = 1_000;
        record(recorder, 16);
        recorder.end(new SessionEnd.Stopped(32, List.of(), 32));

        StoredSession stored = StoredSession.read(file);
        assertThat(stored.header().finished()).isEqualTo(Finished.INCOMPLETE);
        assertThat(stored.header().records()).isEqualTo(10);
        assertThat(records(stored))
                .extracting(FetchedRecord::sequenceNumber)
                .containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L);
    }
}
