package org.waywiser.wire.ike;

import java.util.List;
import java.util.Optional;
import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.WireReader;
import org.waywiser.wire.WireWriter;

/**
 * A message in the clear, or one whose last payload is {@link Encrypted}. RFC 7296 §3.1.
 *
 * @param initiator whether the sender is the original initiator of the IKE SA
 * @param messageId unsigned 32 bits
 */
public record IkeMessage(
        long spiI,
        long spiR,
        ExchangeType exchange,
        boolean initiator,
        boolean response,
        long messageId,
        List<IkePayload> payloads) {
    public IkeMessage {
        payloads = List.copyOf(payloads);
    }

    /** Reads one UDP datagram without non-ESP marker; the version is not looked at. */
    public static IkeMessage read(byte[] message) throws MalformedMessage {
        var in = WireReader.of(message);
        var header = IkeHeader.read(in);
        if (header.length() != message.length) {
            throw new MalformedMessage("length field " + header.length() + " in " + message.length + " octets");
        }
        var payloads = PayloadChain.read(header.firstPayload(), in);
        return new IkeMessage(
                header.spiI(),
                header.spiR(),
                header.exchange(),
                header.initiator(),
                header.response(),
                header.messageId(),
                payloads);
    }

    public byte[] toByteArray() {
        var out = new WireWriter();
        int flags = (initiator ? IkeHeader.INITIATOR : 0) | (response ? IkeHeader.RESPONSE : 0);
        var first = PayloadChain.first(payloads);
        new IkeHeader(spiI, spiR, first, IkeHeader.VERSION_2_0, exchange, flags, messageId, 0).write(out);
        PayloadChain.write(payloads, out);
        out.u32At(IkeHeader.LENGTH_POSITION, out.length());
        return out.toByteArray();
    }

    /** The first payload of a class, if there is one. */
    public <T extends IkePayload> Optional<T> first(Class<T> kind) {
        return all(kind).stream().findFirst();
    }

    /** All payloads of a class, in order. */
    public <T extends IkePayload> List<T> all(Class<T> kind) {
        return payloads.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /** The first Notify payload of a type, if there is one. */
    public Optional<Notify> notification(NotifyType type) {
        return all(Notify.class).stream()
                .filter(n -> n.notifyType().equals(type))
                .findFirst();
    }
}
