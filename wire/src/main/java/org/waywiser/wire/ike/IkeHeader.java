package org.waywiser.wire.ike;

import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.WireReader;
import org.waywiser.wire.WireWriter;

/**
 * Fixed header of every IKE message. RFC 7296 §3.1.
 *
 * @param spiI SPI of the original initiator, all 64 bits
 * @param spiR SPI of the original responder, zero while unknown
 * @param version major version in the high four bits, minor version in the low four
 * @param flags as received; see {@link #initiator()} and {@link #response()}
 * @param messageId unsigned 32 bits
 * @param length octets of the whole message, header included
 */
public record IkeHeader(
        long spiI,
        long spiR,
        PayloadType firstPayload,
        int version,
        ExchangeType exchange,
        int flags,
        long messageId,
        long length) {
    public static final int LENGTH = 28;
    public static final int VERSION_2_0 = 0x20;

    static final int INITIATOR = 0x08;
    static final int RESPONSE = 0x20;
    static final int LENGTH_POSITION = 24;

    public static IkeHeader read(WireReader in) throws MalformedMessage {
        return new IkeHeader(
                in.u64(),
                in.u64(),
                new PayloadType(in.u8()),
                in.u8(),
                new ExchangeType(in.u8()),
                in.u8(),
                in.u32(),
                in.u32());
    }

    public void write(WireWriter out) {
        out.u64(spiI)
                .u64(spiR)
                .u8(firstPayload.number())
                .u8(version)
                .u8(exchange.number())
                .u8(flags)
                .u32(messageId)
                .u32(length);
    }

    public int majorVersion() {
        return version >>> 4;
    }

    /** Whether the sender is the original initiator of the IKE SA. */
    public boolean initiator() {
        return (flags & INITIATOR) != 0;
    }

    public boolean response() {
        return (flags & RESPONSE) != 0;
    }
}
