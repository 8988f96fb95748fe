package org.waywiser.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.waywiser.node.policy.ConnectionLimits;
import org.waywiser.node.policy.Policy;
import org.waywiser.node.policy.Rulebook;
import org.waywiser.node.policy.ServerRules;
import org.waywiser.testkit.Rfc;
import org.waywiser.wire.Octets;
import org.waywiser.wire.control.Accept;
import org.waywiser.wire.control.KeyId;
import org.waywiser.wire.control.Modes;
import org.waywiser.wire.control.SetUpResponse;

/** Clients that break the rules of connection setup, on a Server that goes on serving others. */
@Tag("net")
@Timeout(120)
@Rfc(value = 4656, section = "3.1")
class HostileSetUpTest extends HostileClients {
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 4, 84, 163})
    @Rfc(value = 4656, section = "3.1")
    void goesAwayInTheMiddleOfItsSetUp(int octets) throws Exception {
        try (var closes = new RawClient(server)) {
            closes.greeting();
            closes.send(Arrays.copyOf(RawClient.setUp(1), octets));
        }
        var resets = new RawClient(server);
        resets.greeting();
        resets.send(Arrays.copyOf(RawClient.setUp(1), octets));
        resets.reset();

        Eventually.idle(server);
        assertThat(log.warnings()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {3, 5, 6, 7, 8, 9, 129, 130, 132, 134, (1L << 32) - 1})
    @Rfc(value = 7717, section = "5.2")
    void choosesAModeThatWasNotOffered(long mode) throws Exception {
        try (var client = new RawClient(server)) {
            client.greeting();
            client.send(RawClient.setUp(mode));

            assertThat(client.serverStart(false)).isEqualTo(Accept.NOT_SUPPORTED);
            assertThat(client.rest()).isEmpty();
            assertThat(log.onlyWarning()).contains("mode that was not offered");
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 16, 128, 1L << 31})
    @Rfc(value = 4656, section = "3.1")
    void doesNotContinue(long mode) throws Exception {
        try (var client = new RawClient(server)) {
            client.greeting();
            client.send(RawClient.setUp(mode));

            assertThat(client.rest()).isEmpty();
            assertThat(log.onlyWarning()).contains("does not continue");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "bob", "alice\u0001", "evil\nline", "\u202egnisrever"})
    @Rfc(value = 4656, section = "3.1")
    void namesNoKnownSecret(String user) throws Exception {
        try (var client = new RawClient(server)) {
            client.send(client.setUp(client.greeting(), Modes.ENCRYPTED, user));

            assertThat(client.serverStart(true)).isEqualTo(Accept.FAILURE);
            assertThat(client.rest()).isEmpty();
            assertThat(log.onlyWarning())
                    .contains("no secret is known", "KeyID '")
                    .doesNotContainPattern("\\p{C}");
        }
    }

    @ParameterizedTest
    @CsvSource({"2, 0", "2, 15", "4, 0", "4, 7", "4, 15"})
    @Rfc(value = 4656, section = "3.1")
    void sendsATokenThatAnotherSecretMade(long mode, int octet) throws Exception {
        try (var client = new RawClient(server)) {
            byte[] response = client.setUp(client.greeting(), new Modes(mode), Plans.USER);
            response[84 + octet] ^= 1;
            client.send(response);

            assertThat(client.serverStart(true)).isEqualTo(Accept.FAILURE);
            assertThat(client.rest()).isEmpty();
            assertThat(log.onlyWarning()).contains("Token does not match", "KeyID 'alice'");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 131, 132, 147, 148, 163})
    @Rfc(value = 4656, section = "3.2")
    void garblesKeysOrIvOfItsSetUp(int octet) throws Exception {
        try (var client = new RawClient(server)) {
            client.keyed(Modes.ENCRYPTED, response -> {
                response[octet] ^= (byte) 0x80;
                return response;
            });
            client.send(client.sealed(RawClient.request(20001)));

            assertThat(client.rest()).isEmpty();
            assertThat(log.onlyWarning()).contains("HMAC of a control message is wrong");
        }
    }

    @Test
    @Rfc(value = 4656, section = "3.1")
    void stallsInTheMiddleOfItsSetUp() throws Exception {
        restart(Duration.ofMillis(300), Duration.ofMinutes(15));
        log.forget();
        try (var stalled = new RawClient(server)) {
            stalled.greeting();
            stalled.send(new byte[100]);

            assertThat(stalled.rest()).isEmpty();
            assertThat(log.onlyWarning()).contains("did not complete the connection set-up in time");
        }
    }

    @Test
    @Rfc(value = 4656, section = "3.1")
    void isOneTooMany() throws Exception {
        var plan = new ServerPlan(
                new InetSocketAddress(Plans.LOOPBACK, 0),
                0,
                0,
                0,
                Plans.ALL,
                new Rulebook(new ServerRules(Policy.UNLIMITED, ConnectionLimits.DEFAULT.of(1, 1), null)),
                null,
                BindingRules.of(BindingPlan.rfc7717()),
                false,
                1,
                Duration.ofMinutes(1),
                null,
                null);
        try (var small = TwampServer.start(plan, random);
                var first = new RawClient(small)) {
            first.open();
            try (var second = new RawClient(small)) {
                assertThat(second.greeting().modes()).isEqualTo(Modes.NONE);
                assertThat(second.rest()).isEmpty();
            }
            startOne(first);
            first.send(first.sealed(Arrays.copyOf(RawClient.request(20005), 96)));
        }
    }

    @Test
    @Rfc(value = 7717, section = "5.2")
    void namesAnIkeSaWithoutTheBit() throws Exception {
        try (var client = new RawClient(server)) {
            client.greeting();
            client.send(new SetUpResponse(Modes.ENCRYPTED, KeyId.ofSpis(1, 2), Octets.zeros(64), Octets.zeros(16))
                    .toByteArray());

            assertThat(client.serverStart(true)).isEqualTo(Accept.FAILURE);
            assertThat(log.onlyWarning()).contains("no secret is known");
        }
    }
}
