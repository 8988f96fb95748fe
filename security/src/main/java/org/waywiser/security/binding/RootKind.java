package org.waywiser.security.binding;

/** What keys are derived from. Configured at both ends: the draft has no signal for it. draft-ietf-ippm-ipsec-01 §4.1. */
public enum RootKind {
    /** SKEYSEED of the IKE SA. */
    IKE_SA("ike-sa"),
    /** KEYMAT of a pair of AH or ESP SAs. */
    IPSEC_SA("ipsec-sa");

    private final String text;

    RootKind(String text) {
        this.text = text;
    }

    /** As options and reports have it. */
    @Override
    public String toString() {
        return text;
    }
}
