package org.waywiser.wire.ike;

/** What a certificate payload carries or a request asks for. RFC 7296 §3.6. */
public record CertificateEncoding(int number) {
    public static final CertificateEncoding X509_SIGNATURE = new CertificateEncoding(4);
    public static final CertificateEncoding REVOCATION_LIST = new CertificateEncoding(7);
    /** An OCSP response, or the wish for one. RFC 4806 §3. */
    public static final CertificateEncoding OCSP_CONTENT = new CertificateEncoding(14);

    @Override
    public String toString() {
        return switch (number) {
            case 4 -> "X.509 certificate";
            case 7 -> "certificate revocation list";
            case 14 -> "OCSP content";
            default -> "certificate encoding " + number;
        };
    }
}
