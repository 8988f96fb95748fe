package org.waywiser.security.ike.auth;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.waywiser.security.ike.Prf;
import org.waywiser.testkit.Rfc;
import org.waywiser.testkit.Vectors;
import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.WireReader;
import org.waywiser.wire.ike.AuthMethod;
import org.waywiser.wire.ike.Authentication;
import org.waywiser.wire.ike.Certificate;
import org.waywiser.wire.ike.IdType;
import org.waywiser.wire.ike.Identification;

/** Whatever a peer sends as identity, certificates and proof: it is refused in one line, or it is sound. */
@Rfc(value = 7296, section = "3.6")
class PeerPolicyFuzzTest {
    private static final Vectors RECORDED = Vectors.read("/rfc7296/recorded-ecdsa.txt");
    private static final byte[] SIGNED = RECORDED.octets("signed_octets_i");
    private static final X509Certificate AUTHORITY = authority();
    private static final Instant THEN = AUTHORITY.getNotBefore().toInstant().plusSeconds(3600);
    private static final PeerVerifier VERIFIER = PeerPolicy.certificates(new TrustedAuthorities(List.of(AUTHORITY)));

    /** ID type, length (1) and identity; method, length (2) and proof; then certificates, each after its length (2). */
    @FuzzTest
    void refusesOrAccepts(byte[] octets) {
        try {
            WireReader in = WireReader.of(octets);
            var claimed = new Identification(new IdType(in.u8()), in.octets(in.u8()));
            var proof = new Authentication(new AuthMethod(in.u8()), in.octets(in.u16()));
            var certificates = new ArrayList<Certificate>();
            while (in.remaining() > 0) certificates.add(Certificate.x509(in.octets(in.u16())));
            assertThat(Identities.text(claimed)).doesNotContainPattern("\\R");
            VERIFIER.verify(claimed, certificates, proof, SIGNED, Prf.HMAC_SHA2_256, THEN);
            assertThat(Identities.text(claimed)).isEqualToIgnoringCase("b.lab.example");
        } catch (MalformedMessage notTheFormatOfThisTest) {
            assertThat(notTheFormatOfThisTest).hasMessageMatching("\\S.*");
        } catch (AuthenticationFailed refused) {
            assertThat(refused.getMessage()).isNotBlank().doesNotContainPattern("\\R");
        }
    }

    private static X509Certificate authority() {
        try {
            var in = new ByteArrayInputStream(RECORDED.octets("ca_certificate"));
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        } catch (CertificateException e) {
            throw new IllegalStateException(e);
        }
    }
}
