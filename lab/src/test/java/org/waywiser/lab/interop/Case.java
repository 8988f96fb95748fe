package org.waywiser.lab.interop;

import java.util.List;
import java.util.Optional;
import org.waywiser.lab.peers.Laboratory.Way;

/**
 * One row of the table: what differs from two hosts on a wire that prove themselves by a shared key.
 *
 * @param name the row's first cell
 * @param ike what is asked for by the initiator of the IKE SA
 * @param esp what is asked for by who rekeys the child SA; empty without child
 * @param ppk whether both ends demand a post-quantum pre-shared key. RFC 8784
 * @param seen what strongSwan's log must show in the end, as patterns
 */
record Case(
        String name,
        Offer ike,
        Optional<Offer> esp,
        Proof proof,
        Papers papers,
        Way way,
        Daemon daemon,
        Flaw flaw,
        Course course,
        boolean ppk,
        List<String> seen) {
    static final String USUAL = "aes128gcm16-prfsha256-x25519";

    static Case of(String name, String ike) {
        return new Case(
                name,
                Offer.of(ike),
                Optional.empty(),
                Proof.SHARED_KEY,
                Papers.ONE_EACH,
                Way.WIRE,
                Daemon.USUAL,
                Flaw.NONE,
                Course.DELETED_BY_INITIATOR,
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
        Case row = of(flaw.words(), flaw.proof()).holding(flaw.papers()).asking(flaw.asked());
        return new Case(
                row.name,
                row.ike,
                row.esp,
                row.proof,
                row.papers,
                row.way,
                row.daemon,
                flaw,
                row.course,
                row.ppk,
                row.seen);
    }

    private Case proving(Proof other) {
        return new Case(name, ike, esp, other, papers, way, other.daemon(), flaw, course, ppk, seen);
    }

    /** The initiator asks for something else than the responder accepts. */
    Case asking(String other) {
        return new Case(
                name, new Offer(other, ike.accepted()), esp, proof, papers, way, daemon, flaw, course, ppk, seen);
    }

    Case withChild(String other) {
        return withChild(other, other);
    }

    /** @param asked by who rekeys it */
    Case withChild(String asked, String accepted) {
        var offer = Optional.of(new Offer(asked, accepted));
        return new Case(name, ike, offer, proof, papers, way, Daemon.CHILDREN, flaw, course, ppk, seen);
    }

    Case holding(Papers other) {
        return new Case(name, ike, esp, proof, other, way, daemon, flaw, course, ppk, seen);
    }

    Case over(Way other) {
        return new Case(name, ike, esp, proof, papers, other, daemon, flaw, course, ppk, seen);
    }

    Case with(Daemon other) {
        return new Case(name, ike, esp, proof, papers, way, other, flaw, course, ppk, seen);
    }

    Case then(Course other) {
        return new Case(name, ike, esp, proof, papers, way, daemon, flaw, other, ppk, seen);
    }

    Case withPpk() {
        return new Case(name, ike, esp, proof, papers, way, daemon, flaw, course, true, seen);
    }

    Case seen(String... patterns) {
        return new Case(name, ike, esp, proof, papers, way, daemon, flaw, course, ppk, List.of(patterns));
    }

    /** For the name of the test. */
    @Override
    public String toString() {
        return name;
    }
}
