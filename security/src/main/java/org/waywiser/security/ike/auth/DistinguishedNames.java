package org.waywiser.security.ike.auth;

import java.util.ArrayList;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.Octets;
import org.waywiser.wire.WireReader;

/**
 * The two ways round that people write a distinguished name: RFC 4514 begins with the most special part, openssl and strongSwan with the
 * most general, as DER does.
 */
final class DistinguishedNames {
    /** From general to special; all others are more special. */
    private static final List<Octets> RANKS = List.of(
            Octets.hex("0603550406"), // C
            Octets.hex("0603550408"), // ST
            Octets.hex("0603550407"), // L
            Octets.hex("060355040a"), // O
            Octets.hex("060355040b")); // OU

    private static final Octets DOMAIN_COMPONENT = Octets.hex("060a0992268993f22c640119");

    private DistinguishedNames() {}

    /**
     * DER of a name, most general part first whichever way it is written.
     *
     * @throws IllegalArgumentException if it is none
     */
    static Octets encode(String text) {
        byte[] der = new X500Principal(text).getEncoded();
        List<Octets> parts = parts(der);
        boolean specialFirst = !parts.isEmpty() && rank(parts.getFirst()) > rank(parts.getLast());
        return Octets.of(specialFirst ? reversed(der) : der);
    }

    /** The same parts in the opposite order; as it was if it is no name. */
    static byte[] reversed(byte[] der) {
        List<Octets> parts = parts(der);
        if (parts.isEmpty()) return der;
        Octets content = parts.reversed().stream().reduce(Octets.EMPTY, Octets::concat);
        return Octets.of(der, 0, der.length - content.length()).concat(content).toByteArray();
    }

    /** Each RelativeDistinguishedName with tag and length; none if this is not shaped like a name. */
    private static List<Octets> parts(byte[] der) {
        try {
            Octets name = Octets.of(der);
            WireReader in = WireReader.of(name);
            in.skip(1);
            if (length(in) != in.remaining()) return List.of();
            var parts = new ArrayList<Octets>();
            while (in.remaining() > 0) {
                int start = der.length - in.remaining();
                in.skip(1);
                in.skip(length(in));
                parts.add(name.slice(start, der.length - in.remaining()));
            }
            return parts;
        } catch (MalformedMessage e) {
            return List.of();
        }
    }

    private static int length(WireReader in) throws MalformedMessage {
        int first = in.u8();
        return switch (first) {
            case 0x81 -> in.u8();
            case 0x82 -> in.u16();
            default -> first;
        };
    }

    private static int rank(Octets part) {
        if (contains(part, DOMAIN_COMPONENT)) return 0;
        int rank = 0;
        while (rank < RANKS.size() && !contains(part, RANKS.get(rank))) rank++;
        return rank;
    }

    /** Whether the first attribute of a part is of that type: it stands behind two tags and lengths. */
    private static boolean contains(Octets part, Octets type) {
        for (int at = 4; at <= 8 && at + type.length() <= part.length(); at++) {
            if (part.slice(at, at + type.length()).equals(type)) return true;
        }
        return false;
    }
}
