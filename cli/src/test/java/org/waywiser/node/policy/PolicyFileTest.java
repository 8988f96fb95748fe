package org.waywiser.node.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.waywiser.keys.connections.InvalidConfiguration;
import org.waywiser.wire.control.Modes;

class PolicyFileTest {
    private static final Modes ALL =
            Modes.UNAUTHENTICATED.or(Modes.AUTHENTICATED).or(Modes.ENCRYPTED);

    @TempDir
    private Path folder;

    @Test
    void hasAllThatALimitsFileHasAndMore() throws Exception {
        Path file = Files.writeString(folder.resolve("policy.yaml"), """
            connections:
              most: 200
              per-address: 20
              handshake: 10s
              idle: 5m
            classes:
              root:
                bandwidth: 900M
                rate: 10k
                sessions: 1000
                disk: 2g
                packets: 1m
                padding: 1400
                sessions-per-connection: 5
                open-inside-ipsec: true
              jail:
                parent: root
                modes: AE
                delete-on-fetch: true
            assign:
              default: jail
              networks:
                192.0.2.0/24: root
              users:
                joe: root
              identities:
                "*.example.org": root
            """);
        PolicyFile read = PolicyFile.read(file);
        Policy policy = read.policy();

        assertThat(read.connections())
                .isEqualTo(new ConnectionLimits(
                        200, 20, Optional.of(Duration.ofSeconds(10)), Optional.of(Duration.ofMinutes(5))));
        assertThat(policy.named("root").limits())
                .isEqualTo(Map.of(
                        Limit.BANDWIDTH,
                        900_000_000L,
                        Limit.RATE,
                        10_000L,
                        Limit.SESSIONS,
                        1000L,
                        Limit.DISK,
                        2_000_000_000L,
                        Limit.PACKETS,
                        1_000_000L,
                        Limit.PADDING,
                        1400L,
                        Limit.SESSIONS_PER_CONNECTION,
                        5L));
        LimitClass jail = policy.named("jail");
        assertThat(policy.allowed(jail, ALL)).isEqualTo(Modes.AUTHENTICATED.or(Modes.ENCRYPTED));
        assertThat(policy.openInside(jail)).isTrue();
        assertThat(policy.deletesOnFetch(jail)).isTrue();
        var stranger = Claimant.at(InetAddress.ofLiteral("198.51.100.1"));
        assertThat(List.of(
                        policy.classOf(stranger).name(),
                        policy.classOf(Claimant.at(InetAddress.ofLiteral("192.0.2.7")))
                                .name(),
                        policy.classOf(stranger.known(Optional.of("joe"), Optional.empty()))
                                .name(),
                        policy.classOf(stranger.known(Optional.empty(), Optional.of("a.example.org")))
                                .name()))
                .containsExactly("jail", "root", "root", "root");
    }

    @Test
    void saysWhatIsWrongAndWhere() throws Exception {
        Path file = Files.writeString(folder.resolve("policy.yml"), """
            connections:
              most: 0
            classes:
              root:
                bandwith: 1
                modes: OX
              jail:
                sessions: few
            assign:
              networks:
                192.0.2.1/24: root
              users:
                joe: nobody
            """);

        assertThatThrownBy(() -> PolicyFile.read(file))
                .isInstanceOfSatisfying(
                        InvalidConfiguration.class,
                        e -> assertThat(e.problems())
                                .containsExactly(
                                        file
                                                + ":2:9: connections.most: '0' is no number of connections; write 1 to"
                                                + " 9999999",
                                        file + ":5:5: classes.root.bandwith: unknown, did you mean bandwidth?",
                                        file
                                                + ":6:12: classes.root.modes: 'OX' holds a mode that is none of O, A,"
                                                + " E, M",
                                        file
                                                + ":8:5: classes.jail: class jail needs a parent: only the first class"
                                                + " has none",
                                        file
                                                + ":8:15: classes.jail.sessions: 'few' is no number; write digits,"
                                                + " with k, m, g or t behind",
                                        file
                                                + ":11:5: assign.networks.192.0.2.1/24: '192.0.2.1/24' has bits beyond"
                                                + " its length; write 192.0.2.0/24",
                                        file + ":13:5: assign.users: there is no class nobody"));
    }
}
