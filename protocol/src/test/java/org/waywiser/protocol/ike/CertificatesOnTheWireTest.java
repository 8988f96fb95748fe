package org.waywiser.protocol.ike;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.waywiser.security.ike.IkeProposals;
import org.waywiser.security.ike.Prf;
import org.waywiser.security.ike.auth.Authenticator;
import org.waywiser.security.ike.auth.PeerVerifier;
import org.waywiser.security.ike.auth.PeerWishes;
import org.waywiser.security.ike.auth.VerifiedPeer;
import org.waywiser.testkit.Rfc;
import org.waywiser.wire.Octets;
import org.waywiser.wire.ike.AuthMethod;
import org.waywiser.wire.ike.Authentication;
import org.waywiser.wire.ike.Certificate;
import org.waywiser.wire.ike.CertificateEncoding;
import org.waywiser.wire.ike.CertificateRequest;
import org.waywiser.wire.ike.Identification;
import org.waywiser.wire.ike.Nonce;

/** What goes through the seam to authentication, with fakes on its other side. */
@Rfc(value = 7296, section = "3.6")
@Rfc(value = 7296, section = "3.7")
@Rfc(value = 7427, section = "4")
class CertificatesOnTheWireTest {
    private static final List<Certificate> CHAIN =
            List.of(Certificate.x509(Octets.hex("3001")), Certificate.x509(Octets.hex("3002")));
    private static final CertificateRequest AUTHORITIES = new CertificateRequest(
            CertificateEncoding.X509_SIGNATURE, Octets.zeros(20).concat(Octets.hex("11".repeat(20))));
    private static final List<Integer> HASHES = List.of(2, 5);

    /** What each fake was given. */
    private record Signed(Octets octets, Set<Integer> hashes) {}

    private Signed aliceSigned = new Signed(Octets.EMPTY, Set.of());
    private Octets bobVerified = Octets.EMPTY;
    private List<Certificate> bobSaw = List.of();
    private PeerWishes aliceHeard = PeerWishes.NONE;

    @Test
    void certificatesAuthoritiesAndHashesReachTheOtherEnd() {
        var ends = new Lockstep(alice(), bob());
        var first = ends.initiate();
        var second = ends.toBob(first);
        var fourth = ends.toBob(ends.toAlice(second));

        assertThat(Lockstep.message(second).first(CertificateRequest.class)).contains(AUTHORITIES);
        assertThat(aliceHeard).isEqualTo(new PeerWishes(Set.copyOf(HASHES), List.of(AUTHORITIES)));
        assertThat(bobSaw).isEqualTo(CHAIN);
        assertThat(aliceSigned.hashes()).containsExactlyInAnyOrder(2, 5);
        assertThat(bobVerified).isEqualTo(aliceSigned.octets());
        assertThat(ends.aliceHears(fourth)).singleElement().isInstanceOf(IkeEffect.Established.class);
    }

    @Test
    @Rfc(value = 7296, section = "2.15")
    void theInitiatorSignsItsMessageTheNonceOfTheResponderAndItsIdentity() {
        var ends = new Lockstep(alice(), bob());
        var first = ends.initiate();
        var second = ends.toBob(first);
        ends.toAlice(second);
        var nonce = Lockstep.message(second).first(Nonce.class).orElseThrow().data();
        var message = first.slice(4, first.length());

        var signed = aliceSigned.octets();
        assertThat(signed.slice(0, message.length())).isEqualTo(message);
        assertThat(signed.slice(message.length(), message.length() + nonce.length()))
                .isEqualTo(nonce);
        assertThat(signed.length()).isEqualTo(message.length() + nonce.length() + 32);
    }

    private IkePolicy alice() {
        var authenticator = new Authenticator() {
            @Override
            public Authenticator towards(PeerWishes wishes) {
                aliceHeard = wishes;
                return this;
            }

            @Override
            public Identification identity() {
                return Ends.ALICE;
            }

            @Override
            public List<Certificate> certificates() {
                return CHAIN;
            }

            @Override
            public Authentication authenticate(byte[] signedOctets, Prf prf, Set<Integer> peerHashes) {
                aliceSigned = new Signed(Octets.of(signedOctets), peerHashes);
                return new Authentication(AuthMethod.DIGITAL_SIGNATURE, Octets.hex("aa"));
            }
        };
        return new IkePolicy(
                authenticator,
                Ends.alice(Lockstep.PSK, Lockstep.PROPOSAL).verifier(),
                IkeProposals.parse("aes128gcm16-prfsha256-x25519"),
                Optional.empty());
    }

    private IkePolicy bob() {
        var verifier = new PeerVerifier() {
            @Override
            public VerifiedPeer verify(
                    Identification claimed,
                    List<Certificate> certificates,
                    Authentication auth,
                    byte[] signedOctets,
                    Prf prf,
                    Instant now) {
                assertThat(now).isEqualTo(Ends.NOW);
                bobVerified = Octets.of(signedOctets);
                bobSaw = certificates;
                return new VerifiedPeer(claimed, auth.method());
            }

            @Override
            public List<CertificateRequest> certificateRequests() {
                return List.of(AUTHORITIES);
            }

            @Override
            public List<Integer> signatureHashes() {
                return HASHES;
            }
        };
        return new IkePolicy(
                Ends.bob(Lockstep.PSK, Lockstep.PROPOSAL).authenticator(),
                verifier,
                IkeProposals.parse("aes128gcm16-prfsha256-x25519"),
                Optional.empty());
    }
}
