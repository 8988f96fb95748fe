package org.waywiser.protocol.ike;

import java.util.List;
import java.util.Optional;
import org.waywiser.security.ike.DhGroup;
import org.waywiser.wire.Octets;
import org.waywiser.wire.ike.CertificateEncoding;
import org.waywiser.wire.ike.CertificateRequest;
import org.waywiser.wire.ike.Delete;
import org.waywiser.wire.ike.Identification;
import org.waywiser.wire.ike.IdentificationPayload;
import org.waywiser.wire.ike.IkePayload;
import org.waywiser.wire.ike.KeyExchange;
import org.waywiser.wire.ike.Nonce;
import org.waywiser.wire.ike.Notify;
import org.waywiser.wire.ike.ProtocolId;
import org.waywiser.wire.ike.SecurityAssociation;
import org.waywiser.wire.ike.TrafficSelector;
import org.waywiser.wire.ike.TrafficSelectors;

/** Whether the values of a payload are within their ranges. RFC 7296 §3.3 to §3.13. */
final class PayloadValidity {
    private static final int LEAST_NONCE = 16;
    private static final int MOST_NONCE = 256;
    private static final int MOST_COOKIE = 64;
    private static final int SHA_1 = 20;
    private static final int CHILD_SPI = 4;

    private PayloadValidity() {}

    /** The first value out of range, if there is one. */
    static Optional<String> problem(List<IkePayload> payloads) {
        return payloads.stream().flatMap(p -> problem(p).stream()).findFirst();
    }

    private static Optional<String> problem(IkePayload payload) {
        return switch (payload) {
            case SecurityAssociation sa -> wrong(sa.proposals().isEmpty(), "SA without proposal");
            case KeyExchange ke -> problem(ke);
            case IdentificationPayload id -> problem(id.identification());
            case CertificateRequest request ->
                wrong(
                        request.encoding().equals(CertificateEncoding.X509_SIGNATURE)
                                && request.authorities().length() % SHA_1 != 0,
                        "CERTREQ with a part of a hash");
            case Nonce nonce ->
                wrong(
                        nonce.data().length() < LEAST_NONCE || nonce.data().length() > MOST_NONCE,
                        "nonce of " + nonce.data().length() + " octets");
            case Notify notify -> problem(notify);
            case Delete delete -> problem(delete);
            case TrafficSelectors ts ->
                wrong(ts.selectors().isEmpty(), ts.type() + " without selector")
                        .or(() -> ts.selectors().stream()
                                .flatMap(s -> problem(s).stream())
                                .findFirst());
            default -> Optional.empty();
        };
    }

    private static Optional<String> problem(KeyExchange ke) {
        var length = DhGroup.of(ke.group()).map(DhGroup::publicLength);
        return wrong(
                length.isPresent() && length.get() != ke.data().length(),
                "KE of group " + ke.group() + " with " + ke.data().length() + " octets");
    }

    private static Optional<String> problem(Identification id) {
        int length = id.data().length();
        return switch (id.type().number()) {
            case 1 -> wrong(length != 4, "IPv4 address of " + length + " octets");
            case 5 -> wrong(length != 16, "IPv6 address of " + length + " octets");
            // RFC 7296 §3.5: no terminators
            case 2, 3 -> wrong(holdsTerminator(id.data()), id.type() + " with a terminator");
            default -> Optional.empty();
        };
    }

    private static boolean holdsTerminator(Octets name) {
        for (int i = 0; i < name.length(); i++) {
            if (name.at(i) == 0 || name.at(i) == '\r' || name.at(i) == '\n') return true;
        }
        return false;
    }

    private static Optional<String> problem(Notify notify) {
        int length = notify.data().length();
        boolean wrong = switch (notify.notifyType().number()) {
            case 1 -> length != 1; // UNSUPPORTED_CRITICAL_PAYLOAD
            case 17 -> length != 2; // INVALID_KE_PAYLOAD
            case 16388, 16389 -> length != SHA_1; // NAT_DETECTION_*_IP
            case 16390 -> length < 1 || length > MOST_COOKIE; // COOKIE
            case 16431 -> length % 2 != 0; // SIGNATURE_HASH_ALGORITHMS
            default -> false;
        };
        return wrong(wrong, notify.notifyType() + " with " + length + " octets");
    }

    private static Optional<String> problem(Delete delete) {
        if (delete.protocol().equals(ProtocolId.IKE)) {
            return wrong(delete.spiSize() != 0 || !delete.spis().isEmpty(), "Delete of the IKE SA with SPIs");
        }
        return wrong(delete.spiSize() != CHILD_SPI, "Delete of a child SA with SPIs of " + delete.spiSize());
    }

    private static Optional<String> problem(TrafficSelector selector) {
        if (!(selector instanceof TrafficSelector.Range range)) return Optional.empty();
        boolean opaque = range.startPort() == TrafficSelector.Range.LAST_PORT && range.endPort() == 0;
        return wrong(
                range.startPort() > range.endPort() && !opaque,
                "traffic selector of ports " + range.startPort() + " to " + range.endPort());
    }

    private static Optional<String> wrong(boolean wrong, String what) {
        return wrong ? Optional.of(what) : Optional.empty();
    }
}
