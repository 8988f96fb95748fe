package org.waywiser.lab.interop;

/** Why one end must refuse the other. */
enum Flaw {
    NONE("", Proof.SHARED_KEY),
    NO_COMMON_PROPOSAL("no proposal in common", Proof.SHARED_KEY),
    WRONG_KEY("shared keys that differ", Proof.SHARED_KEY),
    OURS_EXPIRED("our certificate has expired", Proof.ECDSA_256),
    THEIRS_EXPIRED("their certificate has expired", Proof.ECDSA_256),
    OURS_REVOKED("our certificate is revoked (CRL)", Proof.ECDSA_256),
    THEIRS_REVOKED("their certificate is revoked (CRL)", Proof.ECDSA_256),
    THEIRS_REVOKED_OCSP("their certificate is revoked (OCSP)", Proof.ECDSA_256),
    THEIRS_UNKNOWN("nothing vouches for their certificate, as it has to", Proof.ECDSA_256),
    OURS_UNTRUSTED("our certificate is from an authority they do not trust", Proof.ECDSA_256),
    THEIRS_UNTRUSTED("their certificate is from an authority we do not trust", Proof.ECDSA_256),
    OURS_MISNAMED("our certificate names another", Proof.ECDSA_256),
    THEIRS_MISNAMED("their certificate names another", Proof.ECDSA_256);

    private final String words;
    private final Proof proof;

    Flaw(String words, Proof proof) {
        this.words = words;
        this.proof = proof;
    }

    String words() {
        return words;
    }

    Proof proof() {
        return proof;
    }

    Papers papers() {
        return this == THEIRS_REVOKED_OCSP || this == THEIRS_UNKNOWN ? Papers.OCSP : Papers.ONE_EACH;
    }

    /** What the initiator offers. */
    String asked() {
        return this == NO_COMMON_PROPOSAL ? "aes256gcm16-prfsha384-ecp384" : Case.USUAL;
    }

    /** Whether it is strongSwan that must refuse. */
    boolean strongSwanRefuses(Initiator initiator) {
        return switch (this) {
            case OURS_EXPIRED, OURS_REVOKED, OURS_UNTRUSTED, OURS_MISNAMED -> true;
            case NONE,
                    THEIRS_EXPIRED,
                    THEIRS_REVOKED,
                    THEIRS_REVOKED_OCSP,
                    THEIRS_UNKNOWN,
                    THEIRS_UNTRUSTED,
                    THEIRS_MISNAMED -> false;
            // the initiator makes its offer, and proves itself, first
            case NO_COMMON_PROPOSAL, WRONG_KEY -> initiator == Initiator.WE;
        };
    }
}
