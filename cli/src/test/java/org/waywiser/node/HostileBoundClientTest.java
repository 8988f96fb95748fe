package org.waywiser.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
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

    /** A Server with an SA, and the client's end of it. */
    private record Served(BindingPlan plan, TwampServer server, FakeSa sa, SaBinding binding) implements AutoCloseable {
        RawClient client() throws Exception {
            return new RawClient(server);
        }

        Profile profile() {
            return plan.profile();
        }

        /** A proper Set-Up-Response to the greeting that has just come. */
        byte[] setUp(RawClient client, Octets iv) throws Exception {
            return client.setUp(profile(), client.greeting(profile()), binding, Modes.ENCRYPTED, iv);
        }

        /** Another connection of the same client, with that vector. */
        void isAnswered(Octets iv, Accept answer) throws Exception {
            try (RawClient client = client()) {
                client.send(setUp(client, iv));
                assertThat(client.serverStart(answer.ok())).isEqualTo(answer);
                if (!answer.ok()) assertThat(client.rest()).isEmpty();
            }
        }

        @Override
        public void close() throws IOException {
            binding.close();
            server.close();
        }
    }

    private Served serve(Profile profile) throws Exception {
        return serve(plan(profile));
    }

    private Served serve(BindingPlan plan) throws Exception {
        FakeSa sa = FakeSa.known();
        var server =
                TwampServer.start(Plans.server(null, sa).with(SharedKeysTest.rules(plan, Plans.PROTECTED)), random);
        return new Served(plan, server, sa, FakeSa.known().of(plan));
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"RFC7717", "DRAFT"})
    void bringsAnInitializationVectorThatItHadBefore(Profile profile) throws Exception {
        try (Served served = serve(profile)) {
            served.isAnswered(IV, Accept.OK);
            served.isAnswered(IV, Accept.FAILURE);
            assertThat(log.onlyWarning()).contains("used before", "SPIi");
            served.isAnswered(OTHER_IV, Accept.OK);
        }
    }

    /** What the Server said under it would pass for what the client says. */
    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"RFC7717", "DRAFT"})
    void bringsAnInitializationVectorThatTheServerHadBefore(Profile profile) throws Exception {
        try (Served served = serve(profile);
                RawClient client = served.client()) {
            client.bound(profile, served.binding(), Modes.ENCRYPTED, IV);
            served.isAnswered(client.serverIv(), Accept.FAILURE);
            assertThat(log.onlyWarning()).contains("used before", "SPIi");
        }
    }

    /** Alternative 2 has no Token: all that a recording lacks is a vector that is new. */
    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "RFC7717")
    void replaysAWholeConnection(Profile profile) throws Exception {
        try (Served served = serve(profile)) {
            byte[] recordedSetUp;
            byte[] recordedRequest;
            try (RawClient honest = served.client()) {
                recordedSetUp = served.setUp(honest, IV);
                honest.send(recordedSetUp);
                assertThat(honest.serverStart(true)).isEqualTo(Accept.OK);
                recordedRequest = honest.sealed(request());
                honest.send(recordedRequest);
                assertThat(honest.accepted().accept()).isEqualTo(Accept.OK);
            }
            Eventually.idle(served.server());
            log.forget();
            try (RawClient replaying = served.client()) {
                replaying.greeting(profile);
                replaying.send(recordedSetUp);
                assertThat(replaying.serverStart(false)).isEqualTo(Accept.FAILURE);
                replaying.sendAnyway(recordedRequest);
                assertThat(replaying.rest()).isEmpty();
                assertThat(served.server().sessions()).isZero();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "RFC7717")
    void choosesTheBitOfTheDraftsAlone(Profile profile) throws Exception {
        try (Served served = serve(profile);
                RawClient client = served.client()) {
            client.send(client.setUp(profile, client.greeting(profile), served.binding(), Modes.NONE, IV));

            assertThat(client.serverStart(false)).isEqualTo(Accept.NOT_SUPPORTED);
            assertThat(client.rest()).isEmpty();
            assertThat(log.onlyWarning()).contains("mode that was not offered");
        }
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "RFC7717")
    void answersAfterTheSaIsGone(Profile profile) throws Exception {
        try (Served served = serve(profile);
                RawClient client = served.client()) {
            byte[] response = served.setUp(client, IV);
            served.sa().delete();
            client.send(response);

            assertThat(client.serverStart(false)).isEqualTo(Accept.FAILURE);
            assertThat(client.rest()).isEmpty();
            assertThat(log.onlyWarning()).contains("that the greeting named is gone", "SPIi");
        }
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "RFC7717")
    void asksForASessionAfterTheSaIsGone(Profile profile) throws Exception {
        try (Served served = serve(profile);
                RawClient client = served.client()) {
            client.bound(profile, served.binding(), Modes.ENCRYPTED, IV);
            served.sa().delete();
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
        try (Served served = serve(profile);
                RawClient client = served.client()) {
            byte[] response = served.setUp(client, IV);
            // the first octet of the Token
            response[profile == Profile.DRAFT ? 84 : 4] ^= 1;
            client.send(response);

            assertThat(client.serverStart(false)).isEqualTo(Accept.FAILURE);
            assertThat(client.rest()).isEmpty();
            assertThat(log.onlyWarning()).contains("Token does not match");
        }
    }

    /** SPIs are public on the wire: whoever names them makes the Server work only so often. */
    @ParameterizedTest
    @EnumSource(
            value = Profile.class,
            names = {"DRAFT", "DRAFT_ALT1"})
    void provesAnotherRootTooOften(Profile profile) throws Exception {
        BindingPlan plan = plan(profile);
        ServerPlan served = Plans.server(null, FakeSa.known()).with(SharedKeysTest.rules(plan, Plans.PROTECTED));
        // No time passes in which failures are forgiven, yet the last is counted a moment after its answer.
        try (var server = TwampServer.start(served, served.settings(0), random, () -> 0);
                SaBinding other = FakeSa.withOtherKeys().of(plan)) {
            int failures = 0;
            for (Accept answer = Accept.FAILURE; answer.equals(Accept.FAILURE) && failures < 100; ) {
                try (var client = new RawClient(server)) {
                    Octets fresh = Octets.hex("%032x".formatted(++failures));
                    client.send(client.setUp(profile, client.greeting(profile), other, Modes.ENCRYPTED, fresh));
                    answer = client.serverStart(false);
                    if (!answer.equals(Accept.FAILURE)) assertThat(answer).isEqualTo(Accept.TEMPORARY_LIMIT);
                }
            }
            assertThat(failures).isBetween(11, 99);
            log.awaitLine(line -> line.contains("too many set-up attempts") && line.contains("SPIi"));
        }
    }

    @ParameterizedTest
    @MethodSource("org.waywiser.node.DraftBindingTest#plans")
    void sendsRepliesBackAndPacketsOfBefore(BindingPlan plan) throws Exception {
        try (Served served = serve(plan);
                RawClient client = served.client();
                var packets = new RawSender()) {
            TwampServer server = served.server();
            client.bound(plan.profile(), served.binding(), Modes.ENCRYPTED, IV);
            client.send(client.sealed(RawSender.request(packets.port())));
            var accepted = client.accepted();
            var sessionKeys = new SessionKeys(plan, served.binding()).of(client.agreed(), accepted.sid());
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
}
