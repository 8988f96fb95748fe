package org.waywiser.security.ike.auth;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.waywiser.security.Secret;
import org.waywiser.security.ike.Prf;
import org.waywiser.security.ike.auth.AuthenticationFailed.Reason;
import org.waywiser.wire.Octets;
import org.waywiser.wire.ike.AuthMethod;
import org.waywiser.wire.ike.Authentication;
import org.waywiser.wire.ike.Certificate;
import org.waywiser.wire.ike.CertificateRequest;
import org.waywiser.wire.ike.Identification;

/**
 * Accepts peers that know a pre-shared key or hold a certificate of a trusted authority, optionally one identity alone. A peer that
 * merely claims a name (NULL authentication, RFC 7619) is always refused. RFC 7296 §2.15, §3.8; RFC 7427 §3; RFC 8420 §2; RFC 4754 §7.
 */
public final class PeerPolicy implements PeerVerifier {
    private final Optional<PreSharedKeys> keys;
    private final Optional<TrustedAuthorities> authorities;
    private final Optional<Identification> expected;
    private final Optional<Identification> host;
    private final boolean rsaWithSha1;

    private PeerPolicy(
            Optional<PreSharedKeys> keys,
            Optional<TrustedAuthorities> authorities,
            Optional<Identification> expected,
            Optional<Identification> host,
            boolean rsaWithSha1) {
        this.keys = keys;
        this.authorities = authorities;
        this.expected = expected;
        this.host = host;
        this.rsaWithSha1 = rsaWithSha1;
    }

    /** Any identity with a key of its own, or all if there is a key for all. */
    public static PeerPolicy sharedKeys(PreSharedKeys keys) {
        return new PeerPolicy(Optional.of(keys), Optional.empty(), Optional.empty(), Optional.empty(), false);
    }

    /** Any identity that an authority certifies. */
    public static PeerPolicy certificates(TrustedAuthorities authorities) {
        return new PeerPolicy(Optional.empty(), Optional.of(authorities), Optional.empty(), Optional.empty(), false);
    }

    /** Also accepts peers with a pre-shared key. */
    public PeerPolicy orSharedKeys(PreSharedKeys more) {
        return new PeerPolicy(Optional.of(more), authorities, expected, host, rsaWithSha1);
    }

    /** Only this identity. */
    public PeerPolicy expecting(Identification identity) {
        return new PeerPolicy(keys, authorities, Optional.of(identity), host, rsaWithSha1);
    }

    /** A certificate must name this host too, whatever identity the peer shows: for an Initiator that knows only whom it calls. */
    public PeerPolicy certifiedAs(Identification calledHost) {
        return new PeerPolicy(keys, authorities, expected, Optional.of(calledHost), rsaWithSha1);
    }

    /** Also takes SHA-1 in RSA signatures of method 1, for peers too old for Digital Signatures. RFC 7296 §3.8, RFC 8247 §3. */
    public PeerPolicy allowingRsaWithSha1() {
        return new PeerPolicy(keys, authorities, expected, host, true);
    }

    @Override
    public VerifiedPeer verify(
            Identification claimed,
            List<Certificate> certificates,
            Authentication auth,
            byte[] signedOctets,
            Prf prf,
            Instant now)
            throws AuthenticationFailed {
        if (expected.isPresent() && !Identities.same(expected.get(), claimed)) {
            throw new AuthenticationFailed(
                    Reason.UNEXPECTED_IDENTITY,
                    "the peer is " + Identities.text(claimed) + ", expected " + Identities.text(expected.get()));
        }
        AuthMethod method = auth.method();
        if (method.equals(AuthMethod.SHARED_KEY)) {
            checkMac(claimed, auth.data(), signedOctets, prf);
        } else if (SignatureCheck.knows(method)) {
            checkSignature(claimed, certificates, auth, signedOctets, now);
        } else {
            throw new AuthenticationFailed(
                    Reason.UNSUPPORTED_ALGORITHM,
                    Identities.text(claimed) + " authenticates by " + method + ", which is not accepted");
        }
        return new VerifiedPeer(claimed, method);
    }

    @Override
    public boolean expects(Identification claimed) {
        if (expected.isPresent()) return Identities.same(expected.get(), claimed);
        return authorities.isPresent() || keys.flatMap(k -> k.keyFor(claimed)).isPresent();
    }

    @Override
    public List<CertificateRequest> certificateRequests() {
        return authorities.map(TrustedAuthorities::requests).orElse(List.of());
    }

    @Override
    public List<Integer> signatureHashes() {
        return authorities.isPresent() ? SignatureHash.numbers() : SignatureHash.numbersWithoutIdentity();
    }

    private void checkMac(Identification claimed, Octets data, byte[] signedOctets, Prf prf)
            throws AuthenticationFailed {
        if (keys.isEmpty()) {
            throw new AuthenticationFailed(
                    Reason.NO_CREDENTIALS, Identities.text(claimed) + " uses a pre-shared key, none is configured");
        }
        Secret expectedMac =
                SharedKeyAuthenticator.mac(SharedKeyAuthenticator.key(keys.get(), claimed), signedOctets, prf);
        boolean fits = expectedMac.equals(Secret.owning(data.toByteArray()));
        expectedMac.wipe();
        if (!fits) {
            throw new AuthenticationFailed(
                    Reason.WRONG_PRE_SHARED_KEY, "the pre-shared key of " + Identities.text(claimed) + " does not fit");
        }
    }

    private void checkSignature(
            Identification claimed,
            List<Certificate> certificates,
            Authentication auth,
            byte[] signedOctets,
            Instant now)
            throws AuthenticationFailed {
        if (authorities.isEmpty()) {
            throw new AuthenticationFailed(
                    Reason.NO_CREDENTIALS,
                    Identities.text(claimed) + " uses a certificate, no authority is configured");
        }
        X509Certificate certificate = authorities.get().validate(certificates, now);
        CertificateNames.requireNamed(certificate, claimed);
        if (host.isPresent()) CertificateNames.requireNamed(certificate, host.get());
        boolean fits = SignatureCheck.fits(certificate.getPublicKey(), auth, signedOctets, rsaWithSha1);
        if (!fits) {
            throw new AuthenticationFailed(
                    Reason.BAD_SIGNATURE,
                    "the signature of " + Identities.text(claimed) + " does not fit its certificate");
        }
    }
}
