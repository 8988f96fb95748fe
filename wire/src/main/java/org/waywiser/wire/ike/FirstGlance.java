package org.waywiser.wire.ike;

import java.util.Optional;
import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.Octets;
import org.waywiser.wire.WireReader;

/**
 * What a responder reads of an IKE_SA_INIT request before it believes the source address: nothing that costs it. RFC 7296 §2.6.
 *
 * @param ni nonce of the initiator
 * @param cookie that the initiator sends back, if there is one
 */
public record FirstGlance(Octets ni, Optional<Octets> cookie) {
    /** More than any request has; who sends more is not worth the time. */
    private static final int MOST_PAYLOADS = 64;

    /**
     * Walks along the generic headers, and reads only the nonce and a cookie.
     *
     * @param message one UDP datagram without non-ESP marker
     * @throws MalformedMessage if the payloads do not add up, or there is no nonce
     */
    public static FirstGlance read(Octets message) throws MalformedMessage {
        var in = WireReader.of(message);
        var header = IkeHeader.read(in);
        if (header.length() != message.length()) throw new MalformedMessage("length field " + header.length());
        Optional<Octets> ni = Optional.empty();
        Optional<Octets> cookie = Optional.empty();
        var type = header.firstPayload();
        for (int count = 0; !type.equals(PayloadType.NONE); count++) {
            if (count == MOST_PAYLOADS) throw new MalformedMessage("more than " + MOST_PAYLOADS + " payloads");
            var next = new PayloadType(in.u8());
            in.skip(1); // critical bit and reserved ones
            var body = in.sub(in.u16() - PayloadChain.HEADER);
            if (type.equals(PayloadType.NONCE))
                ni = Optional.of(Nonce.read(body).data());
            if (type.equals(PayloadType.NOTIFY) && cookie.isEmpty()) {
                var notify = Notify.read(body);
                if (notify.notifyType().equals(NotifyType.COOKIE)) cookie = Optional.of(notify.data());
            }
            type = next;
        }
        in.end();
        if (ni.isEmpty()) throw new MalformedMessage("no nonce");
        return new FirstGlance(ni.get(), cookie);
    }
}
