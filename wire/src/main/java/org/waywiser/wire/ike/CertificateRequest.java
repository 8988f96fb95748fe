package org.waywiser.wire.ike;

import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.Octets;
import org.waywiser.wire.WireReader;
import org.waywiser.wire.WireWriter;

/**
 * Certification authorities the sender trusts. RFC 7296 §3.7.
 *
 * @param authorities SHA-1 hashes of their Subject Public Key Info, 20 octets each
 */
public record CertificateRequest(CertificateEncoding encoding, Octets authorities) implements IkePayload {
    public static CertificateRequest read(WireReader in) throws MalformedMessage {
        return new CertificateRequest(new CertificateEncoding(in.u8()), in.octets(in.remaining()));
    }

    @Override
    public PayloadType type() {
        return PayloadType.CERTREQ;
    }

    @Override
    public void write(WireWriter out) {
        out.u8(encoding.number()).octets(authorities);
    }
}
