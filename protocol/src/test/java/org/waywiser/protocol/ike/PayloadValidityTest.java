package org.waywiser.protocol.ike;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.waywiser.security.ike.IkeProposals;
import org.waywiser.testkit.Rfc;
import org.waywiser.wire.Octets;
import org.waywiser.wire.ike.CertificateEncoding;
import org.waywiser.wire.ike.CertificateRequest;
import org.waywiser.wire.ike.Delete;
import org.waywiser.wire.ike.IdType;
import org.waywiser.wire.ike.Identification;
import org.waywiser.wire.ike.IdentificationPayload;
import org.waywiser.wire.ike.IkePayload;
import org.waywiser.wire.ike.KeyExchange;
import org.waywiser.wire.ike.Nonce;
import org.waywiser.wire.ike.Notify;
import org.waywiser.wire.ike.NotifyType;
import org.waywiser.wire.ike.PayloadType;
import org.waywiser.wire.ike.ProtocolId;
import org.waywiser.wire.ike.SecurityAssociation;
import org.waywiser.wire.ike.TrafficSelector;
import org.waywiser.wire.ike.TrafficSelectors;

class PayloadValidityTest {
    @Test
    @Rfc(value = 7296, section = "3.9")
    void noncesHave16To256Octets() {
        assertValid(new Nonce(Octets.zeros(16)), new Nonce(Octets.zeros(256)));
        assertInvalid(new Nonce(Octets.EMPTY), new Nonce(Octets.zeros(15)), new Nonce(Octets.zeros(257)));
    }

    @Test
    @Rfc(value = 7296, section = "3.4")
    void publicValuesHaveTheLengthOfTheirGroupIfWeKnowIt() {
        assertValid(
                new KeyExchange(31, Octets.zeros(32)),
                new KeyExchange(19, Octets.zeros(64)),
                new KeyExchange(5, Octets.zeros(1)));
        assertInvalid(new KeyExchange(31, Octets.zeros(33)), new KeyExchange(19, Octets.zeros(65)));
    }

    @Test
    @Rfc(value = 7296, section = "3.3")
    void anSaHasAProposal() {
        assertValid(IkeProposals.DEFAULT.offer());
        assertInvalid(new SecurityAssociation(List.of()));
    }

    @Test
    @Rfc(value = 7296, section = "3.5")
    void identitiesHaveTheShapeOfTheirType() {
        assertValid(
                id(IdType.IPV4_ADDR, "c0000201"),
                id(IdType.IPV6_ADDR, "20010db8000000000000000000000001"),
                id(IdType.FQDN, "612e62"),
                id(IdType.RFC822_ADDR, "614062"),
                id(IdType.KEY_ID, "00ff"));
        assertInvalid(
                id(IdType.IPV4_ADDR, "c00002"),
                id(IdType.IPV6_ADDR, "c0000201"),
                id(IdType.FQDN, "612e6200"),
                id(IdType.FQDN, "610d0a"),
                id(IdType.RFC822_ADDR, "61406200"));
    }

    @Test
    @Rfc(value = 7296, section = "3.7")
    void certificateRequestsHoldWholeHashes() {
        assertValid(request(4, 0), request(4, 20), request(4, 60), request(13, 7));
        assertInvalid(request(4, 19), request(4, 21));
    }

    @Test
    @Rfc(value = 7296, section = "3.10")
    void notifiesHoldAsMuchAsTheirTypeWants() {
        assertValid(
                notify(NotifyType.UNSUPPORTED_CRITICAL_PAYLOAD, 1),
                notify(NotifyType.INVALID_KE_PAYLOAD, 2),
                notify(NotifyType.COOKIE, 1),
                notify(NotifyType.COOKIE, 64),
                notify(NotifyType.NAT_DETECTION_SOURCE_IP, 20),
                notify(NotifyType.SIGNATURE_HASH_ALGORITHMS, 6),
                notify(new NotifyType(40_960), 3));
        assertInvalid(
                notify(NotifyType.UNSUPPORTED_CRITICAL_PAYLOAD, 0),
                notify(NotifyType.INVALID_KE_PAYLOAD, 1),
                notify(NotifyType.COOKIE, 0),
                notify(NotifyType.COOKIE, 65),
                notify(NotifyType.NAT_DETECTION_SOURCE_IP, 19),
                notify(NotifyType.NAT_DETECTION_DESTINATION_IP, 32),
                notify(NotifyType.SIGNATURE_HASH_ALGORITHMS, 3));
    }

    @Test
    @Rfc(value = 7296, section = "3.11")
    void deletesNameChildrenByFourOctetsAndTheIkeSaByNone() {
        assertValid(Delete.IKE_SA, new Delete(ProtocolId.ESP, 4, List.of(Octets.zeros(4))));
        assertInvalid(
                new Delete(ProtocolId.IKE, 8, List.of(Octets.zeros(8))),
                new Delete(ProtocolId.IKE, 4, List.of()),
                new Delete(ProtocolId.AH, 8, List.of(Octets.zeros(8))));
    }

    @Test
    @Rfc(value = 7296, section = "3.13.1")
    void trafficSelectorsAreThereAndTheirPortsInOrderOrOpaque() {
        assertValid(selectors(range(9, 9)), selectors(range(0, 65535)), selectors(range(65535, 0)));
        assertInvalid(
                new TrafficSelectors(PayloadType.TSI, List.of()),
                selectors(range(10, 9)),
                selectors(range(9, 9), range(65535, 1)));
    }

    private static TrafficSelectors selectors(TrafficSelector... selectors) {
        return new TrafficSelectors(PayloadType.TSR, List.of(selectors));
    }

    private static TrafficSelector range(int startPort, int endPort) {
        return new TrafficSelector.Range(17, startPort, endPort, Octets.zeros(4), Octets.zeros(4));
    }

    private static void assertValid(IkePayload... payloads) {
        assertThat(PayloadValidity.problem(List.of(payloads))).isEmpty();
    }

    private static void assertInvalid(IkePayload... payloads) {
        assertThat(payloads)
                .allSatisfy(p -> assertThat(PayloadValidity.problem(List.of(p))).isPresent());
    }

    private static IkePayload id(IdType type, String hex) {
        return IdentificationPayload.of(PayloadType.IDI, new Identification(type, Octets.hex(hex)));
    }

    private static IkePayload request(int encoding, int length) {
        return new CertificateRequest(new CertificateEncoding(encoding), Octets.zeros(length));
    }

    private static IkePayload notify(NotifyType type, int length) {
        return Notify.of(type, Octets.zeros(length));
    }
}
