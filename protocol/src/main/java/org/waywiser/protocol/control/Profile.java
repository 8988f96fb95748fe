package org.waywiser.protocol.control;

import org.waywiser.wire.control.Alt1Greeting;
import org.waywiser.wire.control.Alt1SetUpResponse;
import org.waywiser.wire.control.Alt2Greeting;
import org.waywiser.wire.control.Alt2SetUpResponse;
import org.waywiser.wire.control.DraftGreeting;
import org.waywiser.wire.control.ServerGreeting;
import org.waywiser.wire.control.SetUpResponse;

/** How a control connection is set up and bound to an SA. Both ends have to agree: a greeting does not tell its profile. */
public enum Profile {
    /** The client names an IKE SA in the KeyID; classic clients share the port. RFC 7717 §5, RFC 4656 §3.1. */
    RFC7717("rfc7717", ServerGreeting.LENGTH, SetUpResponse.LENGTH),
    /** The Server names an SA in octets that classic clients ignore. draft-ietf-ippm-ipsec-01 §4.2. */
    DRAFT("draft", DraftGreeting.LENGTH, SetUpResponse.LENGTH),
    /** Short messages; keys derived from the SA's root. draft-ietf-ippm-ipsec-01 §4.3.1. */
    DRAFT_ALT1("draft-alt1", Alt1Greeting.LENGTH, Alt1SetUpResponse.LENGTH),
    /** Shorter ones; the keys of the IPsec SA itself. draft-ietf-ippm-ipsec-01 §4.3.2. */
    DRAFT_ALT2("draft-alt2", Alt2Greeting.LENGTH, Alt2SetUpResponse.LENGTH);

    private final String text;
    private final int greetingLength;
    private final int setUpLength;

    Profile(String text, int greetingLength, int setUpLength) {
        this.text = text;
        this.greetingLength = greetingLength;
        this.setUpLength = setUpLength;
    }

    /** Whether it is the Server that names the SA, in its greeting. */
    public boolean namesSaInGreeting() {
        return this != RFC7717;
    }

    /** Whether there is nothing but connections bound to an SA. */
    public boolean isAlternative() {
        return this == DRAFT_ALT1 || this == DRAFT_ALT2;
    }

    /** Octets of a Server Greeting. */
    int greetingLength() {
        return greetingLength;
    }

    /** Octets of a Set-Up-Response. */
    int setUpLength() {
        return setUpLength;
    }

    /** As options and reports have it. */
    @Override
    public String toString() {
        return text;
    }
}
