package org.waywiser.wire.ike;

import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.Octets;
import org.waywiser.wire.WireReader;
import org.waywiser.wire.WireWriter;

/** A certificate, or what the encoding says instead. RFC 7296 §3.6. */
public record Certificate(CertificateEncoding encoding, Octets data) implements IkePayload {
    /** @param der a certificate whose key signs AUTH, or one that leads to it */
    public static Certificate x509(Octets der) {
        return new Certificate(CertificateEncoding.X509_SIGNATURE, der);
    }

    public static Certificate read(WireReader in) throws MalformedMessage {
        return new Certificate(new CertificateEncoding(in.u8()), in.octets(in.remaining()));
    }

    @Override
    public PayloadType type() {
        return PayloadType.CERT;
    }

    @Override
    public void write(WireWriter out) {
        out.u8(encoding.number()).octets(data);
    }
}
