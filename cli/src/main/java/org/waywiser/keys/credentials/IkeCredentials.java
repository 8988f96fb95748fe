package org.waywiser.keys.credentials;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.waywiser.protocol.ike.IkePolicy;
import org.waywiser.protocol.ike.Lifetimes;
import org.waywiser.protocol.ike.PpkPolicy;
import org.waywiser.security.Secret;
import org.waywiser.security.ike.IkeProposals;
import org.waywiser.security.ike.Prf;
import org.waywiser.security.ike.auth.AuthenticationFailed;
import org.waywiser.security.ike.auth.Authenticator;
import org.waywiser.security.ike.auth.CertificateAuthenticator;
import org.waywiser.security.ike.auth.CertificateChoice;
import org.waywiser.security.ike.auth.Identities;
import org.waywiser.security.ike.auth.PeerPolicy;
import org.waywiser.security.ike.auth.PreSharedKeys;
import org.waywiser.security.ike.auth.SharedKeyAuthenticator;
import org.waywiser.security.ike.auth.SignatureSchemes;
import org.waywiser.security.ike.auth.VerifiedPeer;
import org.waywiser.wire.ike.AuthMethod;
import org.waywiser.wire.ike.Authentication;
import org.waywiser.wire.ike.Certificate;
import org.waywiser.wire.ike.Identification;

/**
 * What one end can prove and whom it believes. RFC 7296 §2.15.
 *
 * @param identity our own; by default the first name of the certificate
 * @param peer who the other end has to be
 * @param keys pre-shared keys by the peer's identity
 * @param certificates our own, best first; preferred to a pre-shared key, except towards a peer that used one
 * @param trust whose certificates we accept
 * @param schemes by which signatures we prove ourselves
 * @param ppk post-quantum keys, which prove nothing by themselves. RFC 8784
 */
