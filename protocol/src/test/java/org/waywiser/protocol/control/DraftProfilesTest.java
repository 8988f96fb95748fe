package org.waywiser.protocol.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.waywiser.security.Secret;
import org.waywiser.security.binding.Root;
import org.waywiser.security.control.ControlKeys;
import org.waywiser.security.ike.Prf;
import org.waywiser.wire.Octets;
import org.waywiser.wire.control.Accept;
import org.waywiser.wire.control.DraftGreeting;
import org.waywiser.wire.control.KeyId;
import org.waywiser.wire.control.Modes;
import org.waywiser.wire.control.SaName;
import org.waywiser.wire.control.ServerGreeting;

/** Set-up bound to an SA that the greeting names. draft-ietf-ippm-ipsec-01 §4.2, §4.3. */
class DraftProfilesTest {
    private static final SaName ESP = new SaName(SaName.ESP, 0x06b576fd, 0xc2a1f0e4);
    private static final Modes BOUND = Modes.IPSEC.or(Modes.AUTHENTICATED).or(Modes.ENCRYPTED);
    private static final Octets CHALLENGE = Octets.hex("c0c1c2c3c4c5c6c7c8c9cacbcccdcecf");

    @ParameterizedTest
    @CsvSource({
        "DRAFT, 2, 1",
        "DRAFT, 4, 4096",
        "DRAFT_ALT1, 2, 1",
        "DRAFT_ALT1, 4, 4096",
        "DRAFT_ALT2, 2, 1",
        "DRAFT_ALT2, 4, 4096"
    })
    void measuresWithTheSaThatTheGreetingNames(Profile profile, long mode, int portion) {
        var pair = greeted(profile, portion);
        pair.toClient(new ClientInput.ChooseBound(new Modes(mode)));
        answerClient(pair, profile, root(1));
        answerServer(pair, profile, root(1));

        assertThat(pair.lastOfClient(ClientEffect.Greeted.class))
                .isEqualTo(new ClientEffect.Greeted(offered(profile), ESP));
        assertThat(pair.lastOfClient(ClientEffect.Established.class).mode()).isEqualTo(new Modes(mode));
        assertThat(pair.lastOfServer(ServerEffect.Established.class))
                .isEqualTo(new ServerEffect.Established(new Modes(mode)));
        ControlConnectionTest.runOneSession(pair);
    }

    @ParameterizedTest
    @EnumSource(
            value = Profile.class,
            names = {"DRAFT", "DRAFT_ALT1"})
    void answersATokenOfAnotherRootWithAcceptOne(Profile profile) {
        var pair = greeted(profile, 4096);
        pair.toClient(new ClientInput.ChooseBound(Modes.AUTHENTICATED));
        answerClient(pair, profile, root(2));
        answerServer(pair, profile, root(1));

        assertThat(pair.serverClosed()).isEqualTo(CloseReason.WRONG_TOKEN);
        assertThat(pair.lastOfClient(ClientEffect.Close.class))
                .isEqualTo(new ClientEffect.Close(CloseReason.REFUSED, Accept.FAILURE));
    }

    @Test
    void alternative2FindsADifferenceAtTheFirstCommand() {
        var pair = greeted(Profile.DRAFT_ALT2, 4096);
        pair.toClient(new ClientInput.ChooseBound(Modes.AUTHENTICATED));
        pair.toClient(new ClientInput.SaKeysAnswered(new SaKeys.Own(ownKeys(2))));
        pair.toServer(new ServerInput.SaKeysAnswered(new SaKeys.Own(ownKeys(1))));
        pair.toClient(new ClientInput.Request(ControlPair.request()));

        assertThat(pair.serverClosed()).isEqualTo(CloseReason.WRONG_HMAC);
    }

