package org.waywiser.security.ike.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.waywiser.security.Secret;
import org.waywiser.security.ike.Prf;
import org.waywiser.security.ike.auth.AuthenticationFailed.Reason;
import org.waywiser.testkit.Rfc;
import org.waywiser.testkit.Vectors;
import org.waywiser.wire.Octets;
import org.waywiser.wire.ike.AuthMethod;
import org.waywiser.wire.ike.Authentication;
import org.waywiser.wire.ike.IdType;
import org.waywiser.wire.ike.Identification;

@Rfc(value = 7296, section = "2.15")
@Rfc(value = 7296, section = "3.8")
class SharedKeyTest {
    private static final Vectors RECORDED = Vectors.read("/rfc7296/recorded-psk.txt");
    private static final Prf PRF = Prf.HMAC_SHA2_384;
    private static final Identification A = Identities.parse("a.lab.example");
    private static final Identification B = Identities.parse("b.lab.example");

    private final Secret key = Secret.owning(RECORDED.octets("pre_shared_key"));
    private final PreSharedKeys keys = new PreSharedKeys(Map.of(A, key, B, key), null);

    @ParameterizedTest
    @ValueSource(strings = {"i", "r"})
    void givesTheRecordedAuthOfBothEndsAndAcceptsIt(String end) throws AuthenticationFailed {
        byte[] signed = RECORDED.octets("signed_octets_" + end);
        var recorded = new Authentication(AuthMethod.SHARED_KEY, Octets.of(RECORDED.octets("auth_" + end)));

        assertThat(SharedKeyAuthenticator.towards(A, B, keys).authenticate(signed, PRF, Set.of()))
                .isEqualTo(recorded);
        assertThat(PeerPolicy.sharedKeys(keys).verify(B, List.of(), recorded, signed, PRF, Instant.EPOCH))
                .isEqualTo(new VerifiedPeer(B, AuthMethod.SHARED_KEY));
    }

    @Test
    void sendsNoCertificateAndAsksForNone() {
        assertThat(SharedKeyAuthenticator.towards(A, B, keys).certificates()).isEmpty();
        assertThat(PeerPolicy.sharedKeys(keys).certificateRequests()).isEmpty();
    }

    @Test
    void refusesAnotherKeyWithoutTellingEither() {
        var other = PreSharedKeys.forAnyPeer(Secret.of("not the shared secret".getBytes(StandardCharsets.US_ASCII)));

        var failed = refusal(PeerPolicy.sharedKeys(other), B, recorded(AuthMethod.SHARED_KEY));

        assertThat(failed.reason()).isEqualTo(Reason.WRONG_PRE_SHARED_KEY);
        assertThat(failed)
                .hasMessageContaining("b.lab.example")
                .hasMessageNotContainingAny(
                        "not the shared secret", "laboratory", HexFormat.of().formatHex(key.toByteArray()));
    }

    @Test
    void refusesEachFlippedBitAndEachOtherLengthOfTheMac() {
        byte[] mac = RECORDED.octets("auth_i");
        for (int i = 0; i < mac.length; i++) {
            byte[] flipped = mac.clone();
            flipped[i] ^= 1;
            assertThat(refusal(PeerPolicy.sharedKeys(keys), B, mac(flipped)).reason())
                    .isEqualTo(Reason.WRONG_PRE_SHARED_KEY);
        }
        for (int length : new int[] {0, 1, 47, 49, 96}) {
            byte[] cut = Arrays.copyOf(mac, length);
            assertThat(refusal(PeerPolicy.sharedKeys(keys), B, mac(cut)).reason())
                    .isEqualTo(Reason.WRONG_PRE_SHARED_KEY);
        }
    }

    @Test
    void refusesAPeerWithoutAKey() {
        Identification stranger = Identities.parse("stranger.example");

        var failed = refusal(PeerPolicy.sharedKeys(keys), stranger, recorded(AuthMethod.SHARED_KEY));

        assertThat(failed.reason()).isEqualTo(Reason.NO_CREDENTIALS);
        assertThat(failed).hasMessage("no pre-shared key for stranger.example");
    }

