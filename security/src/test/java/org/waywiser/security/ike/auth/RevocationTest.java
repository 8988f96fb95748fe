package org.waywiser.security.ike.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.waywiser.security.ike.auth.TestCertificates.NOW;
import static org.waywiser.security.ike.auth.TestCertificates.dns;
import static org.waywiser.security.ike.auth.TestCertificates.issue;
import static org.waywiser.security.ike.auth.TestCertificates.root;
import static org.waywiser.security.ike.auth.TestRevocations.good;
import static org.waywiser.security.ike.auth.TestRevocations.list;
import static org.waywiser.security.ike.auth.TestRevocations.response;
import static org.waywiser.security.ike.auth.TestRevocations.revoked;

import java.security.cert.X509CRL;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.waywiser.security.ike.auth.AuthenticationFailed.Reason;
import org.waywiser.security.ike.auth.TestCertificates.Holder;
import org.waywiser.security.ike.auth.TestCertificates.Wish;
import org.waywiser.testkit.Rfc;
import org.waywiser.wire.Octets;
import org.waywiser.wire.ike.Certificate;
import org.waywiser.wire.ike.CertificateEncoding;
import org.waywiser.wire.ike.CertificateRequest;

/** Which certificates count as revoked, and what becomes of those of which nobody says. */
@Rfc(value = 7296, section = "3.7")
@Rfc(value = 4806, section = "3")
class RevocationTest {
    private static final OpensslRevocations OPENSSL = new OpensslRevocations();

    private final Holder authority;
    private final Holder middle;
    private final Holder peer;
    private final Holder responder;

    RevocationTest() throws Exception {
        authority = root("CN=Laboratory");
        middle = issue(authority, Wish.of("CN=middle").ofAuthority());
        peer = issue(middle, Wish.of("CN=peer", dns("peer.example")));
        responder = issue(middle, Wish.of("CN=responder").purposes(KeyPurposeId.id_kp_OCSPSigning));
    }

    @Test
    void aCertificateOnAListInForceIsRefused() throws Exception {
        for (RevocationPolicy policy : RevocationPolicy.values()) {
            assertThat(refusal(policy, lists(list(middle, peer.certificate()), list(authority))))
                    .extracting(AuthenticationFailed::reason, Throwable::getMessage)
                    .containsExactly(Reason.REVOKED, "certificate of CN=peer is revoked");
        }
    }

    @Test
    void aRevokedIntermediateIsRefusedToo() throws Exception {
        assertThat(refusal(RevocationPolicy.SOFT, lists(list(authority, middle.certificate()))))
                .hasMessage("certificate of CN=middle is revoked");
    }

    @Test
    void hardFailureWantsAWordOnEachCertificateOfThePath() throws Exception {
        assertThat(accepted(RevocationPolicy.HARD, lists(list(middle), list(authority))))
                .isTrue();
        assertThat(refusal(RevocationPolicy.HARD, lists(list(middle))))
                .extracting(AuthenticationFailed::reason, Throwable::getMessage)
                .containsExactly(
                        Reason.REVOCATION_UNKNOWN,
                        "certificate of CN=middle may be revoked: no list in force and no OCSP response says"
                                + " otherwise");
        assertThat(refusal(RevocationPolicy.HARD, lists(list(authority)))).hasMessageContaining("CN=peer may be");
    }

    @Test
    void softFailureAcceptsWhereNobodySaysAnything() throws Exception {
        assertThat(accepted(RevocationPolicy.SOFT, Revocations.NONE)).isTrue();
        assertThat(accepted(RevocationPolicy.SOFT, lists(list(middle)))).isTrue();
    }

    @Test
    void aListOutOfDateOrOfAnotherSaysNothing() throws Exception {
        Holder impostor = issue(root("CN=Elsewhere"), Wish.of("CN=middle").ofAuthority());
        for (X509CRL silent : List.of(
                list(middle, NOW.minusSeconds(1), false, peer.certificate()),
                list(middle, NOW.plus(Duration.ofHours(3)), false, peer.certificate()),
                list(impostor, peer.certificate()),
                list(authority, peer.certificate()))) {
            assertThat(accepted(RevocationPolicy.SOFT, lists(silent))).isTrue();
        }
    }

    @Test
    void aPartialListCanConvictButNotAcquit() throws Exception {
        var next = NOW.plus(Duration.ofHours(1));
        assertThat(refusal(RevocationPolicy.SOFT, lists(list(middle, next, true, peer.certificate())))
                        .reason())
                .isEqualTo(Reason.REVOKED);
        assertThat(refusal(RevocationPolicy.HARD, lists(list(middle, next, true), list(authority)))
                        .reason())
                .isEqualTo(Reason.REVOCATION_UNKNOWN);
    }

    @Test
    void anOcspResponseOfTheAuthorityOrItsResponderDecides() throws Exception {
        for (Holder signer : List.of(middle, responder)) {
            var fine = new Revocations(List.of(list(authority)), List.of(good(middle, signer, peer)));
            var bad = new Revocations(List.of(), List.of(revoked(middle, signer, peer)));

            assertThat(accepted(RevocationPolicy.HARD, fine)).isTrue();
            assertThat(refusal(RevocationPolicy.SOFT, bad).reason()).isEqualTo(Reason.REVOKED);
        }
    }

