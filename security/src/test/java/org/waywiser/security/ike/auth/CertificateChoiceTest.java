package org.waywiser.security.ike.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.waywiser.security.ike.auth.TestCertificates.NOW;
import static org.waywiser.security.ike.auth.TestCertificates.dns;
import static org.waywiser.security.ike.auth.TestCertificates.issue;
import static org.waywiser.security.ike.auth.TestCertificates.root;
import static org.waywiser.security.ike.auth.TestRevocations.good;
import static org.waywiser.security.ike.auth.TestRevocations.revoked;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.waywiser.security.ike.auth.TestCertificates.Holder;
import org.waywiser.security.ike.auth.TestCertificates.Wish;
import org.waywiser.testkit.Rfc;
import org.waywiser.wire.Octets;
import org.waywiser.wire.ike.Certificate;
import org.waywiser.wire.ike.CertificateEncoding;
import org.waywiser.wire.ike.CertificateRequest;
import org.waywiser.wire.ike.Identification;

/** Which of its certificates an end shows, and with what beside it. */
@Rfc(value = 7296, section = "3.7")
class CertificateChoiceTest {
    private static final Identification NAME = Identities.parse("peer.example");
    private static final Set<Integer> HASHES = Set.of(2, 3, 4);

    private final Holder one;
    private final Holder two;
    private final Holder middle;
    private final Holder ofOne;
    private final Holder ofTwo;
    private final Holder edwards;

    CertificateChoiceTest() throws Exception {
        one = root("CN=One");
        two = root("CN=Two");
        middle = issue(two, Wish.of("CN=middle").ofAuthority());
        ofOne = issue(one, Wish.of("CN=a", dns("peer.example")));
        ofTwo = issue(middle, Wish.of("CN=b", dns("peer.example")));
        edwards = issue(one, Wish.of("CN=c", dns("peer.example")), TestCertificates.edwards("Ed25519"));
    }

    @Test
    void showsACertificateUnderAnAuthorityThatThePeerNames() throws Exception {
        assertThat(shown(HASHES, two)).isEqualTo(ofTwo.payload());
        assertThat(shown(HASHES, middle)).isEqualTo(ofTwo.payload());
        assertThat(shown(HASHES, one)).isEqualTo(ofOne.payload());
        assertThat(shown(HASHES, two, one)).isEqualTo(ofOne.payload());
    }

    @Test
    void showsItsFirstWhereThePeerNamesNobodyOrOthers() throws Exception {
        assertThat(shown(HASHES)).isEqualTo(ofOne.payload());
        assertThat(shown(HASHES, root("CN=Elsewhere"))).isEqualTo(ofOne.payload());
    }

    @Test
    @Rfc(value = 7427, section = "5")
    @Rfc(value = 8420, section = "2")
    void showsACertificateWhoseSignatureThePeerCanCheck() throws Exception {
        var choice = new CertificateChoice(List.of(signer(edwards), signer(ofTwo, middle.certificate())));

        assertThat(choice.towards(new PeerWishes(HASHES, List.of(request(one)))).certificates())
                .startsWith(ofTwo.payload());
        assertThat(choice.towards(new PeerWishes(Set.of(2, 5), List.of(request(one))))
                        .certificates())
                .startsWith(edwards.payload());
        assertThat(choice.towards(PeerWishes.NONE).certificates()).startsWith(ofTwo.payload());
    }

    @Test
    @Rfc(value = 4806, section = "3.2")
    void showsAnOcspResponseForItsOwnCertificateToWhoAsksForOne() throws Exception {
        Octets ours = good(one, one, ofOne);
        var known = new Revocations(List.of(), List.of(good(one, one, edwards), ours, revoked(one, one, ofOne)));
        var signer = signer(ofOne).showing(() -> known, () -> NOW);
        var asked = new CertificateRequest(CertificateEncoding.OCSP_CONTENT, Octets.EMPTY);

        assertThat(signer.towards(new PeerWishes(HASHES, List.of(asked))).certificates())
                .containsExactly(ofOne.payload(), new Certificate(CertificateEncoding.OCSP_CONTENT, ours));
        assertThat(signer.towards(new PeerWishes(HASHES, List.of(request(one)))).certificates())
                .containsExactly(ofOne.payload());
    }

    @Test
    void requestsOfOtherEncodingsAndOfOddLengthDoNoHarm() throws Exception {
        Octets hash = TrustedAuthorities.keyHash(two.certificate());
        var odd = new CertificateRequest(CertificateEncoding.X509_SIGNATURE, hash.concat(Octets.zeros(3)));
        var other = new CertificateRequest(new CertificateEncoding(12), hash);

        assertThat(choice().towards(new PeerWishes(HASHES, List.of(odd))).certificates())
                .startsWith(ofTwo.payload());
        assertThat(choice().towards(new PeerWishes(HASHES, List.of(other))).certificates())
                .startsWith(ofOne.payload());
    }

    private CertificateChoice choice() throws AuthenticationFailed {
        return new CertificateChoice(List.of(signer(ofOne), signer(ofTwo, middle.certificate())));
    }

    private Certificate shown(Set<Integer> hashes, Holder... authorities) throws AuthenticationFailed {
        var requests = List.of(authorities).stream()
                .map(CertificateChoiceTest::request)
                .toList();
        return choice().towards(new PeerWishes(hashes, requests)).certificates().getFirst();
    }

    private static CertificateRequest request(Holder authority) {
        return new CertificateRequest(
                CertificateEncoding.X509_SIGNATURE, TrustedAuthorities.keyHash(authority.certificate()));
    }

    private CertificateAuthenticator signer(Holder holder, X509Certificate... more) throws AuthenticationFailed {
        var chain = more.length == 0 ? List.of(holder.certificate()) : List.of(holder.certificate(), more[0]);
        return CertificateAuthenticator.of(NAME, chain, holder.key())
                .under(List.of(one.certificate(), two.certificate()));
    }
}
