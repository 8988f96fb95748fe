package org.waywiser.node.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.waywiser.node.store.RecordedSessions.SECOND;
import static org.waywiser.node.store.RecordedSessions.record;
import static org.waywiser.node.store.RecordedSessions.records;
import static org.waywiser.node.store.RecordedSessions.request;
import static org.waywiser.node.store.RecordedSessions.sid;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.waywiser.protocol.probe.SessionEnd;
import org.waywiser.testkit.Rfc;
import org.waywiser.wire.control.FetchedRecord;
import org.waywiser.wire.session.Finished;

/** The store of a Server: its limits, and what it finds when it starts. */
@Rfc(value = 4656, section = "6.5")
class ServedStoreTest {
    private static final int HEADER = 184;
    private static final long ROOM_FOR_THREE = 3L * (HEADER + 100 * FetchedRecord.LENGTH);
    private static final SessionEnd COMPLETE = new SessionEnd.Stopped(100, List.of(), 100);

    @TempDir
    private Path folder;

    private Instant now = Instant.parse("2026-11-21T12:00:00Z");
    private SessionStore store;

    @BeforeEach
    void open() throws IOException {
        store = SessionStore.serve(folder, new StoreLimits(ROOM_FOR_THREE, Duration.ofDays(1)), () -> now);
    }

    @AfterEach
    void close() throws IOException {
        store.close();
    }

    @Test
    void deletesTheOldestSessionsThatHaveEndedWhereOthersNeedTheirRoom() throws Exception {
        for (int i = 0; i < 5; i++) whole(i);

        assertThat(stored()).containsExactly(2, 3, 4);
    }

    @Test
    void neverDeletesASessionThatRuns() throws Exception {
        var running = store.begin(request(sid(0)));
        record(running, 100);
        running.flush();
        for (int i = 1; i < 5; i++) whole(i);

        assertThat(stored()).containsExactly(0, 3, 4);
        running.end(COMPLETE);
        assertThat(records(store.find(sid(0)).orElseThrow())).hasSize(100);
    }

    @Test
    void saysThatItIsFullWhereThoseThatRunNeedAllThereIs() throws Exception {
        var running = store.begin(request(sid(0)));
        record(running, 200);
        running.flush();
        assertThat(running.failure()).isNull();
        record(running, 200);
        running.flush();
        assertThat(running.failure()).hasMessageContaining("the quota of " + ROOM_FOR_THREE + " octets is used up");
        var small = store.begin(request(sid(1)));
        record(small, 105);
        small.flush();
        assertThatThrownBy(() -> store.begin(request(sid(2)))).hasMessageContaining("is used up");

        running.end(COMPLETE);
        StoredSession kept = store.find(sid(0)).orElseThrow();
        assertThat(kept.header().finished()).isEqualTo(Finished.INCOMPLETE);
        assertThat(records(kept)).hasSize(200);
        small.discard();
    }

    @Test
    void hasTheRoomOfASessionThatWasNotForOthers() throws Exception {
        for (int i = 0; i < 10; i++) {
            var never = store.begin(request(sid(i)));
            record(never, 200);
            never.flush();
            never.discard();
        }
        whole(11);
        assertThat(stored()).containsExactly(11);
    }

    @Test
    void deletesWhatEndedTooLongAgo() throws Exception {
        whole(0);
        now = now.plus(Duration.ofHours(23));
        whole(1);
        now = now.plus(Duration.ofHours(2));
        store.expire();

        assertThat(stored()).containsExactly(1);
    }

    @Test
    void knowsWhatItHasAfterARestart() throws Exception {
        for (int i = 0; i < 3; i++) whole(i);
        for (int i = 0; i < 3; i++) {
            Files.setLastModifiedTime(file(2 - i), FileTime.from(now.plusSeconds(i)));
        }
        restart();
        whole(4);

        assertThat(stored()).containsExactly(0, 1, 4);
        assertThat(store.find(sid(1)).orElseThrow().header().finished()).isEqualTo(Finished.NORMAL);
    }

    @Test
    @Rfc(value = 4656, section = "3.8")
    void whatRanWhenTheProcessDiedIsIncompleteAndHasNoLossesBeyondWhatArrived() throws Exception {
        var running = store.begin(request(sid(0)));
        record(running, 50);
        running.lost(50, 50 * SECOND, 1);
        running.received(51, 51 * SECOND, 1, 51 * SECOND + 7, 1, 254, false);
        running.lost(52, 52 * SECOND, 1);
        running.lost(53, 53 * SECOND, 1);
        running.flush();
        // As a process leaves it that is killed while it writes.
        byte[] died = Files.readAllBytes(file(0));
        running.discard();
        Files.write(file(0), Arrays.copyOf(died, died.length + 3));
        Files.write(folder.resolve(sid(1) + ".owp.new"), new byte[20]);
        restart();

        StoredSession found = store.find(sid(0)).orElseThrow();
        assertThat(found.header().finished()).isEqualTo(Finished.INCOMPLETE);
        assertThat(found.header().skipRangesAt()).as("marked").isNotZero();
        assertThat(records(found))
                .extracting(FetchedRecord::sequenceNumber)
                .hasSize(52)
                .endsWith(50L, 51L);
        assertThat(stored()).containsExactly(0);
    }

    @Test
    void leavesAloneWhatIsNotItsOwnOrCannotBeRead() throws Exception {
        Files.writeString(folder.resolve("notes.owp"), "mine");
        Files.write(file(7), new byte[500]);
        restart();

        assertThat(folder.resolve("notes.owp")).exists();
        assertThatThrownBy(() -> store.find(sid(7))).hasMessageContaining("no session file");
    }

    @Test
    void hasItsFolderForItself() throws Exception {
        assertThatThrownBy(this::open).hasMessageContaining("another server stores its sessions there");
        restart();
    }

    private void restart() throws IOException {
        store.close();
        open();
    }

    /** A session of a hundred packets, a second long. */
    private void whole(int number) throws IOException {
        now = now.plusSeconds(1);
        var recorder = store.begin(request(sid(number)));
        record(recorder, 100);
        recorder.end(COMPLETE);
    }

    private Path file(int number) {
        return folder.resolve(sid(number) + ".owp");
    }

    private List<Integer> stored() throws IOException {
        var numbers = new ArrayList<Integer>();
        try (Stream<Path> files = Files.list(folder)) {
            files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.startsWith("."))
                    .map(name -> Integer.parseInt(name.substring(24, 32), 16))
                    .sorted()
                    .forEach(numbers::add);
        }
        return numbers;
    }
}
