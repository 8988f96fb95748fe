package org.waywiser.wire.ike;

import java.util.ArrayList;
import java.util.List;
import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.WireReader;
import org.waywiser.wire.WireWriter;

/** Payloads one after the other, each naming the type of the next. RFC 7296 §3.2. */
public final class PayloadChain {
    public static final int HEADER = 4;

    private static final int CRITICAL = 0x80;
    private static final int MAXIMUM_LENGTH = 0xffff;

    private PayloadChain() {}

    /** Type of the first payload, for the field that announces it. */
    public static PayloadType first(List<IkePayload> payloads) {
        return payloads.isEmpty() ? PayloadType.NONE : payloads.getFirst().type();
    }

    /** Reads to the end of the input; an Encrypted payload or fragment of one has to be the last. */
    public static List<IkePayload> read(PayloadType first, WireReader in) throws MalformedMessage {
        var payloads = new ArrayList<IkePayload>();
        var type = first;
        while (!type.equals(PayloadType.NONE)) {
            var next = new PayloadType(in.u8());
            boolean critical = (in.u8() & CRITICAL) != 0;
            var body = in.sub(in.u16() - HEADER);
            if (type.equals(PayloadType.SK)) {
                payloads.add(Encrypted.read(next, body));
                break;
            }
            if (type.equals(PayloadType.SKF)) {
                payloads.add(EncryptedFragment.read(next, body));
                break;
            }
            payloads.add(payload(type, critical, body));
            type = next;
        }
        in.end();
        return List.copyOf(payloads);
    }

    private static IkePayload payload(PayloadType type, boolean critical, WireReader in) throws MalformedMessage {
        return switch (type.number()) {
            case 33 -> SecurityAssociation.read(in);
            case 34 -> KeyExchange.read(in);
            case 35, 36 -> IdentificationPayload.read(type, in);
            case 37 -> Certificate.read(in);
            case 38 -> CertificateRequest.read(in);
            case 39 -> Authentication.read(in);
            case 40 -> Nonce.read(in);
            case 41 -> Notify.read(in);
            case 42 -> Delete.read(in);
            case 43 -> VendorId.read(in);
            case 44, 45 -> TrafficSelectors.read(type, in);
            default -> OpaquePayload.read(type, critical, in);
        };
    }

    /** Writes the payloads in order. The critical bit is set only on unknown types: RFC 7296 §3.2. */
    public static void write(List<IkePayload> payloads, WireWriter out) {
        for (int i = 0; i < payloads.size(); i++) {
            var payload = payloads.get(i);
            var next = switch (payload) {
                case Encrypted sk -> sk.firstPayload();
                case EncryptedFragment skf -> skf.firstPayload();
                default -> i + 1 < payloads.size() ? payloads.get(i + 1).type() : PayloadType.NONE;
            };
            boolean critical = payload instanceof OpaquePayload opaque && opaque.unsupported();
            int start = out.length();
            out.u8(next.number()).u8(critical ? CRITICAL : 0).u16(0);
            payload.write(out);
            int length = out.length() - start;
            if (length > MAXIMUM_LENGTH) throw new IllegalArgumentException(payload.type() + " of " + length);
            out.u16At(start + 2, length);
        }
    }
}
