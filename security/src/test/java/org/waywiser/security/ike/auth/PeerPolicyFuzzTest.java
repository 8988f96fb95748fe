package org.waywiser.security.ike.auth;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import org.waywiser.security.ike.Prf;
import org.waywiser.testkit.Rfc;
import org.waywiser.wire.Octets;
import org.waywiser.wire.ike.AuthMethod;
import org.waywiser.wire.ike.Authentication;
import org.waywiser.wire.ike.IdType;
import org.waywiser.wire.ike.Identification;

/** Whatever a peer sends as identity, certificate and signature, the answer is AuthenticationFailed or a sound proof. */
@Rfc(value = 7296, section = "3.6")
class PeerPolicyFuzzTest {
    private static final PeerVerifier VERIFIER = verifier();

    @FuzzTest
    void refusesOrAccepts(FuzzedDataProvider data) {
        int type = data.consumeInt(0, 15);
        Octets name = Octets.of(data.consumeBytes(64));
        int method = data.consumeInt(0, 15);
        Octets signature = Octets.of(data.consumeBytes(200));
        boolean two = data.consumeBoolean();
        Octets certificate = Octets.of(data.consumeRemainingAsBytes());
        var claimed = new Identification(new IdType(type), name);
        var auth = new Authentication(new AuthMethod(method), signature);
        if (Identities.text(claimed).contains("\n")) throw new AssertionError("more than one line");
        try {
            VERIFIER.verify(
                    claimed,
                    two ? List.of(certificate, certificate) : List.of(certificate),
                    auth,
                    new byte[8],
                    Prf.HMAC_SHA2_256,
                    TestCertificates.NOW);
        } catch (AuthenticationFailed e) {
            if (e.getMessage().contains("\n")) throw new AssertionError("more than one line", e);
        }
    }

    private static PeerVerifier verifier() {
        try {
            var authority = TestCertificates.root("CN=Laboratory").certificate();
            return PeerPolicy.certificates(new TrustedAuthorities(List.of(authority)));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
