package org.waywiser.node.policy;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.waywiser.wire.control.Modes;

/**
 * Clients with limits in common. What it does not say its parent says; its limits bind beside those of its parent.
 *
 * @param parent name of the class that it is part of, empty for the root
 * @param limits as many as are allowed; a limit that is not there, or zero, is none
 * @param modes security modes that its sessions may have
 * @param openInside whether its sessions of open mode have to be inside IPsec
 * @param deleteOnFetch whether what it stores is deleted once all of it was fetched
 */
public record LimitClass(
        String name,
        Optional<String> parent,
        Map<Limit, Long> limits,
        Optional<Modes> modes,
        Optional<Boolean> openInside,
        Optional<Boolean> deleteOnFetch) {
    public LimitClass {
        limits = Map.copyOf(limits);
    }

    /** One without limits. */
    public static LimitClass unlimited(String name) {
        return new LimitClass(name, Optional.empty(), Map.of(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    OptionalLong limit(Limit what) {
        long most = limits.getOrDefault(what, 0L);
        return most == 0 ? OptionalLong.empty() : OptionalLong.of(most);
    }
}
