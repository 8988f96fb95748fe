package org.waywiser.cli;

import org.waywiser.node.MeasurementFailure;
import org.waywiser.protocol.path.PathReport;

/**
 * What {@code --security auto} takes, and why: keys of O/TWAMP where IPsec does not protect the path already. RFC 7717 §5.4.
 *
 * @param reason a clause for a person
 * @param path by which it was chosen
 */
record AutoSecurity(Choice choice, String reason, PathReport path) {
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
        if (path.protects()) {
            String insists = path.required() ? "" : ", though no policy insists on it";
            return new AutoSecurity(Choice.INSIDE, "the path is inside IPsec, there and back" + insists, path);
        }
        String protection = protection(path);
        if (ike) return new AutoSecurity(Choice.IKE, protection, path);
        if (passphrase) return new AutoSecurity(Choice.PASSPHRASE, protection + "; there is no IKE", path);
        return new AutoSecurity(Choice.OPEN, protection + ", and there are no keys", path);
    }

    private static String protection(PathReport path) {
        return "the path is " + path.protection().words();
    }

    /** The same failure, with what kept packets from the server where that is known. */
    MeasurementFailure explained(MeasurementFailure failure) {
        if (failure.kind() != MeasurementFailure.Kind.NO_CONNECTION || !path.drops()) return failure;
        return new MeasurementFailure(failure.kind(), failure.getMessage() + "; " + protection(path));
    }

    /** In one line. */
    String text() {
        return choice.words() + ": " + reason;
    }
}
