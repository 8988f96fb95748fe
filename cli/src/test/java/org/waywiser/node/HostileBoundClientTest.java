package org.waywiser.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.waywiser.keys.SaBinding;
import org.waywiser.protocol.control.Profile;
import org.waywiser.security.binding.Derivation;
import org.waywiser.security.binding.RootKind;
import org.waywiser.wire.Octets;
import org.waywiser.wire.control.Accept;
import org.waywiser.wire.control.Modes;
import org.waywiser.wire.control.StartSessions;

/** Clients that break the rules of the drafts, on a Server that goes on serving others. draft-ietf-ippm-ipsec-01 §4. */
@Tag("net")
@Timeout(60)
class HostileBoundClientTest {
    private static final Octets IV = Octets.hex("000102030405060708090a0b0c0d0e0f");
    private static final Octets OTHER_IV = Octets.hex("100102030405060708090a0b0c0d0e0f");

    private final SecureRandom random = new SecureRandom();
    private final NodeLog log = new NodeLog();

    @AfterEach
    void closeLog() {
        log.close();
    }

    @ParameterizedTest
    @EnumSource(
            value = Profile.class,
            names = {"DRAFT_ALT1", "DRAFT_ALT2"})
    void bringsAnInitializationVectorThatItHadBefore(Profile profile) throws Exception {
        BindingPlan plan = plan(profile);
        FakeSa sa = FakeSa.known();
        try (var server = server(plan, sa);
                SaBinding binding = FakeSa.known().of(plan)) {
            try (var first = new RawClient(server)) {
                first.send(first.setUp(profile, first.greeting(profile), binding, Modes.ENCRYPTED, IV));
                assertThat(first.serverStart(true)).isEqualTo(Accept.OK);
            }
            try (var again = new RawClient(server)) {
                again.send(again.setUp(profile, again.greeting(profile), binding, Modes.ENCRYPTED, IV));
                assertThat(again.serverStart(true)).isEqualTo(Accept.FAILURE);
                assertThat(again.rest()).isEmpty();
                assertThat(log.onlyWarning()).contains("used before", "SPIi");
            }
            try (var other = new RawClient(server)) {
                other.send(other.setUp(profile, other.greeting(profile), binding, Modes.ENCRYPTED, OTHER_IV));
                assertThat(other.serverStart(true)).isEqualTo(Accept.OK);
            }
        }
    }