    @Test
    void tellsTheNodeBothInitializationVectors() {
        var pair = greeted(Profile.DRAFT_ALT1, 4096);
        pair.toClient(new ClientInput.ChooseBound(Modes.AUTHENTICATED));
        answerClient(pair, Profile.DRAFT_ALT1, root(1));
        answerServer(pair, Profile.DRAFT_ALT1, root(1));

        var atServer = pair.lastOfServer(ServerEffect.FindSaKeys.class);
        assertThat(atServer.clientIv())
                .isEqualTo(pair.lastOfClient(ClientEffect.FindSaKeys.class).clientIv());
        assertThat(atServer.serverIv())
                .isEqualTo(pair.lastOfClient(ClientEffect.Established.class).serverIv());
        assertThat(atServer.serverIv()).isNotEqualTo(atServer.clientIv());
    }

    @Test
    void aClassicClientIsServedOnADraftPort() {
        var pair = greeted(Profile.DRAFT, 4096);
        pair.toClient(
                new ClientInput.ChooseKeyed(Modes.AUTHENTICATED, KeyId.ofText("alice"), ControlPair.passphrase()));
        assertThat(pair.lastOfServer(ServerEffect.FindSecret.class))
                .isEqualTo(new ServerEffect.FindSecret(new SecretName.Passphrase("alice")));
        pair.toServer(new ServerInput.SecretAnswered(ControlPair.passphrase()));
        ControlConnectionTest.runOneSession(pair);

        var open = greeted(Profile.DRAFT, 4096);
        open.toClient(new ClientInput.ChooseOpen(Modes.NONE));
        ControlConnectionTest.runOneSession(open);
    }

    @Test
    void withoutAnSaTheDraftGreetsWithClassicModesOnly() {
        var pair = connected(Profile.DRAFT, 4096);
        pair.toServer(new ServerInput.SaPinned(SaName.NONE));

        assertThat(pair.lastOfClient(ClientEffect.Greeted.class))
                .isEqualTo(new ClientEffect.Greeted(Modes.UNAUTHENTICATED, SaName.NONE));
    }

    @ParameterizedTest
    @EnumSource(
            value = Profile.class,
            names = {"DRAFT_ALT1", "DRAFT_ALT2"})
    void withoutAnSaTheAlternativesGreetWithModesZeroAndClose(Profile profile) {
        var pair = connected(profile, 4096);
        pair.toServer(new ServerInput.SaPinned(SaName.NONE));

        assertThat(pair.serverClosed()).isEqualTo(CloseReason.NO_SA);
        assertThat(pair.clientClosed()).isEqualTo(CloseReason.SERVER_UNWILLING);
    }

    @ParameterizedTest
    @CsvSource({
        "DRAFT, 8",
        "DRAFT, 9",
        "DRAFT, 14",
        "DRAFT_ALT1, 8",
        "DRAFT_ALT1, 2",
        "DRAFT_ALT1, 1",
        "DRAFT_ALT1, 9",
        "DRAFT_ALT2, 4",
        "DRAFT_ALT2, 14"
    })
    void answersAModeThatTheProfileDoesNotHaveWithAcceptThree(Profile profile, long mode) {
        var pair = greeted(profile, 4096);
        var setUp = new SetUp(
                new Modes(mode), KeyId.NONE, Octets.zeros(profile == Profile.DRAFT ? 64 : 16), Octets.zeros(16));
        pair.toServer(new ServerInput.Received(Octets.of(setUp.write(profile))));

        assertThat(pair.serverClosed()).isEqualTo(CloseReason.MODE_NOT_OFFERED);
    }

    @Test
    void theBitOfTheDraftStrippedOnTheWayDoesNotBindTheConnection() {
        var pair = greeted(Profile.DRAFT, 4096);
        var stripped = new SetUp(Modes.AUTHENTICATED, KeyId.NONE, Octets.zeros(64), Octets.zeros(16));
        pair.toServer(new ServerInput.Received(Octets.of(stripped.write(Profile.DRAFT))));
        pair.toServer(new ServerInput.SecretAnswered(null));

        assertThat(pair.serverClosed()).isEqualTo(CloseReason.NO_SECRET);
    }

