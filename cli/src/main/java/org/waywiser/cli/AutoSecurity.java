package org.waywiser.cli;

import org.waywiser.protocol.path.PathReport;

/**
 * What {@code --security auto} takes, and why: keys of O/TWAMP where IPsec does not protect the path already. RFC 7717 §5.4.
 *
 * @param reason a clause for a person
 */
record AutoSecurity(Choice choice, String reason) {
    /** From best to worst. */
    enum Choice {
        /** Unauthenticated, inside SAs that encrypt and authenticate both ways. */
        INSIDE("unauthenticated"),
        IKE("keys of an IKE SA"),
        PASSPHRASE("keys of a passphrase"),
        OPEN("unauthenticated");

        private final String words;

        Choice(String words) {
            this.words = words;
        }

        /** For people. */
        String words() {
            return words;
        }
    }

    /**
     * @param ike whether there are credentials for IKE, or an agent
     * @param passphrase whether there is a passphrase file
     */
    static AutoSecurity of(PathReport path, boolean ike, boolean passphrase) {
        if (path.protects()) return new AutoSecurity(Choice.INSIDE, "the path is inside IPsec, there and back");
        String protection = "the path is " + path.protection().words();
        if (ike) return new AutoSecurity(Choice.IKE, protection);
        if (passphrase) return new AutoSecurity(Choice.PASSPHRASE, protection + "; there is no IKE");
        return new AutoSecurity(Choice.OPEN, protection + ", and there are no keys");
    }

    /** In one line. */
    String text() {
        return choice.words() + ": " + reason;
    }
}
