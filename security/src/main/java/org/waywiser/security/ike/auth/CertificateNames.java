package org.waywiser.security.ike.auth;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;
import org.waywiser.security.ike.auth.AuthenticationFailed.Reason;
import org.waywiser.wire.Octets;
import org.waywiser.wire.ike.IdType;
import org.waywiser.wire.ike.Identification;

/**
 * Which identities a certificate proves. RFC 7296 §3.5 leaves the match open; we take the strict reading of RFC 4945 §3.1: the name
 * must stand in the certificate as it is claimed, and wildcards are ordinary characters. A key ID is the subject key identifier, which
 * the RFC leaves out and strongSwan has so.
 */
public final class CertificateNames {
    private static final int RFC822_NAME = 1;
    private static final int DNS_NAME = 2;
    private static final int IP_ADDRESS = 7;

    private CertificateNames() {}

    /** Whether the certificate names that identity. */
    public static boolean names(X509Certificate certificate, Identification identity) {
        byte[] data = identity.data().toByteArray();
        return switch (identity.type().number()) {
            case 1, 5 ->
                alternativeNames(certificate, IP_ADDRESS).stream()
                        .anyMatch(n -> addressOf(n).equals(Optional.of(identity.data())));
            case 2 ->
                alternativeNames(certificate, DNS_NAME).stream().anyMatch(n -> sameDomain(n, Identities.latin1(data)));
            case 3 ->
                alternativeNames(certificate, RFC822_NAME).stream()
                        .anyMatch(n -> sameMailbox(n, Identities.utf8(data)));
            case 9 -> sameSubject(certificate.getSubjectX500Principal().getEncoded(), data);
            case 11 -> sameKeyIdentifier(certificate, identity.data());
            default -> false;
        };
    }

    /** The identity to use when none is configured: the first DNS name, else address, else mail address, else the subject. */
    public static Identification preferred(X509Certificate certificate) {
        List<String> domains = alternativeNames(certificate, DNS_NAME);
        if (!domains.isEmpty()) return named(IdType.FQDN, domains.getFirst());
        Optional<Octets> address = alternativeNames(certificate, IP_ADDRESS).stream()
                .flatMap(literal -> addressOf(literal).stream())
                .findFirst();
        if (address.isPresent()) {
            return new Identification(address.get().length() == 4 ? IdType.IPV4_ADDR : IdType.IPV6_ADDR, address.get());
        }
        List<String> mailboxes = alternativeNames(certificate, RFC822_NAME);
        if (!mailboxes.isEmpty()) return named(IdType.RFC822_ADDR, mailboxes.getFirst());
        return Identities.of(certificate.getSubjectX500Principal());
    }

    private static Identification named(IdType type, String name) {
        return new Identification(type, Octets.of(name.getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * The identity as a certificate of our own proves it: a distinguished name octet by octet as in the subject, since peers may
     * compare octets, even if its parts were given in the other order.
     *
     * @throws AuthenticationFailed if the certificate does not name it
     */
    static Identification proven(X509Certificate certificate, Identification identity) throws AuthenticationFailed {
        Identification subject = Identities.of(certificate.getSubjectX500Principal());
        if (Identities.same(subject, identity)) return subject;
        requireNamed(certificate, identity);
        return identity;
    }

    static void requireNamed(X509Certificate certificate, Identification identity) throws AuthenticationFailed {
        if (!names(certificate, identity)) {
            throw new AuthenticationFailed(
                    Reason.NAME_MISMATCH,
                    "certificate of " + subject(certificate) + " does not name " + Identities.text(identity));
        }
    }

    /** The subject in one line. */
    static String subject(X509Certificate certificate) {
        return Identities.text(Identities.of(certificate.getSubjectX500Principal()));
    }

    private static List<String> alternativeNames(X509Certificate certificate, int kind) {
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            if (names == null) return List.of();
            return names.stream()
                    .filter(n -> n.getFirst().equals(kind) && n.get(1) instanceof String)
                    .map(n -> (String) n.get(1))
                    .toList();
        } catch (CertificateParsingException e) {
            return List.of(); // names that cannot be read prove nothing
        }
    }

    static boolean sameDomain(String one, String other) {
        return fold(one).equals(fold(other));
    }

    static boolean sameMailbox(String one, String other) {
        int at = one.lastIndexOf('@');
        int otherAt = other.lastIndexOf('@');
        return at > 0
                && otherAt > 0
                && one.substring(0, at).equals(other.substring(0, otherAt))
                && sameDomain(one.substring(at + 1), other.substring(otherAt + 1));
    }

    private static String fold(String domain) {
        String lower = domain.toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }

    private static Optional<Octets> addressOf(String literal) {
        try {
            return Optional.of(Octets.of(InetAddress.ofLiteral(literal).getAddress()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** RFC 5280 §4.2.1.2: an OCTET STRING, inside the one that any extension is. */
    private static boolean sameKeyIdentifier(X509Certificate certificate, Octets identifier) {
        byte[] extension = certificate.getExtensionValue("2.5.29.14");
        int length = identifier.length();
        if (extension == null || length == 0 || length > 125) return false;
        var head = new byte[] {0x04, (byte) (length + 2), 0x04, (byte) length};
        return Octets.of(extension).equals(Octets.of(head).concat(identifier));
    }

    /** An empty subject names nobody. */
    static boolean sameSubject(byte[] one, byte[] other) {
        try {
            var left = new X500Principal(one);
            return !left.getName().isEmpty() && left.equals(new X500Principal(other));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