    @ParameterizedTest
    @EnumSource(
            value = Profile.class,
            names = {"DRAFT", "DRAFT_ALT1", "DRAFT_ALT2"})
    void answersWithAcceptOneWhenThePinnedSaIsGoneMeanwhile(Profile profile) {
        var pair = greeted(profile, 4096);
        pair.toClient(new ClientInput.ChooseBound(Modes.AUTHENTICATED));
        answerClient(pair, profile, root(1));
        pair.toServer(new ServerInput.SecretWithheld(Accept.FAILURE, CloseReason.SA_GONE));

        assertThat(pair.serverClosed()).isEqualTo(CloseReason.SA_GONE);
        assertThat(pair.lastOfClient(ClientEffect.Close.class))
                .isEqualTo(new ClientEffect.Close(CloseReason.REFUSED, Accept.FAILURE));
    }

    @ParameterizedTest
    @EnumSource(
            value = Profile.class,
            names = {"DRAFT", "DRAFT_ALT1", "DRAFT_ALT2"})
    void aClientThatDoesNotShareTheSaCloses(Profile profile) {
        var pair = greeted(profile, 4096);
        pair.toClient(new ClientInput.Decline(CloseReason.OTHER_SA));

        assertThat(pair.clientClosed()).isEqualTo(CloseReason.OTHER_SA);
    }

    @ParameterizedTest
    @EnumSource(
            value = Profile.class,
            names = {"DRAFT", "DRAFT_ALT1", "DRAFT_ALT2"})
    void aClientIgnoresTheFirst28BitsOfModes(Profile profile) {
        var greeting = new Greeting(ESP, BOUND.or(new Modes(0xfffffff0L)), CHALLENGE, CHALLENGE, 1024);
        var client = ControlClient.twamp(profile, 1024, new Random(1), 0);

        assertThat(client.on(new ClientInput.Received(Octets.of(greeting.write(profile))), 0))
                .containsExactly(new ClientEffect.Greeted(BOUND, ESP));
    }

    @ParameterizedTest
    @CsvSource({"DRAFT_ALT1, RFC7717", "DRAFT_ALT2, DRAFT", "DRAFT_ALT2, DRAFT_ALT1"})
    void aGreetingShorterThanExpectedIsTakenForThatOfAnotherProfile(Profile spoken, Profile expected) {
        var client = ControlClient.twamp(expected, 1024, new Random(1), 0);
        client.on(new ClientInput.Received(greeting(spoken)), 0);

        assertThat(client.on(new ClientInput.Tick(), Duration.ofSeconds(6).toNanos()))
                .containsExactly(new ClientEffect.Close(CloseReason.OTHER_PROFILE, null));
    }

    @ParameterizedTest
    @CsvSource({"RFC7717, DRAFT_ALT1", "RFC7717, DRAFT_ALT2", "DRAFT, DRAFT_ALT1", "DRAFT_ALT1, DRAFT_ALT2"})
    void aGreetingLongerThanExpectedIsTakenForThatOfAnotherProfile(Profile spoken, Profile expected) {
        var client = ControlClient.twamp(expected, 1024, new Random(1), 0);

        assertThat(client.on(new ClientInput.Received(greeting(spoken)), 0))
                .containsExactly(new ClientEffect.Close(CloseReason.OTHER_PROFILE, null));
    }

    @ParameterizedTest
    @EnumSource(
            value = Profile.class,
            names = {"DRAFT", "DRAFT_ALT1", "DRAFT_ALT2"})
    void octetsBetweenGreetingAndAnswerAreTakenForThoseOfAnotherProfile(Profile profile) {
        for (boolean chosen : new boolean[] {false, true}) {
            var client = ControlClient.twamp(profile, 1024, new Random(1), 0);
            client.on(new ClientInput.Received(greeting(profile)), 0);
            if (chosen) client.on(new ClientInput.ChooseBound(Modes.AUTHENTICATED), 0);

            assertThat(client.on(new ClientInput.Received(Octets.zeros(1)), 0))
                    .containsExactly(new ClientEffect.Close(CloseReason.OTHER_PROFILE, null));
        }
    }