public record IkeCredentials(
        Optional<Identification> identity,
        Expected peer,
        Optional<PreSharedKeys> keys,
        List<CertifiedKey> certificates,
        CertificateTrust trust,
        SignatureSchemes schemes,
        IkeProposals proposals,
        Optional<PpkPolicy> ppk) {
    /** Who the other end has to be. */
    public sealed interface Expected {
        /** Exactly that identity. */
        record Named(Identification identity) implements Expected {}

        /** Whoever is certified or has a key. */
        record Anyone() implements Expected {}

        /** As an Initiator: the host called, by its certificate or its key. As a Responder: anyone. */
        record TheHostCalled() implements Expected {}
    }

    public IkeCredentials {
        certificates = List.copyOf(certificates);
    }

    /** With at most one certificate, the usual signatures, and nothing known of revocations. */
    public IkeCredentials(
            Optional<Identification> identity,
            Expected peer,
            Optional<PreSharedKeys> keys,
            Optional<CertifiedKey> certificate,
            List<X509Certificate> authorities,
            IkeProposals proposals) {
        this(
                identity,
                peer,
                keys,
                certificate.stream().toList(),
                CertificateTrust.in(authorities),
                SignatureSchemes.DEFAULT,
                proposals);
    }

    /** Without post-quantum keys. */
    public IkeCredentials(
            Optional<Identification> identity,
            Expected peer,
            Optional<PreSharedKeys> keys,
            List<CertifiedKey> certificates,
            CertificateTrust trust,
            SignatureSchemes schemes,
            IkeProposals proposals) {
        this(identity, peer, keys, certificates, trust, schemes, proposals, Optional.empty());
    }

    public IkeCredentials withPpk(PpkPolicy other) {
        return new IkeCredentials(identity, peer, keys, certificates, trust, schemes, proposals, Optional.of(other));
    }

    public IkeCredentials withTrust(CertificateTrust other) {
        return new IkeCredentials(identity, peer, keys, certificates, other, schemes, proposals, ppk);
    }

    public IkeCredentials withSchemes(SignatureSchemes other) {
        return new IkeCredentials(identity, peer, keys, certificates, trust, other, proposals, ppk);
    }

    /**
     * For an Initiator.
     *
     * @param host the peer as the user named it, since that is all there is to hold it against
     * @throws UnusableCredentials if they cannot work towards that peer
     */
    public IkePolicy towards(Identification host) throws UnusableCredentials {
        Identification name = peer instanceof Expected.Named(var named) ? named : host;
        Optional<PreSharedKeys> key = keys.flatMap(k -> k.keyFor(name)).map(IkeCredentials::onlyKey);
        if (certificates.isEmpty() && key.isEmpty()) {
            throw new UnusableCredentials(
                    keys.isEmpty()
                            ? "neither certificate nor pre-shared key is configured"
                            : "no pre-shared key for " + Identities.text(name)
                                    + ": add a line for it, or name the peer by its identity");
        }
        Authenticator own = !certificates.isEmpty()
                ? certified()
                : SharedKeyAuthenticator.towards(name, ownIdentity(), key.orElseThrow());
        PeerPolicy verifier = verifier(key);
        Optional<Identification> asked = Optional.empty();
        switch (peer) {
            case Expected.Named(var named) -> {
                verifier = verifier.expecting(named);
                asked = Optional.of(named);
            }
            case Expected.TheHostCalled() -> verifier = verifier.certifiedAs(host);
            case Expected.Anyone() -> {}
        }
        IkePolicy policy = new IkePolicy(own, verifier, proposals, asked).withLifetimes(Lifetimes.DEFAULT);
        if (ppk.isEmpty()) return policy;
        Optional<PpkPolicy> shared = ppk.get().towards(name);
        if (shared.isEmpty() && ppk.get().mandatory()) {
            throw new UnusableCredentials("no post-quantum key for " + Identities.text(name) + ": add a line for it");
        }
        return shared.map(policy::withPpk).orElse(policy);
    }

    /**
     * For a Responder.
     *
     * @throws UnusableCredentials if they cannot work
     */
    public IkePolicy answering() throws UnusableCredentials {
        if (certificates.isEmpty() && keys.isEmpty()) {
            throw new UnusableCredentials("neither certificate nor pre-shared key is configured");
        }
        Optional<Authenticator> sharedKey = keys.isPresent()
                ? Optional.of(SharedKeyAuthenticator.towardsAnyone(ownIdentity(), keys.get()))
                : Optional.empty();
        Authenticator own = !certificates.isEmpty() ? new LikeThePeer(certified(), sharedKey) : sharedKey.orElseThrow();
        PeerPolicy verifier = verifier(keys);
        if (peer instanceof Expected.Named(var named)) verifier = verifier.expecting(named);
        IkePolicy policy = new IkePolicy(own, verifier, proposals, Optional.empty()).withLifetimes(Lifetimes.DEFAULT);
        return ppk.map(policy::withPpk).orElse(policy);
    }

    /** Whatever the peer calls itself, it must know this one key: that of the host that was called. */
    private static PreSharedKeys onlyKey(Secret key) {
        return PreSharedKeys.forAnyPeer(key);
    }

    private PeerPolicy verifier(Optional<PreSharedKeys> accepted) throws UnusableCredentials {
        if (!trust.authorities().isEmpty()) {
            PeerPolicy certified = PeerPolicy.certificates(trust.verifier());
            if (schemes.rsaWithSha1()) certified = certified.allowingRsaWithSha1();
            return accepted.isPresent() ? certified.orSharedKeys(accepted.get()) : certified;
        }
        return PeerPolicy.sharedKeys(accepted.orElseThrow(() -> new UnusableCredentials(
                "nothing to check the peer with: neither a certificate authority nor a pre-shared key is configured")));
    }

    private Authenticator certified() throws UnusableCredentials {
        try {
            var signers = new ArrayList<CertificateAuthenticator>();
            for (CertifiedKey own : certificates) {
                signers.add(own.authenticator(identity.orElseGet(own::preferredIdentity))
                        .signing(schemes)
                        .under(trust.authorities())
                        .showing(trust.revocations(), Instant::now));
            }
            return new CertificateChoice(signers);
        } catch (AuthenticationFailed e) {
            throw new UnusableCredentials(e.getMessage(), e);
        }
    }

    private Identification ownIdentity() throws UnusableCredentials {
        return identity.or(() -> certificates.stream()
                        .map(CertifiedKey::preferredIdentity)
                        .findFirst())
                .orElseThrow(() -> new UnusableCredentials("no identity of our own: a pre-shared key needs one"));
    }

    /** Answers by certificate, but a peer that used its pre-shared key by that key: it may not be able to check certificates. */
    private record LikeThePeer(Authenticator byCertificate, Optional<Authenticator> bySharedKey)
            implements Authenticator {
        @Override
        public Authenticator forPeer(VerifiedPeer peer) throws AuthenticationFailed {
            return bySharedKey.isPresent() && peer.method().equals(AuthMethod.SHARED_KEY)
                    ? bySharedKey.get().forPeer(peer)
                    : byCertificate;
        }

        @Override
        public Identification identity() {
            return byCertificate.identity();
        }

        @Override
        public List<Certificate> certificates() {
            return byCertificate.certificates();
        }

        @Override
        public Authentication authenticate(byte[] signedOctets, Prf prf, Set<Integer> peerHashes)
                throws AuthenticationFailed {
            return byCertificate.authenticate(signedOctets, prf, peerHashes);
        }
    }
}
