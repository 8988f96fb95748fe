package org.waywiser.lab.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.waywiser.lab.ForkedJava;
import org.waywiser.net.clock.WallClock;
import org.waywiser.node.store.StoredSession;
import org.waywiser.testkit.Rfc;
import org.waywiser.wire.control.Sid;
import org.waywiser.wire.session.Finished;

/** A hundred servers that are killed at random moments of running sessions. */
@Tag("interop")
@Timeout(600)
@Rfc(value = 4656, section = "3.9")
class KilledServerTest {
    private static final int LANES = 4;
    private static final int KILLS = 25;
    private static final int RUNNING = 2;
    private static final int MOST_MILLIS = 2_000;
    private static final long SECOND = 1L << 32;

    @TempDir
    private Path folder;

    /** @param expected numbers of packets that had left a second before their server was killed */
    private record Killed(Sid sid, Set<Long> expected) {}

    @Test
    void loseAtMostTheLastSecondAndLeaveNoUnreadableFile() throws Exception {
        long seed = new Random().nextLong();
        System.out.println("seed of the moments: " + seed);
        var expected = new ArrayList<Integer>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<List<Killed>>> lanes = IntStream.range(0, LANES)
                    .mapToObj(
                            lane -> threads.submit(() -> lane(folder.resolve("lane" + lane), new Random(seed + lane))))
                    .toList();
            for (var lane : lanes)
                lane.get().forEach(killed -> expected.add(killed.expected().size()));
        }
        assertThat(expected).hasSize(LANES * KILLS * (RUNNING + 1));
        System.out.println(LANES * KILLS + " kills, " + expected.size() + " sessions, "
                + expected.stream().mapToInt(n -> n).sum() + " packets found again that had to be there");
    }

    private static List<Killed> lane(Path sessions, Random random) throws Exception {
        var all = new ArrayList<Killed>();
        List<Killed> last = List.of();
        for (int kill = 0; kill < KILLS; kill++) {
            try (var server = ForkedJava.start(StoringServer.class, sessions.toString())) {
                InetSocketAddress address = address(server);
                check(sessions, address, last);
                last = run(server, address, Duration.ofMillis(random.nextInt(MOST_MILLIS)));
                all.addAll(last);
            }
        }
        try (var server = ForkedJava.start(StoringServer.class, sessions.toString())) {
            check(sessions, address(server), last);
        }
        return all;
    }

    private static InetSocketAddress address(ForkedJava server) throws Exception {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(server.await("port (\\d+)")));
    }

    private static List<Killed> run(ForkedJava server, InetSocketAddress address, Duration time) throws Exception {
        var running = new ArrayList<StoringSession>();
        for (int i = 0; i < RUNNING; i++) running.add(new StoringSession(address));
        var ending = new StoringSession(address);
        assertThat(server.outlasts(time)).isTrue();
        ending.end();
        long killedNtp = WallClock.system().ntp();
        server.kill();

        var killed = new ArrayList<Killed>();
        for (StoringSession session : running) {
            List<Long> sent = session.abandon();
            var expected = IntStream.range(0, sent.size())
                    .filter(i -> killedNtp - sent.get(i) > SECOND)
                    .mapToObj(i -> (long) i)
                    .collect(Collectors.toSet());
            killed.add(new Killed(session.sid(), expected));
        }
        ending.abandon();
        // Its end discards what was due within Timeout, if it came so far.
        killed.add(new Killed(ending.sid(), Set.of()));
        return killed;
    }

    private static void check(Path sessions, InetSocketAddress server, List<Killed> last) throws Exception {
        try (var client = new StoringClient(server)) {
            for (Killed killed : last) {
                assertThat(client.arrived(killed.sid())).as("%s", killed.sid()).containsAll(killed.expected());
                var stored = StoredSession.read(sessions.resolve(killed.sid() + ".owp"));
                assertThat(stored.header().skipRangesAt()).as("marked").isNotZero();
                if (!killed.expected().isEmpty()) {
                    assertThat(stored.header().finished()).isEqualTo(Finished.INCOMPLETE);
                }
            }
        }
    }
}
