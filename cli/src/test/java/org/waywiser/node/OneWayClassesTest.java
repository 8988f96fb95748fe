package org.waywiser.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.waywiser.net.udp.UdpSocket;
import org.waywiser.node.policy.Assignments;
import org.waywiser.node.policy.ConnectionLimits;
import org.waywiser.node.policy.Limit;
import org.waywiser.node.policy.LimitClass;
import org.waywiser.node.policy.Policy;
import org.waywiser.node.policy.Rulebook;
import org.waywiser.node.policy.ServerRules;
import org.waywiser.node.store.SessionStore;
import org.waywiser.node.store.StoreLimits;
import org.waywiser.protocol.control.ClientEffect;
import org.waywiser.testkit.Rfc;
import org.waywiser.wire.control.OwampStopSessions.Description;

/** What classes of an OWAMP Server's clients have of its disk and of bandwidth. */
@Tag("net")
@Timeout(120)
@Rfc(value = 4656, section = "6.5")
class OneWayClassesTest {
    @TempDir
    private Path folder;

    @Test
    void aFileIsOfItsClassUntilItIsDeletedOnFetch() throws Exception {
        var rules = new Rulebook(rules(Map.of(Limit.DISK, 10_000L), true));
        try (var server = server(rules);
                var client = new OneWayPeer(server.controlAddress());
                UdpSocket socket = OneWayPeer.socket()) {
            ClientEffect.SessionAccepted accepted = client.ask(OneWayPeer.toServer(socket));
            long expected = rules.used("all", Limit.DISK);
            assertThat(expected).isGreaterThan(20 * 25);
            client.start();
            client.next(ClientEffect.OneWay.Ended.class);
            client.end(new Description(accepted.sid(), 20, List.of()));
            Eventually.holds(() -> rules.used("all", Limit.SESSIONS) == 0, () -> "the session ended");
            Path file = folder.resolve(accepted.sid() + ".owp");
            Eventually.holds(
                    () -> rules.used("all", Limit.DISK) == file.toFile().length(), () -> "what the file takes");

            client.fetch(accepted.sid());
            assertThat(client.records()).hasSize(20);
            Eventually.holds(() -> !Files.exists(file), () -> "the file is gone");
            Eventually.holds(() -> rules.used("all", Limit.DISK) == 0, () -> "its room is free");
        }
    }

    private OwampServer server(Rulebook rules) throws Exception {
        ServerPlan usual = Plans.server(null, null);
        var plan = new ServerPlan(
                new InetSocketAddress(Plans.LOOPBACK, 0),
                0,
                0,
                0,
                Plans.ALL,
                rules,
                null,
                usual.binding(),
                false,
                100,
                Duration.ofMinutes(1),
                null,
                null);
        var store = SessionStore.serve(folder, StoreLimits.DEFAULT, InstantSource.system());
        return OwampServer.start(plan, store, new SecureRandom());
    }

    private static ServerRules rules(Map<Limit, Long> limits, boolean deleteOnFetch) {
        var all = new LimitClass(
                "all", Optional.empty(), limits, Optional.empty(), Optional.empty(), Optional.of(deleteOnFetch));
        return new ServerRules(Policy.of(List.of(all), Assignments.NONE), ConnectionLimits.DEFAULT, null);
    }
}
