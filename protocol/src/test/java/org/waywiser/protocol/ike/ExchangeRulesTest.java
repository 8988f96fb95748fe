package org.waywiser.protocol.ike;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.waywiser.testkit.Rfc;
import org.waywiser.wire.Octets;
import org.waywiser.wire.ike.AuthMethod;
import org.waywiser.wire.ike.Authentication;
import org.waywiser.wire.ike.Certificate;
import org.waywiser.wire.ike.CertificateEncoding;
import org.waywiser.wire.ike.CertificateRequest;
import org.waywiser.wire.ike.Delete;
import org.waywiser.wire.ike.IdentificationPayload;
import org.waywiser.wire.ike.IkePayload;
import org.waywiser.wire.ike.KeyExchange;
import org.waywiser.wire.ike.Nonce;
import org.waywiser.wire.ike.Notify;
import org.waywiser.wire.ike.NotifyType;
import org.waywiser.wire.ike.OpaquePayload;
import org.waywiser.wire.ike.PayloadType;
import org.waywiser.wire.ike.SecurityAssociation;
import org.waywiser.wire.ike.TrafficSelectors;
import org.waywiser.wire.ike.VendorId;

@Rfc(value = 7296, section = "1.2")
@Rfc(value = 7296, section = "1.4")
class ExchangeRulesTest {
    /** Message, its payloads as the figure has them, all in the clear (c) or all inside SK (s). */
    @ParameterizedTest
    @CsvSource({
        "IKE_SA_INIT_REQUEST,c,33 34 40",
        "IKE_SA_INIT_REQUEST,c,41 33 34 40 41 41 43",
        "IKE_SA_INIT_RESPONSE,c,33 34 40",
        "IKE_SA_INIT_RESPONSE,c,33 34 40 41 41 38 43",
        "IKE_SA_INIT_REFUSAL,c,41",
        "IKE_AUTH_REQUEST,s,35 39",
        "IKE_AUTH_REQUEST,s,35 37 37 38 36 39 33 44 45 41 43",
        "IKE_AUTH_REQUEST,s,35 38 36 33 44 45",
        "IKE_AUTH_RESPONSE,s,36 39",
        "IKE_AUTH_RESPONSE,s,36 37 37 39 47 33 44 45 41 43",
        "IKE_AUTH_REFUSAL,s,41",
        "INFORMATIONAL,s,''",
        "INFORMATIONAL,s,41 42 42 47",
        "CREATE_CHILD_SA_REQUEST,s,33 40 34 44 45"
    })
    void theMessagesOfTheFiguresAreAllowed(ExchangeRules rules, char place, String types) {
        var payloads = payloads(types);
        assertThat(place == 'c' ? rules.violation(payloads, List.of()) : rules.violation(List.of(), payloads))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "IKE_SA_INIT_REQUEST,34 40,'',SA is missing",
        "IKE_SA_INIT_REQUEST,33 40,'',KE is missing",
        "IKE_SA_INIT_REQUEST,33 34,'',Nonce is missing",
        "IKE_SA_INIT_REQUEST,33 33 34 40,'',SA is there 2 times",
        "IKE_SA_INIT_REQUEST,33 34 40 40,'',Nonce is there 2 times",
        "IKE_SA_INIT_REQUEST,33 34,40,Nonce inside SK",
        "IKE_SA_INIT_RESPONSE,33 34,'',Nonce is missing",
        "IKE_SA_INIT_REFUSAL,'','',N is missing",
        "IKE_AUTH_REQUEST,'',39,IDi is missing",
        "IKE_AUTH_REQUEST,'',35 35 39,IDi is there 2 times",
        "IKE_AUTH_REQUEST,'',35 39 39,AUTH is there 2 times",
        "IKE_AUTH_REQUEST,35,39,IDi in the clear",
        "IKE_AUTH_REQUEST,39,35 39,AUTH in the clear",
        "IKE_AUTH_REQUEST,'',35 39 37 37 37 37 37 37 37 37 37,CERT is there 9 times",
        "IKE_AUTH_RESPONSE,'',36,AUTH is missing",
        "IKE_AUTH_RESPONSE,'',39,IDr is missing",
        "IKE_AUTH_REFUSAL,41,'',N in the clear",
        "INFORMATIONAL,42,'',D in the clear"
    })
    void whatIsMissingTooOftenOrInTheWrongPlaceIsNamed(
            ExchangeRules rules, String clear, String sealed, String violation) {
        assertThat(rules.violation(payloads(clear), payloads(sealed))).contains(violation);
    }

    @Test
    @Rfc(value = 7296, section = "2.5")
    void payloadsOfNoRowAreIgnored() {
        assertThat(ExchangeRules.INFORMATIONAL.violation(payloads("40 200"), payloads("33 48 200")))
                .isEmpty();
    }

    private static List<IkePayload> payloads(String types) {
        var payloads = new ArrayList<IkePayload>();
        for (String type : types.split(" ", -1)) if (!type.isEmpty()) payloads.add(payload(Integer.parseInt(type)));
        return payloads;
    }

    private static IkePayload payload(int type) {
        return switch (type) {
            case 33 -> new SecurityAssociation(List.of());
            case 34 -> new KeyExchange(31, Octets.zeros(32));
            case 35, 36 -> IdentificationPayload.of(new PayloadType(type), Ends.ALICE);
            case 37 -> new Certificate(CertificateEncoding.X509_SIGNATURE, Octets.EMPTY);
            case 38 -> new CertificateRequest(CertificateEncoding.X509_SIGNATURE, Octets.EMPTY);
            case 39 -> new Authentication(AuthMethod.SHARED_KEY, Octets.EMPTY);
            case 40 -> new Nonce(Octets.zeros(16));
            case 41 -> Notify.of(NotifyType.INITIAL_CONTACT);
            case 42 -> Delete.IKE_SA;
            case 43 -> new VendorId(Octets.EMPTY);
            case 44, 45 -> new TrafficSelectors(new PayloadType(type), List.of());
            default -> new OpaquePayload(new PayloadType(type), false, Octets.EMPTY);
        };
    }
}
