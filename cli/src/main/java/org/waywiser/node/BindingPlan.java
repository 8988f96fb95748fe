package org.waywiser.node;

import org.waywiser.protocol.control.Profile;
import org.waywiser.security.binding.Derivation;
import org.waywiser.security.binding.RootKind;

/**
 * How connections are bound to SAs; both ends have to be told the same. draft-ietf-ippm-ipsec-01 §4.
 *
 * @param root of the profiles draft and draft-alt1
 * @param derivation of the same
 */
public record BindingPlan(Profile profile, RootKind root, Derivation derivation) {
    public BindingPlan {
        if (profile == Profile.DRAFT_ALT2 && (root != RootKind.IPSEC_SA || derivation != Derivation.DIRECT)) {
            throw new IllegalArgumentException(profile + " has the keys of the IPsec SA and no others");
        }
    }

    /** The IKE SA that a KeyID names. RFC 7717 §5. */
    public static BindingPlan rfc7717() {
        return new BindingPlan(Profile.RFC7717, RootKind.IKE_SA, Derivation.DIRECT);
    }

    /** Whether several connections and sessions have the same keys, so that packets of one would pass in another. */
    public boolean sharesKeys() {
        return profile == Profile.DRAFT_ALT2 || profile == Profile.DRAFT_ALT1 && derivation == Derivation.DIRECT;
    }

    /** What an IKE SA must lack that nothing fit comes of it. */
    String lack() {
        if (root == RootKind.IKE_SA) {
            return "has a post-quantum key, which SKEYSEED lacks until the SA is rekeyed: take --root ipsec-sa";
        }
        return profile == Profile.DRAFT_ALT2
                ? "has no ESP SA of AES-CBC with an HMAC: see --ike-child"
                : "has no AH or ESP SA: see --ike-child";
    }
}
