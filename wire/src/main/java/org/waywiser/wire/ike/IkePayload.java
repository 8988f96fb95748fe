package org.waywiser.wire.ike;

import org.waywiser.wire.WireWriter;

/** A payload of an IKE message without its generic header. RFC 7296 §3.2. */
public sealed interface IkePayload
        permits SecurityAssociation,
                KeyExchange,
                IdentificationPayload,
                Certificate,
                CertificateRequest,
                Authentication,
                Nonce,
                Notify,
                Delete,
                VendorId,
                TrafficSelectors,
                Encrypted,
                EncryptedFragment,
                OpaquePayload {
    PayloadType type();

    /** Writes what follows the generic payload header. */
    void write(WireWriter out);
}
