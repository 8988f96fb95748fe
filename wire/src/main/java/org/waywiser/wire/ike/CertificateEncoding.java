package org.waywiser.wire.ike;

/** What a certificate payload carries or a request asks for. RFC 7296 §3.6. */
public record CertificateEncoding(int number) {
    public static final CertificateEncoding X509_SIGNATURE = new CertificateEncoding(4);

    @Override
    public String toString() {
        return number == 4 ? "X.509 certificate" : "certificate encoding " + number;
    }
}
