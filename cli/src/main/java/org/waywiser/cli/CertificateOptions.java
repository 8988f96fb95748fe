package org.waywiser.cli;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.waywiser.cli.option.Option;
import org.waywiser.cli.option.Options;
import org.waywiser.keys.credentials.CertificateTrust;
import org.waywiser.keys.credentials.CertifiedKey;
import org.waywiser.keys.credentials.PemFiles;
import org.waywiser.keys.credentials.RevocationFiles;
import org.waywiser.keys.credentials.UnusableCredentials;
import org.waywiser.security.ike.auth.RevocationPolicy;
import org.waywiser.security.ike.auth.SignatureSchemes;

/** Certificates of IKE: our own, and whose we believe. */
final class CertificateOptions extends Options {
    final Option<List<Path>> certificates = list(Path.class, "--ike-cert")
            .label("FILE")
            .help("Own certificate in PEM or DER, intermediates after it; several times for several, best first.");

    final Option<List<Path>> keys =
            list(Path.class, "--ike-key").label("FILE").help("Its private key in PEM or DER; one for each.");

    final Option<List<Path>> authorities = list(Path.class, "--ike-ca")
            .label("FILE")
            .help("Certificate authorities to believe: a file or a folder; may be given several times.");

    final Option<List<Path>> lists = list(Path.class, "--ike-crl")
            .label("FILE")
            .help("Certificate revocation lists: a file or a folder, read again when it changes; several times.");

    final Option<List<Path>> responses = list(Path.class, "--ike-ocsp")
            .label("FILE")
            .help("OCSP response in DER, about a peer or to show of our own certificate; several times.");

    final Option<String> revocation = option(String.class, "--ike-revocation")
            .label("MODE")
            .otherwise("soft")
            .help("soft: refuse certificates known to be revoked; hard: also those of which neither list nor"
                    + " OCSP response says that they are not. Default: ${DEFAULT-VALUE}.");

    final Option<String> signature = option(String.class, "--ike-signature")
            .label("LIST")
            .help("Signatures to prove ourselves by, best first: rsa-pss-sha256, rsa-sha256, ecdsa-sha384,"
                    + " ed25519 and so on; rsa-sha1 allows SHA-1 with old peers. Default: what suits the key.");

    /** Whether any of them is. */
    boolean given() {
        return Stream.of(certificates.get(), keys.get(), authorities.get(), lists.get(), responses.get())
                        .anyMatch(files -> !files.isEmpty())
                || signature.given()
                || !revocation.get().equals("soft");
    }

    /** What the options name, once it has been read. */
    private @Nullable List<CertifiedKey> own;

    /** @throws UnusableCredentials with one line for the user */
    List<CertifiedKey> own() throws UnusableCredentials {
        if (own == null) own = read();
        return own;
    }

    private List<CertifiedKey> read() throws UnusableCredentials {
        if (certificates.get().size() != keys.get().size()) {
            throw new UnusableCredentials("--ike-cert and --ike-key belong together");
        }
        var read = new ArrayList<CertifiedKey>();
        for (int i = 0; i < keys.get().size(); i++)
            read.add(PemFiles.certifiedKey(certificates.get().get(i), keys.get().get(i)));
        return read;
    }

    /** @throws UnusableCredentials with one line for the user */
    CertificateTrust trust() throws UnusableCredentials {
        var trusted = new ArrayList<X509Certificate>();
        for (Path place : authorities.get()) trusted.addAll(PemFiles.certificates(place));
        return CertificateTrust.in(trusted).unless(RevocationFiles.read(lists.get(), responses.get()), policy());
    }

    private RevocationPolicy policy() throws UnusableCredentials {
        return switch (revocation.get().toLowerCase(Locale.ROOT)) {
            case "soft" -> RevocationPolicy.SOFT;
            case "hard" -> RevocationPolicy.HARD;
            default -> throw new UnusableCredentials("--ike-revocation: soft or hard, not " + revocation.get());
        };
    }

    /** @throws UnusableCredentials with one line for the user */
    SignatureSchemes schemes() throws UnusableCredentials {
        try {
            return signature.given() ? SignatureSchemes.parse(signature.get()) : SignatureSchemes.DEFAULT;
        } catch (IllegalArgumentException e) {
            throw new UnusableCredentials("--ike-signature: " + e.getMessage(), e);
        }
    }
}
