package org.waywiser.security.ike.auth;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.ArrayList;
import java.util.List;
import org.waywiser.testkit.Rfc;
import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.Octets;
import org.waywiser.wire.WireReader;
import org.waywiser.wire.ike.Certificate;
import org.waywiser.wire.ike.CertificateEncoding;

/** Whatever a peer sends in CERT payloads: it is refused in one line, or all of it is sound and somebody vouches for it. */
@Rfc(value = 7296, section = "3.6")
@Rfc(value = 4806, section = "3")
class RevocationFuzzTest {
    private static final OpensslRevocations OPENSSL = new OpensslRevocations();
    private static final TrustedAuthorities AUTHORITIES = new TrustedAuthorities(
            List.of(OPENSSL.certificate("authority")), () -> Revocations.NONE, RevocationPolicy.HARD);

    /** Payloads, each as encoding (1), length (2) and data. */
    @FuzzTest
    void revokedOrNot(byte[] octets) {
        try {
            WireReader in = WireReader.of(Octets.of(octets));
            var payloads = new ArrayList<Certificate>();
            while (in.remaining() > 0) {
                payloads.add(new Certificate(new CertificateEncoding(in.u8()), in.octets(in.u16())));
            }
            assertThat(AUTHORITIES.validate(payloads, OpensslRevocations.THEN))
                    .isEqualTo(OPENSSL.certificate("certificate"));
        } catch (MalformedMessage notTheFormatOfThisTest) {
            assertThat(notTheFormatOfThisTest).hasMessageMatching("\\S.*");
        } catch (AuthenticationFailed refused) {
            assertThat(refused.getMessage()).isNotBlank().doesNotContainPattern("\\R");
        }
    }
}