    @Test
    void anOcspResponseOfAnyoneElseOrOutOfDateOrForAnotherSaysNothing() throws Exception {
        Holder other = issue(middle, Wish.of("CN=other"));
        for (Octets silent : List.of(
                good(middle, other, peer),
                good(middle, middle, other),
                response(middle, middle, peer, CertificateStatus.GOOD, NOW.minus(Duration.ofHours(2))),
                Octets.hex("30030a0106"),
                Octets.EMPTY)) {
            var known = new Revocations(List.of(list(authority)), List.of(silent));
            assertThat(refusal(RevocationPolicy.HARD, known).reason()).isEqualTo(Reason.REVOCATION_UNKNOWN);
        }
    }

    @Test
    void oneWordOfRevocationOutweighsAnOtherThatAllIsWell() throws Exception {
        var known = new Revocations(
                List.of(list(middle, peer.certificate()), list(authority)), List.of(good(middle, middle, peer)));

        assertThat(refusal(RevocationPolicy.SOFT, known).reason()).isEqualTo(Reason.REVOKED);
    }

    @Test
    void whatThePeerShowsCountsLikeWhatIsKnown() throws Exception {
        var lower = new Certificate(CertificateEncoding.OCSP_CONTENT, good(middle, middle, peer));
        var upper = new Certificate(
                CertificateEncoding.REVOCATION_LIST, Octets.of(list(authority).getEncoded()));
        var bad = new Certificate(CertificateEncoding.OCSP_CONTENT, revoked(middle, middle, peer));
        var nonsense = new Certificate(CertificateEncoding.REVOCATION_LIST, Octets.hex("3000"));

        assertThat(validate(RevocationPolicy.HARD, Revocations.NONE, lower, upper, nonsense))
                .isEqualTo(peer.certificate());
        assertThat(catchThrowableOfType(
                                AuthenticationFailed.class,
                                () -> validate(RevocationPolicy.SOFT, Revocations.NONE, bad))
                        .reason())
                .isEqualTo(Reason.REVOKED);
    }

    @ParameterizedTest
    @CsvSource({"list_good,", ",response_good", ",response_good_of_responder"})
    void believesWhatOpensslSaysAndAsksNobodyElse(String list, String response) throws Exception {
        assertThat(byOpenssl(RevocationPolicy.HARD, list, response)).isEqualTo(OPENSSL.certificate("certificate"));
    }

    @ParameterizedTest
    @CsvSource({"list_revoked,", ",response_revoked", "list_revoked,response_good", "list_good,response_revoked"})
    void refusesWhatOpensslHasRevoked(String list, String response) {
        assertThat(catchThrowableOfType(
                                AuthenticationFailed.class, () -> byOpenssl(RevocationPolicy.SOFT, list, response))
                        .reason())
                .isEqualTo(Reason.REVOKED);
    }

    /** Nobody listens where the certificate would have us ask: with no word at all it fails, or passes, at once. */
    @Test
    void withoutAWordTheNetworkIsNotAskedEither() throws Exception {
        assertThat(byOpenssl(RevocationPolicy.SOFT, null, null)).isEqualTo(OPENSSL.certificate("certificate"));
        assertThat(catchThrowableOfType(AuthenticationFailed.class, () -> byOpenssl(RevocationPolicy.HARD, null, null))
                        .reason())
                .isEqualTo(Reason.REVOCATION_UNKNOWN);
    }

    private static Object byOpenssl(RevocationPolicy policy, @Nullable String list, @Nullable String response)
            throws AuthenticationFailed {
        var known = new Revocations(
                list == null ? List.of() : List.of(OPENSSL.list(list)),
                response == null ? List.of() : List.of(OPENSSL.response(response)));
        var payload = Certificate.x509(OPENSSL.response("certificate"));
        return new TrustedAuthorities(List.of(OPENSSL.certificate("authority")), () -> known, policy)
                .validate(List.of(payload), OpensslRevocations.THEN);
    }

    @Test
    @Rfc(value = 4806, section = "3.1")
    void asksForOcspResponsesWhereTheyDecide() {
        var status = new CertificateRequest(CertificateEncoding.OCSP_CONTENT, Octets.EMPTY);

        assertThat(authorities(RevocationPolicy.HARD, Revocations.NONE).requests())
                .hasSize(2)
                .endsWith(status);
        assertThat(authorities(RevocationPolicy.SOFT, Revocations.NONE).requests())
                .hasSize(1)
                .doesNotContain(status);
    }

    private static Revocations lists(X509CRL... lists) {
        return new Revocations(List.of(lists), List.of());
    }

    private TrustedAuthorities authorities(RevocationPolicy policy, Revocations known) {
        return new TrustedAuthorities(List.of(authority.certificate()), () -> known, policy);
    }

    private boolean accepted(RevocationPolicy policy, Revocations known) throws Exception {
        return validate(policy, known).equals(peer.certificate());
    }

    private Object validate(RevocationPolicy policy, Revocations known, Certificate... more) throws Exception {
        var shown = new ArrayList<>(List.of(peer.payload(), middle.payload()));
        shown.addAll(List.of(more));
        return authorities(policy, known).validate(shown, NOW);
    }

    private AuthenticationFailed refusal(RevocationPolicy policy, Revocations known) {
        return catchThrowableOfType(AuthenticationFailed.class, () -> validate(policy, known));
    }
}