    /** Alternative 2 has no Token: all that a recording lacks is a vector that is new. */
    @ParameterizedTest
    @EnumSource(
            value = Profile.class,
            names = {"DRAFT", "DRAFT_ALT1", "DRAFT_ALT2"})
    void replaysAWholeConnection(Profile profile) throws Exception {
        BindingPlan plan = plan(profile);
        try (var server = server(plan, FakeSa.known());
                SaBinding binding = FakeSa.known().of(plan)) {
            byte[] recordedSetUp;
            byte[] recordedRequest;
            try (var honest = new RawClient(server)) {
                recordedSetUp = honest.setUp(profile, honest.greeting(profile), binding, Modes.ENCRYPTED, IV);
                honest.send(recordedSetUp);
                assertThat(honest.serverStart(true)).isEqualTo(Accept.OK);
                recordedRequest = honest.sealed(request());
                honest.send(recordedRequest);
                assertThat(honest.accepted().accept()).isEqualTo(Accept.OK);
            }
            Eventually.idle(server);
            log.forget();
            try (var replaying = new RawClient(server)) {
                replaying.greeting(profile);
                replaying.send(recordedSetUp);
                assertThat(replaying.serverStart(false)).isEqualTo(Accept.FAILURE);
                replaying.sendAnyway(recordedRequest);
                assertThat(replaying.rest()).isEmpty();
                assertThat(server.sessions()).isZero();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Profile.class,
            names = {"DRAFT", "DRAFT_ALT1", "DRAFT_ALT2"})
    void choosesTheBitOfTheDraftsAlone(Profile profile) throws Exception {
        BindingPlan plan = plan(profile);
        try (var server = server(plan, FakeSa.known());
                SaBinding binding = FakeSa.known().of(plan);
                var client = new RawClient(server)) {
            client.send(client.setUp(profile, client.greeting(profile), binding, Modes.NONE, IV));

            assertThat(client.serverStart(false)).isEqualTo(Accept.NOT_SUPPORTED);
            assertThat(client.rest()).isEmpty();
            assertThat(log.onlyWarning()).contains("mode that was not offered");
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Profile.class,
            names = {"DRAFT", "DRAFT_ALT1", "DRAFT_ALT2"})
    void answersAfterTheSaIsGone(Profile profile) throws Exception {
        BindingPlan plan = plan(profile);
        FakeSa sa = FakeSa.known();
        try (var server = server(plan, sa);
                SaBinding binding = FakeSa.known().of(plan);
                var client = new RawClient(server)) {
            var greeted = client.greeting(profile);
            sa.delete();
            client.send(client.setUp(profile, greeted, binding, Modes.ENCRYPTED, IV));

            assertThat(client.serverStart(false)).isEqualTo(Accept.FAILURE);
            assertThat(client.rest()).isEmpty();
            assertThat(log.onlyWarning()).contains("that the greeting named is gone", "SPIi");
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Profile.class,
            names = {"DRAFT", "DRAFT_ALT1", "DRAFT_ALT2"})
    void asksForASessionAfterTheSaIsGone(Profile profile) throws Exception {
        BindingPlan plan = plan(profile);
        FakeSa sa = FakeSa.known();
        try (var server = server(plan, sa);
                SaBinding binding = FakeSa.known().of(plan);
                var client = new RawClient(server)) {
            client.bound(profile, binding, Modes.ENCRYPTED, IV);
            sa.delete();
            client.send(client.sealed(request()));

            assertThat(client.accepted().accept()).isEqualTo(Accept.FAILURE);
            assertThat(log.warnings()).anyMatch(line -> line.contains("it keys no more sessions"));
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Profile.class,
            names = {"DRAFT", "DRAFT_ALT1"})
    void provesAnotherRoot(Profile profile) throws Exception {
        BindingPlan plan = plan(profile);
        try (var server = server(plan, FakeSa.known());
                SaBinding binding = FakeSa.known().of(plan);
                var client = new RawClient(server)) {
            byte[] response = client.setUp(profile, client.greeting(profile), binding, Modes.ENCRYPTED, IV);
            // the first octet of the Token
            response[profile == Profile.DRAFT ? 84 : 4] ^= 1;
            client.send(response);

            assertThat(client.serverStart(false)).isEqualTo(Accept.FAILURE);
            assertThat(client.rest()).isEmpty();
            assertThat(log.onlyWarning()).contains("Token does not match");
        }
    }

    @ParameterizedTest
    @MethodSource("org.waywiser.node.DraftBindingTest#plans")
    void sendsRepliesBackAndPacketsOfBefore(BindingPlan plan) throws Exception {
        try (var server = server(plan, FakeSa.known());
                SaBinding binding = FakeSa.known().of(plan);
                var client = new RawClient(server);
                var packets = new RawSender()) {
            client.bound(plan.profile(), binding, Modes.ENCRYPTED, IV);
            client.send(client.sealed(RawSender.request(packets.port())));
            var accepted = client.accepted();
            var sessionKeys = new SessionKeys(plan, binding).of(client.agreed(), accepted.sid());
            client.send(client.sealed(new StartSessions().toByteArray()));
            assertThat(client.reply(16)[0]).isZero();

            byte[] reply = packets.exchange(server, sessionKeys, 0);
            packets.send(server, reply);
            packets.sendStamped(server, sessionKeys, -120);
            packets.exchange(server, sessionKeys, 1);
            client.reset();

            log.awaitLine(line -> line.contains("test packets dropped"));
            String dropped = log.lines().stream()
                    .filter(line -> line.contains("test packets dropped"))
                    .findFirst()
                    .orElseThrow();
            assertThat(dropped).contains("1 HMAC does not match");
            assertThat(dropped.contains("1 older than the session")).as(dropped).isEqualTo(plan.sharesKeys());
        }
    }

    static BindingPlan plan(Profile profile) {
        return profile == Profile.DRAFT_ALT2
                ? new BindingPlan(profile, RootKind.IPSEC_SA, Derivation.DIRECT)
                : new BindingPlan(profile, RootKind.IKE_SA, Derivation.SESSION_ID);
    }

    private static byte[] request() {
        return Arrays.copyOf(RawSender.request(20001), 96);
    }

    private TwampServer server(BindingPlan plan, FakeSa sa) throws Exception {
        return TwampServer.start(Plans.server(null, sa).with(SharedKeysTest.rules(plan, Plans.PROTECTED)), random);
    }
}
