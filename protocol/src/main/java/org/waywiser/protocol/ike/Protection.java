package org.waywiser.protocol.ike;

import java.util.Arrays;
import java.util.List;
import org.waywiser.security.ike.NotAuthentic;
import org.waywiser.security.ike.PayloadCipher;
import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.Octets;
import org.waywiser.wire.WireReader;
import org.waywiser.wire.WireWriter;
import org.waywiser.wire.ike.Encrypted;
import org.waywiser.wire.ike.IkeMessage;
import org.waywiser.wire.ike.IkePayload;
import org.waywiser.wire.ike.PayloadChain;

/** Puts payloads into an Encrypted payload and takes them out. RFC 7296 §3.14, RFC 5282 §5.1. */
final class Protection {
    private Protection() {}

    /** The message with its payloads sealed. */
    static Octets seal(IkeMessage message, PayloadCipher cipher) {
        var chain = new WireWriter();
        PayloadChain.write(message.payloads(), chain);
        byte[] payloads = chain.toByteArray();
        int length = cipher.sealedLength(payloads.length);
        var sk = new Encrypted(PayloadChain.first(message.payloads()), Octets.zeros(length));
        byte[] frame = with(message, sk).toByteArray();
        byte[] associated = Arrays.copyOf(frame, frame.length - length);
        byte[] sealed = cipher.seal(associated, payloads);
        System.arraycopy(sealed, 0, frame, associated.length, length);
        return Octets.of(frame);
    }

    /**
     * The payloads inside.
     *
     * @param octets of the whole message, which ends with the Encrypted payload
     * @throws MalformedMessage if the check is right and the contents are not
     */
    static List<IkePayload> open(Octets octets, Encrypted sk, PayloadCipher cipher)
            throws NotAuthentic, MalformedMessage {
        byte[] associated =
                octets.slice(0, octets.length() - sk.body().length()).toByteArray();
        byte[] payloads = cipher.open(associated, sk.body().toByteArray());
        var inside = PayloadChain.read(sk.firstPayload(), WireReader.of(payloads));
        // RFC 7296 §3.1: no Encrypted payload in another
        if (inside.stream().anyMatch(Encrypted.class::isInstance)) throw new MalformedMessage("SK inside SK");
        return inside;
    }

    private static IkeMessage with(IkeMessage message, IkePayload only) {
        return new IkeMessage(
                message.spiI(),
                message.spiR(),
                message.exchange(),
                message.initiator(),
                message.response(),
                message.messageId(),
                List.of(only));
    }
}
