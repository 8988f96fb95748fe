package org.waywiser.cli;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.waywiser.keys.credentials.CertificateTrust;
import org.waywiser.keys.credentials.CertifiedKey;
import org.waywiser.keys.credentials.PemFiles;
import org.waywiser.keys.credentials.RevocationFiles;
import org.waywiser.keys.credentials.UnusableCredentials;
import org.waywiser.security.ike.auth.RevocationPolicy;
import org.waywiser.security.ike.auth.SignatureSchemes;
import picocli.CommandLine.Option;

/** Certificates of IKE: our own, and whose we believe. */
final class CertificateOptions {
    @Option(
            names = "--ike-cert",
            paramLabel = "FILE",
            description =
                    "Own certificate in PEM or DER, intermediates after it; several times for several, best first.")
    List<Path> certificates = new ArrayList<>();

    @Option(names = "--ike-key", paramLabel = "FILE", description = "Its private key in PEM or DER; one for each.")
    List<Path> keys = new ArrayList<>();

    @Option(
            names = "--ike-ca",
            paramLabel = "FILE",
            description = "Certificate authorities to believe: a file or a folder; may be given several times.")
    List<Path> authorities = new ArrayList<>();

    @Option(
            names = "--ike-crl",
            paramLabel = "FILE",
            description =
                    "Certificate revocation lists: a file or a folder, read again when it changes; several times.")
    List<Path> lists = new ArrayList<>();

    @Option(
            names = "--ike-ocsp",
            paramLabel = "FILE",
            description = "OCSP response in DER, about a peer or to show of our own certificate; several times.")
    List<Path> responses = new ArrayList<>();

    @Option(
            names = "--ike-revocation",
            paramLabel = "MODE",
            defaultValue = "soft",
            description = "soft: refuse certificates known to be revoked; hard: also those of which neither list nor"
                    + " OCSP response says that they are not. Default: ${DEFAULT-VALUE}.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    String revocation;

    @Option(
            names = "--ike-signature",
            paramLabel = "LIST",
            description = "Signatures to prove ourselves by, best first: rsa-pss-sha256, rsa-sha256, ecdsa-sha384,"
                    + " ed25519 and so on; rsa-sha1 allows SHA-1 with old peers. Default: what suits the key.")
    @Nullable
    String signature;

    /** Whether any of them is. */
    boolean given() {
        return Stream.of(certificates, keys, authorities, lists, responses).anyMatch(files -> !files.isEmpty())
                || signature != null
                || !revocation.equals("soft");
    }

    /** What the options name, once it has been read. */
    private @Nullable List<CertifiedKey> own;

    /** @throws UnusableCredentials with one line for the user */
    List<CertifiedKey> own() throws UnusableCredentials {
        if (own == null) own = read();
        return own;
    }

    private List<CertifiedKey> read() throws UnusableCredentials {
        if (certificates.size() != keys.size()) {
            throw new UnusableCredentials("--ike-cert and --ike-key belong together");
        }
        var read = new ArrayList<CertifiedKey>();
        for (int i = 0; i < keys.size(); i++) read.add(PemFiles.certifiedKey(certificates.get(i), keys.get(i)));
        return read;
    }

    /** @throws UnusableCredentials with one line for the user */
    CertificateTrust trust() throws UnusableCredentials {
        var trusted = new ArrayList<X509Certificate>();
        for (Path place : authorities) trusted.addAll(PemFiles.certificates(place));
        return CertificateTrust.in(trusted).unless(RevocationFiles.read(lists, responses), policy());
    }

    private RevocationPolicy policy() throws UnusableCredentials {
        return switch (revocation.toLowerCase(Locale.ROOT)) {
            case "soft" -> RevocationPolicy.SOFT;
            case "hard" -> RevocationPolicy.HARD;
            default -> throw new UnusableCredentials("--ike-revocation: soft or hard, not " + revocation);
        };
    }

    /** @throws UnusableCredentials with one line for the user */
    SignatureSchemes schemes() throws UnusableCredentials {
        try {
            return signature == null ? SignatureSchemes.DEFAULT : SignatureSchemes.parse(signature);
        } catch (IllegalArgumentException e) {
            throw new UnusableCredentials("--ike-signature: " + e.getMessage(), e);
        }
    }
}
