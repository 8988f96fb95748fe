package org.waywiser.wire.xfrm;

import java.nio.charset.StandardCharsets;
import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.Octets;
import org.waywiser.wire.WireReader;
import org.waywiser.wire.WireWriter;

/** Numbers as the machine has them: little-endian, on x86-64 and on ARM as Linux runs it. */
final class HostOrder {
    static final int AF_UNSPEC = 0;
    static final int AF_INET = 2;
    static final int AF_INET6 = 10;

    private static final int ADDRESS = 16;
    private static final int NAME = 64;

    private HostOrder() {}

    static int u16(WireReader in) throws MalformedMessage {
        return Integer.reverseBytes(in.u16()) >>> 16;
    }

    static long u32(WireReader in) throws MalformedMessage {
        return Integer.toUnsignedLong(Integer.reverseBytes((int) in.u32()));
    }

    static long u64(WireReader in) throws MalformedMessage {
        return Long.reverseBytes(in.u64());
    }

    static void u16(WireWriter out, int value) {
        out.u16(Integer.reverseBytes(value) >>> 16);
    }

    static void u32(WireWriter out, long value) {
        out.u32(Integer.reverseBytes((int) value));
    }

    /** A {@code xfrm_address_t} whose family is read later. */
    static Octets address(WireReader in) throws MalformedMessage {
        return in.octets(ADDRESS);
    }

    /** The part of it that is in use: 4 octets, 16, or none where no family is told. */
    static Octets ofFamily(Octets address, int family) throws MalformedMessage {
        return switch (family) {
            case AF_UNSPEC -> Octets.EMPTY;
            case AF_INET -> address.slice(0, 4);
            case AF_INET6 -> address;
            default -> throw new MalformedMessage("address family " + family);
        };
    }

    /** An algorithm's name, which ends at its first zero. */
    static String name(WireReader in) throws MalformedMessage {
        var text = new String(in.bytes(NAME), StandardCharsets.ISO_8859_1);
        int end = text.indexOf(0);
        if (end < 0) throw new MalformedMessage("a name without end");
        return text.substring(0, end);
    }
}
