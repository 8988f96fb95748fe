package org.waywiser.protocol.path;

import java.util.Optional;
import java.util.OptionalInt;
import org.waywiser.wire.Octets;
import org.waywiser.wire.xfrm.Sa;
import org.waywiser.wire.xfrm.SaAlgorithm;
import org.waywiser.wire.xfrm.SaId;
import org.waywiser.wire.xfrm.SaMode;

/**
 * An SA that packets go through, without its keys; told by the kernel, or by whoever negotiated it where the kernel does not hold it.
 *
 * @param protocol of IP: 50 ESP or 51 AH
 * @param from outer address in tunnel mode, of 4 or 16 octets
 * @param cipher of ESP
 * @param integrity name of its own integrity algorithm, such as {@code hmac(sha256)}
 * @param checkOctets of that
 * @param inUdp whether ESP is in UDP. RFC 3948
 * @param align4 see {@link Sa#ALIGN4}
 * @param tfcPadding octets that its payload is filled up to. RFC 4303 §2.7
 */
public record ProtectingSa(
        int protocol,
        SaMode mode,
        int spi,
        Octets from,
        Octets to,
        Optional<Cipher> cipher,
        Optional<String> integrity,
        int checkOctets,
        boolean inUdp,
        boolean align4,
        int tfcPadding) {
    private static final int ESP_HEADER = 8;
    private static final int ESP_TRAILER = 2;
    private static final int AH_HEADER = 12;
    private static final int UDP_HEADER = 8;

    static ProtectingSa of(Sa sa) {
        var integrity = sa.authentication().filter(a -> !a.name().equals("digest_null"));
        return new ProtectingSa(
                sa.id().protocol(),
                sa.mode(),
                sa.id().spi(),
                sa.source(),
                sa.id().destination(),
                Cipher.of(sa),
                integrity.map(SaAlgorithm::name),
                integrity.map(a -> a.checkBits() / 8).orElse(0),
                sa.encapsulation().isPresent(),
                sa.flag(Sa.ALIGN4),
                (int) Math.min(sa.tfcPadding(), 0xffff));
    }

    boolean encrypts() {
        return cipher.map(Cipher::encrypts).orElse(false);
    }

    boolean authenticates() {
        return integrity.isPresent() || cipher.map(Cipher::checkOctets).orElse(0) > 0;
    }

    /**
     * Octets of the IP packet on the wire.
     *
     * @param inner octets of the IP packet before
     * @param innerHeader octets of its IP header
     * @return empty where the cipher is not known
     */
    OptionalInt wireOctets(int inner, int innerHeader) {
        boolean tunnel = mode == SaMode.TUNNEL;
        int outerHeader = tunnel ? Flow.headerOctets(to) : innerHeader;
        int payload = tunnel ? inner : inner - innerHeader;
        if (protocol == SaId.AH) {
            // RFC 4302 §3.3.3.2.1
            int alignment = align4 && Flow.headerOctets(to) == 20 ? 4 : 8;
            return OptionalInt.of(outerHeader + aligned(AH_HEADER + checkOctets, alignment) + payload);
        }
        Cipher used = cipher.orElse(null);
        if (used == null || used.ivOctets() == Cipher.UNKNOWN || mode == SaMode.OTHER) return OptionalInt.empty();
        // RFC 4303 §2.4: the trailer ends on four octets, and on a block.
        int encrypted = aligned(Math.max(payload, tfcPadding) + ESP_TRAILER, Math.max(4, used.blockOctets()));
        return OptionalInt.of(outerHeader
                + (inUdp ? UDP_HEADER : 0)
                + ESP_HEADER
                + used.ivOctets()
                + encrypted
                + checkOctets
                + used.checkOctets());
    }

    private static int aligned(int octets, int alignment) {
        return Math.ceilDiv(octets, alignment) * alignment;
    }
}
