package org.waywiser.protocol.ike;

import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.waywiser.security.ike.DhGroup;
import org.waywiser.security.ike.ProposalText;
import org.waywiser.security.ike.auth.Identities;
import org.waywiser.wire.Octets;
import org.waywiser.wire.ike.Authentication;
import org.waywiser.wire.ike.Certificate;
import org.waywiser.wire.ike.CertificateRequest;
import org.waywiser.wire.ike.Delete;
import org.waywiser.wire.ike.IdType;
import org.waywiser.wire.ike.Identification;
import org.waywiser.wire.ike.IdentificationPayload;
import org.waywiser.wire.ike.IkeMessage;
import org.waywiser.wire.ike.IkePayload;
import org.waywiser.wire.ike.KeyExchange;
import org.waywiser.wire.ike.Nonce;
import org.waywiser.wire.ike.Notify;
import org.waywiser.wire.ike.NotifyType;
import org.waywiser.wire.ike.SecurityAssociation;
import org.waywiser.wire.ike.TrafficSelector;
import org.waywiser.wire.ike.TrafficSelectors;

/** One line about a message for whoever looks on. Of keys, nonces, proofs and cookies it tells the length alone. */
final class MessageText {
    private MessageText() {}

    /** @param payloads in place of those of the message, where they were sealed */
    static String of(IkeMessage message, List<IkePayload> payloads) {
        return "%s %s %d, SPIs %016x %016x: %s"
                .formatted(
                        message.exchange(),
                        message.response() ? "response" : "request",
                        message.messageId(),
                        message.spiI(),
                        message.spiR(),
                        payloads.isEmpty()
                                ? "nothing"
                                : payloads.stream().map(MessageText::of).collect(Collectors.joining(" ")));
    }

    private static String of(IkePayload payload) {
        return payload.type()
                + switch (payload) {
                    case SecurityAssociation sa -> "(" + ProposalText.of(sa) + ")";
                    case KeyExchange ke -> "(" + group(ke.group()) + ", " + octets(ke.data()) + ")";
                    case Nonce nonce -> "(" + octets(nonce.data()) + ")";
                    case IdentificationPayload id -> "(" + Identities.text(id.identification()) + ")";
                    case Certificate c -> "(" + c.encoding() + ", " + octets(c.data()) + ")";
                    case CertificateRequest c ->
                        "(" + c.encoding() + ", " + c.authorities().length() / 20 + " authorities)";
                    case Authentication auth -> "(" + auth.method() + ", " + octets(auth.data()) + ")";
                    case Notify notify -> "(" + of(notify) + ")";
                    case Delete delete -> "(" + of(delete) + ")";
                    case TrafficSelectors ts ->
                        ts.selectors().stream().map(MessageText::of).collect(Collectors.joining(" ", "(", ")"));
                    default -> "";
                };
    }

    private static String of(Notify notify) {
        var type = notify.notifyType();
        var data = notify.data();
        String spi = notify.spi().length() == 0 ? "" : " " + notify.protocol() + " " + hex(notify.spi());
        if (type.equals(NotifyType.INVALID_KE_PAYLOAD) && data.length() == 2) {
            return type + spi + ": " + group(u16(data, 0));
        }
        if (type.equals(NotifyType.SIGNATURE_HASH_ALGORITHMS)) {
            return IntStream.range(0, data.length() / 2)
                    .mapToObj(i -> String.valueOf(u16(data, 2 * i)))
                    .collect(Collectors.joining(" ", type + ": ", ""));
        }
        return type + spi + (data.length() == 0 ? "" : ", " + octets(data));
    }

    private static String of(Delete delete) {
        return delete.protocol()
                + delete.spis().stream()
                        .map(MessageText::hex)
                        .collect(Collectors.joining(" ", " ", ""))
                        .stripTrailing();
    }

    private static String of(TrafficSelector selector) {
        return switch (selector) {
            case TrafficSelector.Range r ->
                "%s-%s protocol %d ports %d-%d"
                        .formatted(
                                address(r.startAddress()),
                                address(r.endAddress()),
                                r.protocol(),
                                r.startPort(),
                                r.endPort());
            case TrafficSelector.Unknown u -> "selector of type " + u.type();
        };
    }

    private static String group(int number) {
        return DhGroup.of(number).map(DhGroup::keyword).orElse("group " + number);
    }

    private static String address(Octets octets) {
        return Identities.text(new Identification(octets.length() == 4 ? IdType.IPV4_ADDR : IdType.IPV6_ADDR, octets));
    }

    private static String hex(Octets octets) {
        return HexFormat.of().formatHex(octets.toByteArray());
    }

    private static String octets(Octets data) {
        return data.length() + " octets";
    }

    private static int u16(Octets data, int index) {
        return data.at(index) << 8 | data.at(index + 1);
    }
}
