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
import org.waywiser.wire.ike.EncryptedFragment;
import org.waywiser.wire.ike.IkeMessage;
import org.waywiser.wire.ike.IkePayload;
import org.waywiser.wire.ike.PayloadChain;
import org.waywiser.wire.ike.PayloadType;

/** Puts payloads into an Encrypted payload or a fragment and takes them out. RFC 7296 §3.14, RFC 5282 §5.1, RFC 7383 §2.5. */
final class Protection {
    private Protection() {}

    /** The message with its payloads sealed. */
    static Octets seal(IkeMessage message, PayloadCipher cipher) {
        var chain = new WireWriter();
        PayloadChain.write(message.payloads(), chain);
        byte[] payloads = chain.toByteArray();
        var body = Octets.zeros(cipher.sealedLength(payloads.length));
        return seal(message, new Encrypted(PayloadChain.first(message.payloads()), body), body, payloads, cipher);
    }

    /** One fragment of the message. RFC 7383 §2.5: the same header, but for the length. */
    static Octets sealFragment(
            IkeMessage message, PayloadType next, int number, int total, byte[] content, PayloadCipher cipher) {
        var body = Octets.zeros(cipher.sealedLength(content.length));
        return seal(message, new EncryptedFragment(next, number, total, body), body, content, cipher);
    }

    private static Octets seal(IkeMessage message, IkePayload last, Octets body, byte[] content, PayloadCipher cipher) {
        byte[] frame = with(message, last).toByteArray();
        byte[] associated = Arrays.copyOf(frame, frame.length - body.length());
        byte[] sealed = cipher.seal(associated, content);
        System.arraycopy(sealed, 0, frame, associated.length, sealed.length);
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
        return inside(sk.firstPayload(), open(octets, sk.body(), cipher));
    }

    /**
     * What is sealed in the last payload of a message.
     *
     * @param body with which the message ends
     * @throws MalformedMessage if the check is right and the padding is not
     */
    static byte[] open(Octets octets, Octets body, PayloadCipher cipher) throws NotAuthentic, MalformedMessage {
        byte[] associated = octets.slice(0, octets.length() - body.length()).toByteArray();
        return cipher.open(associated, body.toByteArray());
    }

    /** The payloads of a whole message, decrypted. */
    static List<IkePayload> inside(PayloadType first, byte[] payloads) throws MalformedMessage {
        var inside = PayloadChain.read(first, WireReader.of(payloads));
        // RFC 7296 §3.1: no Encrypted payload in another
        if (inside.stream().anyMatch(p -> p instanceof Encrypted || p instanceof EncryptedFragment)) {
            throw new MalformedMessage("SK inside SK");
        }
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
