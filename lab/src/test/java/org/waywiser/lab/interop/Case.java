package org.waywiser.lab.interop;

import org.waywiser.lab.peers.Laboratory.Way;

/**
 * One row of the table: what differs from two hosts on a wire that prove themselves by a shared key.
 *
 * @param name the row's first cell
 * @param ike the IKE proposal in strongSwan's spelling
 * @param seen what strongSwan's log must show, as a pattern
 * @param end who deletes the IKE SA in the end, of the two ends of its first exchange
 */
record Case(String name, String ike, Proof proof, Way way, Flaw flaw, Daemon daemon, End end, String seen) {
    /** Who does it. */
    enum End {
        INITIATOR,
        RESPONDER
    }

    private static final String USUAL = "aes128gcm16-prfsha256-x25519";

    static Case of(String name, String ike) {
        return new Case(name, ike, Proof.SHARED_KEY, Way.WIRE, Flaw.NONE, Daemon.USUAL, End.INITIATOR, "");
    }

    static Case of(String name) {
        return of(name, USUAL);
    }

    static Case refused(Flaw flaw) {
        Proof proof = flaw == Flaw.WRONG_KEY ? Proof.SHARED_KEY : Proof.ECDSA_256;
        return new Case(flaw.words(), USUAL, proof, Way.WIRE, flaw, Daemon.USUAL, End.INITIATOR, "");
    }

    Case proving(Proof other) {
        return new Case(name, ike, other, way, flaw, other.daemon(), end, other.seen());
    }

    Case over(Way other) {
        return new Case(name, ike, proof, other, flaw, daemon, end, seen);
    }

    Case with(Daemon other) {
        return new Case(name, ike, proof, way, flaw, other, end, seen);
    }

    Case deletedBy(End other) {
        return new Case(name, ike, proof, way, flaw, daemon, other, seen);
    }

    Case seen(String pattern) {
        return new Case(name, ike, proof, way, flaw, daemon, end, pattern);
    }

    /** For the name of the test. */
    @Override
    public String toString() {
        return name;
    }
}