    @Test
    void refusesAnotherIdentityThanTheExpectedOneThoughItsKeyFits() {
        var failed = refusal(PeerPolicy.sharedKeys(keys).expecting(A), B, recorded(AuthMethod.SHARED_KEY));

        assertThat(failed.reason()).isEqualTo(Reason.UNEXPECTED_IDENTITY);
        assertThat(failed).hasMessage("the peer is b.lab.example, expected a.lab.example");
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 13, 200})
    @Rfc(value = 7619, section = "2.1")
    void refusesMethodsThatProveNothingOrAreUnknown(int method) {
        var failed = refusal(PeerPolicy.sharedKeys(keys), B, recorded(new AuthMethod(method)));

        assertThat(failed.reason()).isEqualTo(Reason.UNSUPPORTED_ALGORITHM);
    }

    @Test
    void refusesSignaturesWhereNoAuthorityIsConfigured() {
        var failed = refusal(PeerPolicy.sharedKeys(keys), B, recorded(AuthMethod.DIGITAL_SIGNATURE));

        assertThat(failed.reason()).isEqualTo(Reason.NO_CREDENTIALS);
    }

    @Test
    void aResponderAnswersUnderTheKeyOfThePeerThatProvedItself() throws AuthenticationFailed {
        Secret ofA = Secret.of(new byte[] {1});
        Secret ofB = Secret.of(new byte[] {2});
        var server = Identities.parse("server.example");
        var responder = SharedKeyAuthenticator.towardsAnyone(server, new PreSharedKeys(Map.of(A, ofA, B, ofB), null));
        byte[] signed = {1, 2, 3};

        var towardsB = responder.forPeer(new VerifiedPeer(B, AuthMethod.SHARED_KEY));

        assertThat(towardsB.identity()).isEqualTo(server);
        var initiator = PeerPolicy.sharedKeys(PreSharedKeys.forAnyPeer(ofB));
        var auth = towardsB.authenticate(signed, PRF, Set.of());
        assertThat(initiator
                        .verify(server, List.of(), auth, signed, PRF, Instant.EPOCH)
                        .identity())
                .isEqualTo(server);
        assertThat(catchThrowableOfType(
                        AuthenticationFailed.class, () -> responder.authenticate(signed, PRF, Set.of())))
                .isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"192.0.2.1", "2001:db8::1", "peer.example", "peer@example.org", "keyid:00ff7c", "dn:CN=peer"})
    @Rfc(value = 7296, section = "3.5")
    @Rfc(value = 7296, section = "4")
    void provesAndAcceptsEachTypeOfIdentity(String text) throws AuthenticationFailed {
        Identification peer = Identities.parse(text);
        var known = new PreSharedKeys(Map.of(A, key, peer, key), null);
        byte[] signed = {1, 2, 3};

        var auth = SharedKeyAuthenticator.towards(A, peer, known).authenticate(signed, PRF, Set.of());

        assertThat(PeerPolicy.sharedKeys(known)
                        .expecting(peer)
                        .verify(peer, List.of(), auth, signed, PRF, Instant.EPOCH)
                        .identity())
                .isEqualTo(peer);
    }

    @Test
    void findsTheKeyOfADomainNameInAnyCase() {
        assertThat(keys.keyFor(new Identification(
                        IdType.FQDN, Octets.of("A.Lab.EXAMPLE".getBytes(StandardCharsets.US_ASCII)))))
                .contains(key);
    }

    private static Authentication recorded(AuthMethod method) {
        return new Authentication(method, Octets.of(RECORDED.octets("auth_i")));
    }

    private static Authentication mac(byte[] octets) {
        return new Authentication(AuthMethod.SHARED_KEY, Octets.of(octets));
    }

    private static AuthenticationFailed refusal(PeerVerifier verifier, Identification claimed, Authentication auth) {
        return catchThrowableOfType(
                AuthenticationFailed.class,
                () -> verifier.verify(
                        claimed, List.of(), auth, RECORDED.octets("signed_octets_i"), PRF, Instant.EPOCH));
    }
}
