package org.waywiser.wire.control;

import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.WireReader;
import org.waywiser.wire.WireWriter;

/**
 * Names a security association in the greetings of draft-ietf-ippm-ipsec-01 §4.2, 12 octets.
 *
 * @param protocol 1 IKE, 2 AH, 3 ESP, 0 none (RFC 7296 §3.3.1), 32 bits
 * @param spiI of AH and ESP the SPI by which the initiator of the exchange receives; of IKE the first 32 bits of its SPI
 * @param spiR the same of the responder
 */
public record SaName(int protocol, int spiI, int spiR) {
    public static final int LENGTH = 12;
    public static final int IKE = 1;
    public static final int AH = 2;
    public static final int ESP = 3;

    /** Of a Server that has no SA with its client. */
    public static final SaName NONE = new SaName(0, 0, 0);

    /** The name of an IKE SA, of which half of each SPI has room. */
    public static SaName ofIke(long spiI, long spiR) {
        return new SaName(IKE, (int) (spiI >>> 32), (int) (spiR >>> 32));
    }

    static SaName read(WireReader in) throws MalformedMessage {
        return new SaName((int) in.u32(), (int) in.u32(), (int) in.u32());
    }

    void write(WireWriter out) {
        out.u32(protocol & 0xffff_ffffL).u32(spiI & 0xffff_ffffL).u32(spiR & 0xffff_ffffL);
    }

    public boolean isNone() {
        return equals(NONE);
    }

    /** For reports and logs, such as {@code ESP SPIi 06b576fd SPIr c2a1f0e4}. */
    @Override
    public String toString() {
        String name = switch (protocol) {
            case 0 -> "no SA";
            case IKE -> "IKE";
            case AH -> "AH";
            case ESP -> "ESP";
            default -> "protocol " + Integer.toUnsignedString(protocol);
        };
        return "%s SPIi %08x SPIr %08x".formatted(name, spiI, spiR);
    }
}
