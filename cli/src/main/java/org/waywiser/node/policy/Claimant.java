package org.waywiser.node.policy;

import java.net.InetAddress;
import java.util.Optional;

/**
 * Who asks.
 *
 * @param user the KeyID whose passphrase it has proven to know
 * @param identity what it has proven to be to IKEv2, as text
 */
public record Claimant(InetAddress address, Optional<String> user, Optional<String> identity) {
    /** Somebody of whom only the address is known. */
    public static Claimant at(InetAddress address) {
        return new Claimant(address, Optional.empty(), Optional.empty());
    }

    public Claimant known(Optional<String> byUser, Optional<String> byIdentity) {
        return new Claimant(address, byUser, byIdentity);
    }
}
