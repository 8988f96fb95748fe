package org.waywiser.wire.ha;

import java.io.ByteArrayOutputStream;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.waywiser.wire.KeyOctets;
import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.Octets;
import org.waywiser.wire.WireReader;
import org.waywiser.wire.ike.IdType;
import org.waywiser.wire.ike.Identification;
import org.waywiser.wire.ike.TrafficSelector;

/** One attribute of a message; without padding, one follows the other. */
public sealed interface HaAttribute {
    HaField field();

    /**
     * Names an IKE SA.
     *
     * @param ikeVersion 1 or 2
     * @param initiator whether this end is the SA's initiator
     */
    record SaId(HaField field, int ikeVersion, long spiI, long spiR, boolean initiator) implements HaAttribute {}

    /** A party. RFC 7296 §3.5. */
    record Identity(HaField field, Identification identity) implements HaAttribute {}

    /** @param address of 4 or 16 octets */
    record Host(HaField field, int port, Octets address) implements HaAttribute {}

    /** A name of the configuration. */
    record Name(HaField field, String text) implements HaAttribute {}

    /** A number of 8, 16 or 32 bits. */
    record Value(HaField field, long value) implements HaAttribute {}

    /** Octets that are no secret. */
    record Nonce(HaField field, Octets octets) implements HaAttribute {}

    record Key(HaField field, KeyOctets key) implements HaAttribute {}

    /** Numbers of 16 bits each. */
    record Numbers(HaField field, List<Integer> values) implements HaAttribute {
        public Numbers {
            values = List.copyOf(values);
        }
    }

    /** The name of an AH or ESP SA as its packets have it. */
    record Spi(HaField field, int spi) implements HaAttribute {}

    /** @param dynamic whether its address is that of the peer, whatever that is */
    record Selector(HaField field, TrafficSelector.Range range, boolean dynamic) implements HaAttribute {}

    /** @param hostOrder of the machine that the message is from */
    static HaAttribute read(int version, ByteOrder hostOrder, WireReader in) throws MalformedMessage {
        HaField field = HaField.of(version, in.u8());
        return switch (field.shape()) {
            case SA_ID -> new SaId(field, in.u8(), in.u64(), in.u64(), in.u8() != 0);
            case IDENTITY -> new Identity(field, new Identification(new IdType(in.u8()), in.octets(in.u8())));
            case HOST -> new Host(field, in.u16(), in.octets(addressLength(in.u8())));
            case NAME -> new Name(field, name(in));
            case U8 -> new Value(field, in.u8());
            case U16 -> new Value(field, in.u16());
            case U32 -> new Value(field, in.u32());
            case NONCE -> new Nonce(field, in.octets(in.u16()));
            case KEY -> new Key(field, KeyOctets.owning(in.bytes(in.u16())));
            case NUMBERS -> new Numbers(field, numbers(in.sub(in.u16())));
            case SPI -> new Spi(field, spi((int) in.u32(), hostOrder));
            case SELECTOR -> selector(field, in);
        };
    }

    private static int addressLength(int family) throws MalformedMessage {
        return switch (family) {
            case 2 -> 4;
            case 10 -> 16;
            default -> throw new MalformedMessage("address family " + family);
        };
    }

    private static String name(WireReader in) throws MalformedMessage {
        var octets = new ByteArrayOutputStream();
        for (int octet = in.u8(); octet != 0; octet = in.u8()) octets.write(octet);
        return octets.toString(StandardCharsets.UTF_8);
    }

    private static List<Integer> numbers(WireReader in) throws MalformedMessage {
        var values = new ArrayList<Integer>();
        while (in.remaining() > 0) values.add(in.u16());
        return values;
    }

    /** strongSwan holds SPIs as packets have them and turns them round all the same, where that is more than a word. */
    private static int spi(int octets, ByteOrder hostOrder) {
        return hostOrder == ByteOrder.LITTLE_ENDIAN ? Integer.reverseBytes(octets) : octets;
    }

    private static Selector selector(HaField field, WireReader in) throws MalformedMessage {
        int type = in.u8();
        int length = switch (type) {
            case TrafficSelector.IPV4_ADDR_RANGE -> 4;
            case TrafficSelector.IPV6_ADDR_RANGE -> 16;
            default -> throw new MalformedMessage("traffic selector of type " + type);
        };
        int protocol = in.u8();
        int startPort = in.u16();
        int endPort = in.u16();
        boolean dynamic = in.u8() != 0;
        var range = new TrafficSelector.Range(protocol, startPort, endPort, in.octets(length), in.octets(length));
        return new Selector(field, range, dynamic);
    }
}
