package org.waywiser.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.waywiser.protocol.control.Profile;
import org.waywiser.security.binding.Derivation;
import org.waywiser.security.binding.RootKind;
import org.waywiser.testkit.Rfc;
import org.waywiser.wire.control.Accept;
import org.waywiser.wire.control.Modes;
import org.waywiser.wire.control.ServerGreeting;
import org.waywiser.wire.control.StartSessions;

/** Control encrypted, test packets open. */
@Tag("net")
@Timeout(60)
@Rfc(value = 5618, section = "3.1")
class MixedModeTest {
    private static final Modes OFFERED = Plans.ALL.or(Modes.MIXED);

    private final SecureRandom random = new SecureRandom();

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void measuresWithAPassphrase(String address) throws Exception {
        var plan = ServerPlan.of(new InetSocketAddress(address, 0), OFFERED, Passphrases.file(), null);
        try (var server = TwampServer.start(plan, random)) {
            assertThat(server.offered()).isEqualTo(OFFERED);
            for (SessionOutcome outcome : measure(server, Plans.withPassphrase(Modes.MIXED))) {
                MeasurementTest.complete(outcome);
                assertThat(outcome.mode()).isEqualTo(Modes.MIXED);
                // What makes both directions equally long without keys: the packets have none.
                assertThat(outcome.paddingLength()).isEqualTo(27);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    @Rfc(value = 7717, section = "5.2")
    void measuresWithKeysOfAnIkeSa(String address) throws Exception {
        try (var ike = IkePair.on(InetAddress.ofLiteral(address));
                var server = TwampServer.start(
                        ServerPlan.of(new InetSocketAddress(address, 0), OFFERED, null, ike.responder()), random)) {
            var keys = Plans.withIke(SecurityPolicy.REQUIRE, ike.finder(), Modes.MIXED);
            for (SessionOutcome outcome : measure(server, keys)) {
                MeasurementTest.complete(outcome);
                assertThat(outcome.mode()).isEqualTo(Modes.MIXED.or(Modes.IKEV2_DERIVED));
                assertThat(Objects.requireNonNull(outcome.sa()).remoteId()).isEqualTo("server.example");
            }
        }
    }

    @Test
    @Rfc(value = 5618, section = "4.2")
    void reflectsOpenPacketsOfASessionWhoseControlIsEncrypted() throws Exception {
        try (var server = TwampServer.start(Plans.mixed(Passphrases.file(), null), random);
                var client = new RawClient(server);
                var sender = new RawSender()) {
            client.keyed(Modes.MIXED);
            client.send(client.sealed(RawSender.request(sender.port())));
            assertThat(client.accepted().accept()).isEqualTo(Accept.OK);
            client.send(client.sealed(new StartSessions().toByteArray()));
            assertThat(client.reply(16)[0]).isZero();

            // Sequence Number, Timestamp, Error Estimate; padding as long as what a reply has besides.
            String packet = "00000007" + "eeabe2062ddd6e04" + "8001";
            byte[] reply = sender.exchange(server, HexFormat.of().parseHex(packet + "00".repeat(27)));

            assertThat(reply).hasSize(41);
            assertThat(HexFormat.of().formatHex(reply, 24, 38)).isEqualTo(packet);
        }
    }

    @Test
    void isNotServedWhereItWasNotOffered() throws Exception {
        try (var server = TwampServer.start(Plans.server(Passphrases.file(), null), random);
                var client = new RawClient(server)) {
            ServerGreeting greeting = client.greeting();
            assertThat(greeting.modes()).isEqualTo(Plans.ALL);
            client.send(client.setUp(greeting, Modes.MIXED, Plans.USER));

            assertThat(client.serverStart(true)).isEqualTo(Accept.NOT_SUPPORTED);
        }
    }

    @Test
    void isPassedOverWhereTheServerHasOnlyTheNextOne() throws Exception {
        try (var server = TwampServer.start(Plans.server(Passphrases.file(), null), random)) {
            var keys = new Credentials(
                    List.of(Modes.MIXED, Modes.ENCRYPTED),
                    SecurityPolicy.OFF,
                    null,
                    Plans.USER,
                    Plans.passphrase(),
                    Credentials.DEFAULT_MAX_COUNT);

            assertThat(measure(server, keys).getFirst().mode()).isEqualTo(Modes.ENCRYPTED);
        }
    }

    @Test
    void doesNotGoWithAnSaThatTheGreetingNames() {
        var binding = new BindingPlan(Profile.DRAFT, RootKind.IKE_SA, Derivation.DIRECT);

        assertThatThrownBy(() -> Credentials.bound(
                        binding,
                        FakeSa.known(),
                        SharedKeyRule.STRICT,
                        List.of(Modes.MIXED),
                        Credentials.DEFAULT_MAX_COUNT))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private List<SessionOutcome> measure(TwampServer server, Credentials keys) throws Exception {
        var plan = Plans.measurement(server.controlAddress(), w -> w.sessions = 2);
        return new TwampClient(plan, keys, random).measure();
    }
}
