package org.waywiser.wire.xfrm;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.Octets;
import org.waywiser.wire.WireReader;

/**
 * An entry of the Security Association Database: {@code xfrm_usersa_info} and its attributes. RFC 4301 §4.4.2.
 *
 * @param source of 4 or 16 octets, as the destination in {@code id}
 * @param packets that went through it
 * @param added when it came into being, in seconds since 1970
 * @param request the number that joins SAs to policies ({@code reqid})
 * @param flags such as {@link #ALIGN4}
 * @param authentication integrity algorithm of its own, empty for AEAD
 * @param encryption empty for AH and AEAD
 * @param aead encryption that authenticates by itself
 * @param tfcPadding octets that packets are filled up to at least, 0 for none
 * @param ifId of the interface it belongs to, 0 for none
 */
public record Sa(
        SaId id,
        Octets source,
        Selector selector,
        long packets,
        long added,
        long request,
        SaMode mode,
        int flags,
        Optional<SaAlgorithm> authentication,
        Optional<SaAlgorithm> encryption,
        Optional<SaAlgorithm> aead,
        Optional<Encapsulation> encapsulation,
        long tfcPadding,
        long ifId) {
    /** Extended sequence numbers. RFC 4303 §2.2.1. */
    public static final int ESN = 128;
    /** AH in IPv4 is aligned to four octets, as RFC 4302 §3.3.3.2.1 has it, where Linux otherwise takes eight. */
    public static final int ALIGN4 = 64;

    private static final int LIFETIME_LIMITS = 64;
    private static final int STATISTICS = 12;

    /** The fixed part alone, with no algorithm. */
    static Sa readFixed(WireReader in) throws MalformedMessage {
        var selector = Selector.read(in);
        var destination = HostOrder.address(in);
        int spi = (int) in.u32();
        int protocol = in.u8();
        in.skip(3); // padding
        var source = HostOrder.address(in);
        in.skip(LIFETIME_LIMITS + 8); // the octets it has carried come first
        long packets = HostOrder.u64(in);
        long added = HostOrder.u64(in);
        in.skip(8); // first use
        in.skip(STATISTICS + 4); // and the sequence number of the daemon that asked for it
        long request = HostOrder.u32(in);
        int family = HostOrder.u16(in);
        var mode = SaMode.of(in.u8());
        in.skip(1); // replay window
        int flags = in.u8();
        in.skip(7); // padding
        return new Sa(
                new SaId(HostOrder.ofFamily(destination, family), spi, protocol, Mark.NONE),
                HostOrder.ofFamily(source, family),
                selector,
                packets,
                added,
                request,
                mode,
                flags,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                0,
                0);
    }

    static Sa read(WireReader in) throws MalformedMessage {
        Sa fixed = readFixed(in);
        @Nullable SaAlgorithm authentication = null;
        @Nullable SaAlgorithm encryption = null;
        @Nullable SaAlgorithm aead = null;
        @Nullable Encapsulation encapsulation = null;
        Mark mark = Mark.NONE;
        long tfcPadding = 0;
        long ifId = 0;
        while (in.remaining() > 0) {
            var attribute = Attribute.read(in);
            var value = attribute.value();
            switch (attribute.type()) {
                case Attribute.CRYPT -> encryption = SaAlgorithm.read(value);
                case Attribute.AEAD -> aead = SaAlgorithm.readWithCheck(value);
                // The kernel gives both forms; the one with the length of the check counts.
                case Attribute.AUTH_TRUNC -> authentication = SaAlgorithm.readWithCheck(value);
                case Attribute.AUTH -> {
                    var plain = SaAlgorithm.read(value);
                    if (authentication == null) authentication = plain;
                }
                case Attribute.ENCAP -> encapsulation = Encapsulation.read(value);
                case Attribute.MARK -> mark = Mark.read(value);
                case Attribute.TFC_PADDING -> tfcPadding = HostOrder.u32(value);
                case Attribute.IF_ID -> ifId = HostOrder.u32(value);
                default -> {} // nothing that matters here
            }
        }
        return new Sa(
                fixed.id.with(mark),
                fixed.source,
                fixed.selector,
                fixed.packets,
                fixed.added,
                fixed.request,
                fixed.mode,
                fixed.flags,
                Optional.ofNullable(authentication),
                Optional.ofNullable(encryption),
                Optional.ofNullable(aead),
                Optional.ofNullable(encapsulation),
                tfcPadding,
                ifId);
    }

    /** Whether only its SPI was reserved: a daemon still negotiates it. */
    public boolean larval() {
        return authentication.isEmpty() && encryption.isEmpty() && aead.isEmpty();
    }

    public boolean flag(int flag) {
        return (flags & flag) != 0;
    }

    /** Overwrites its keys. */
    public void wipe() {
        authentication.ifPresent(a -> a.key().wipe());
        encryption.ifPresent(a -> a.key().wipe());
        aead.ifPresent(a -> a.key().wipe());
    }
}
