package org.waywiser.node;

import java.net.InetAddress;
import java.util.Optional;

/** Tells whether IPsec protects what goes between two hosts. */
@FunctionalInterface
public interface ProtectedPath {
    /** Where there is nobody to ask. */
    ProtectedPath UNKNOWN = (_, _) -> Optional.of("nothing on this host can tell whether IPsec protects the path");

    /**
     * Why TCP and UDP between two hosts are not inside SAs that authenticate, in both directions, or may not be; empty if they are.
     *
     * @return a clause for a person
     */
    Optional<String> objection(InetAddress local, InetAddress peer);
}
