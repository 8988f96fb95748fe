package org.waywiser.security.ike.auth;

/** How an RSA key of ours signs a Digital Signature; of peers both are accepted. RFC 7427 appendix A.1 and A.4. */
public enum RsaPadding {
    /** What every peer with Digital Signatures has to know, RFC 8247 §3.2. */
    PSS,
    /** RSASSA-PKCS1-v1_5: for peers that know no other. */
    PKCS1
}
