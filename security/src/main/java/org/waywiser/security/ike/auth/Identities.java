package org.waywiser.security.ike.auth;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;
import javax.security.auth.x500.X500Principal;
import org.waywiser.wire.Octets;
import org.waywiser.wire.ike.IdType;
import org.waywiser.wire.ike.Identification;

/** Identities as people write them. RFC 7296 §3.5. */
public final class Identities {
    private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
    private static final Pattern DNS_NAME = Pattern.compile("[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_])?\\.?");

    // X500Principal takes a bare "=" for a name
    private static final Pattern DISTINGUISHED_NAME = Pattern.compile("[A-Za-z0-9.]+\\s*=\\s*[^\\s,].*");

    private Identities() {}

    /**
     * Reads an identity: an IPv4 or IPv6 address, {@code name@domain}, a distinguished name such as {@code C=DE, CN=a}, a key ID
     * as {@code keyid:hex}, else a domain name. {@code fqdn:}, {@code email:}, {@code ip:} and {@code dn:} in front force the type.
     *
     * @throws IllegalArgumentException with one line for the user
     */
    public static Identification parse(String text) {
        String name = text.strip();
        int colon = name.indexOf(':');
        String rest = name.substring(colon + 1).strip();
        return switch (colon < 0 ? "" : name.substring(0, colon).toLowerCase(Locale.ROOT)) {
            case "fqdn" -> fqdn(rest);
            case "email" -> email(rest);
            case "ip" -> address(rest);
            case "dn" -> distinguishedName(rest);
            case "keyid" -> keyId(rest);
            default -> guess(name);
        };
    }

    private static Identification guess(String name) {
        if (IPV4.matcher(name).matches() || name.indexOf(':') >= 0) return address(name);
        if (name.indexOf('=') >= 0) return distinguishedName(name);
        return name.indexOf('@') >= 0 ? email(name) : fqdn(name);
    }

    /** The address itself as an identity. */
    public static Identification of(InetAddress address) {
        var type = address instanceof Inet4Address ? IdType.IPV4_ADDR : IdType.IPV6_ADDR;
        return new Identification(type, Octets.of(address.getAddress()));
    }

    /** The name itself as an identity. */
    public static Identification of(X500Principal name) {
        return new Identification(IdType.DER_ASN1_DN, Octets.of(name.getEncoded()));
    }

    /** Whether both are the same party: domain names in any case, distinguished names in any string type and written either way round. */
    public static boolean same(Identification one, Identification other) {
        if (one.equals(other)) return true;
        if (!one.type().equals(other.type())) return false;
        byte[] left = one.data().toByteArray();
        byte[] right = other.data().toByteArray();
        return switch (one.type().number()) {
            case 2 -> CertificateNames.sameDomain(latin1(left), latin1(right));
            case 3 -> CertificateNames.sameMailbox(utf8(left), utf8(right));
            case 9 ->
                CertificateNames.sameSubject(left, right)
                        || CertificateNames.sameSubject(DistinguishedNames.reversed(left), right);
            default -> false;
        };
    }

    /** Octets as they are: a domain name is ASCII, and anything else must not become it. */
    static String latin1(byte[] data) {
        return new String(data, StandardCharsets.ISO_8859_1);
    }

    static String utf8(byte[] data) {
        return new String(data, StandardCharsets.UTF_8);
    }

    private static Identification fqdn(String name) {
        // RFC 7296 §3.5: ASCII without terminators
        if (!DNS_NAME.matcher(name).matches()) throw new IllegalArgumentException("not a domain name: " + name);
        return new Identification(IdType.FQDN, Octets.of(name.getBytes(StandardCharsets.US_ASCII)));
    }

    private static Identification email(String name) {
        int at = name.lastIndexOf('@');
        if (at < 1 || at == name.length() - 1 || !name.equals(printable(name))) {
            throw new IllegalArgumentException("not a mail address: " + name);
        }
        return new Identification(IdType.RFC822_ADDR, Octets.of(name.getBytes(StandardCharsets.UTF_8)));
    }

    private static Identification address(String literal) {
        try {
            return of(literal.indexOf(':') >= 0 ? Inet6Address.ofLiteral(literal) : Inet4Address.ofLiteral(literal));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("not an address: " + literal, e);
        }
    }

    private static Identification distinguishedName(String name) {
        if (!DISTINGUISHED_NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("not a distinguished name: " + name);
        }
        try {
            return new Identification(IdType.DER_ASN1_DN, DistinguishedNames.encode(name));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("not a distinguished name: " + name, e);
        }
    }

    private static Identification keyId(String hex) {
        try {
            return new Identification(IdType.KEY_ID, Octets.hex(hex));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("a key ID is written as pairs of hex digits: " + hex, e);
        }
    }

    /** One line that is safe to log whatever the peer sent; {@link #parse} reads it back if the peer sent something sound. */
    public static String text(Identification identity) {
        byte[] data = identity.data().toByteArray();
        return switch (identity.type().number()) {
            case 1, 5 -> addressText(identity.type(), data);
            case 2, 3 -> nameText(identity.type(), data);
            case 9 -> distinguishedNameText(data);
            case 11 -> "keyid:" + HexFormat.of().formatHex(data);
            default -> identity.type() + ":" + HexFormat.of().formatHex(data);
        };
    }

    private static String addressText(IdType type, byte[] data) {
        try {
            if (data.length == (type.equals(IdType.IPV4_ADDR) ? 4 : 16)) {
                return InetAddress.getByAddress(data).getHostAddress();
            }
        } catch (UnknownHostException e) {
            throw new IllegalStateException("4 and 16 octets are addresses", e);
        }
        return type + ":" + HexFormat.of().formatHex(data);
    }

    private static String nameText(IdType type, byte[] data) {
        try {
            String name = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(data))
                    .toString();
            if (!name.isEmpty()) return printable(name);
        } catch (CharacterCodingException e) {
            return type + ":" + HexFormat.of().formatHex(data);
        }
        return type + ":";
    }

    private static String distinguishedNameText(byte[] data) {
        try {
            return printable(new X500Principal(data).getName(X500Principal.RFC2253));
        } catch (IllegalArgumentException e) {
            return IdType.DER_ASN1_DN + ":" + HexFormat.of().formatHex(data);
        }
    }

    /** Replaces what could end a log line or steer a terminal. */
    private static String printable(String name) {
        return name.codePoints()
                .map(c -> Character.isISOControl(c)
                                || Character.getType(c) == Character.FORMAT
                                || c == 0x2028
                                || c == 0x2029
                        ? '?'
                        : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