    /** Classic keyed modes are left, yet no SA that a connection could be bound to. */
    @Test
    void withoutAnSaTheBitOfTheDraftIsRefused() {
        Modes classic = Modes.AUTHENTICATED.or(Modes.ENCRYPTED);
        var settings = ServerSettings.of(Modes.NONE, 0).in(Profile.DRAFT, BOUND, classic);
        var pair = new ControlPair(settings, 4096).connect();
        pair.toServer(new ServerInput.SaPinned(SaName.NONE));
        var setUp = new SetUp(Modes.IPSEC.or(Modes.AUTHENTICATED), KeyId.NONE, Octets.zeros(64), Octets.zeros(16));
        pair.toServer(new ServerInput.Received(Octets.of(setUp.write(Profile.DRAFT))));

        assertThat(pair.serverClosed()).isEqualTo(CloseReason.MODE_NOT_OFFERED);
    }

    @Test
    void worksForNoHostileCountOfADraftGreeting() {
        var greeting = new DraftGreeting(ESP, new ServerGreeting(BOUND, CHALLENGE, CHALLENGE, 1L << 31));
        var client = ControlClient.twamp(Profile.DRAFT, 32768, new Random(1), 0);
        client.on(new ClientInput.Received(Octets.of(greeting.toByteArray())), 0);

        assertThat(client.on(new ClientInput.ChooseBound(Modes.AUTHENTICATED), 0))
                .containsExactly(new ClientEffect.Close(CloseReason.UNACCEPTABLE_COUNT, null));
    }

    private static Octets greeting(Profile profile) {
        return Octets.of(new Greeting(ESP, BOUND, CHALLENGE, CHALLENGE, 1024).write(profile));
    }

    private static ControlPair connected(Profile profile, int portion) {
        Modes without = profile == Profile.DRAFT ? Modes.UNAUTHENTICATED : Modes.NONE;
        var settings = new ServerSettings(
                        Profile.RFC7717,
                        Modes.NONE,
                        Modes.NONE,
                        1024,
                        42L << 32,
                        Duration.ofSeconds(60),
                        Duration.ofSeconds(900),
                        4)
                .in(profile, offered(profile), without);
        return new ControlPair(settings, portion).connect();
    }

    private static Modes offered(Profile profile) {
        return profile == Profile.DRAFT ? BOUND.or(Modes.UNAUTHENTICATED) : BOUND;
    }

    private static ControlPair greeted(Profile profile, int portion) {
        var pair = connected(profile, portion);
        assertThat(pair.lastOfServer(ServerEffect.PinSa.class)).isNotNull();
        pair.toServer(new ServerInput.SaPinned(ESP));
        return pair;
    }

    private static void answerClient(ControlPair pair, Profile profile, Root root) {
        var wanted = pair.lastOfClient(ClientEffect.FindSaKeys.class);
        pair.toClient(new ClientInput.SaKeysAnswered(keys(profile, root, wanted.salt(), wanted.count())));
    }

    private static void answerServer(ControlPair pair, Profile profile, Root root) {
        var wanted = pair.lastOfServer(ServerEffect.FindSaKeys.class);
        pair.toServer(new ServerInput.SaKeysAnswered(keys(profile, root, wanted.salt(), wanted.count())));
    }

    private static SaKeys keys(Profile profile, Root root, Octets salt, long count) {
        return switch (profile) {
            case DRAFT -> new SaKeys.TokenKey(root.passwordKey(salt, count));
            case DRAFT_ALT1 -> new SaKeys.Alternative1(root.alt1Keys());
            case DRAFT_ALT2 -> new SaKeys.Own(ownKeys(1));
            case RFC7717 -> throw new IllegalArgumentException("names its SA in the KeyID");
        };
    }

    private static Root root(int seed) {
        byte[] octets = new byte[32];
        new Random(seed).nextBytes(octets);
        return new Root(Prf.HMAC_SHA2_256, Secret.owning(octets));
    }

    /** Of an SA with AES-256 and HMAC-SHA2-512: longer than those of RFC 4656. */
    private static ControlKeys ownKeys(int seed) {
        byte[] aes = new byte[32];
        byte[] hmac = new byte[64];
        new Random(seed).nextBytes(aes);
        new Random(seed).nextBytes(hmac);
        return new ControlKeys(Secret.owning(aes), Secret.owning(hmac));
    }
}
