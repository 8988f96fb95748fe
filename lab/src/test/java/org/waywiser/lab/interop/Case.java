package org.waywiser.lab.interop;

import java.util.List;
import java.util.Optional;
import org.waywiser.lab.peers.Laboratory.Way;

/**
 * One row of the table: what differs from two hosts on a wire that prove themselves by a shared key.
 *
 * @param name the row's first cell
 * @param ike the IKE proposal in strongSwan's spelling
 * @param esp the proposal of a child SA; empty without child
 * @param ppk whether both ends demand a post-quantum pre-shared key. RFC 8784
 * @param longChain whether the certificates of either end take more than 8 kB
 * @param seen what strongSwan's log must show, as patterns
 */
record Case(
        String name,
        String ike,
        Optional<String> esp,
        Proof proof,
        Way way,
        Daemon daemon,
        Flaw flaw,
        Course course,
        boolean ppk,
        boolean longChain,
        List<String> seen) {
    private static final String USUAL = "aes128gcm16-prfsha256-x25519";

    static Case of(String name, String ike) {
        return new Case(
                name,
                ike,
                Optional.empty(),
                Proof.SHARED_KEY,
                Way.WIRE,
                Daemon.USUAL,
                Flaw.NONE,
                Course.DELETED_BY_INITIATOR,
                false,
                false,
                List.of());
    }

    static Case of(String name) {
        return of(name, USUAL);
    }

    static Case of(String name, Proof proof) {
        return of(name).proving(proof);
    }

    static Case of(Flaw flaw) {
        Case row = of(flaw.words(), flaw.proof());
        return new Case(
                row.name,
                row.ike,
                row.esp,
                row.proof,
                row.way,
                row.daemon,
                flaw,
                row.course,
                row.ppk,
                row.longChain,
                row.seen);
    }

    private Case proving(Proof other) {
        return new Case(name, ike, esp, other, way, other.daemon(), flaw, course, ppk, longChain, seen);
    }

    Case withChild(String other) {
        return new Case(name, ike, Optional.of(other), proof, way, Daemon.CHILDREN, flaw, course, ppk, longChain, seen);
    }

    Case over(Way other) {
        return new Case(name, ike, esp, proof, other, daemon, flaw, course, ppk, longChain, seen);
    }

    Case with(Daemon other) {
        return new Case(name, ike, esp, proof, way, other, flaw, course, ppk, longChain, seen);
    }

    Case then(Course other) {
        return new Case(name, ike, esp, proof, way, daemon, flaw, other, ppk, longChain, seen);
    }

    Case withPpk() {
        return new Case(name, ike, esp, proof, way, daemon, flaw, course, true, longChain, seen);
    }

    Case withLongChain() {
        return new Case(name, ike, esp, proof, way, daemon, flaw, course, ppk, true, seen);
    }

    Case seen(String... patterns) {
        return new Case(name, ike, esp, proof, way, daemon, flaw, course, ppk, longChain, List.of(patterns));
    }

    /** For the name of the test. */
    @Override
    public String toString() {
        return name;
    }
}
