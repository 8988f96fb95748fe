package org.waywiser.node.policy;

import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import org.waywiser.node.AddressPrefix;

/**
 * Which class a client is of. What it has proven comes before where it is.
 *
 * @param identities of IKEv2; a leading {@code *} stands for any beginning
 * @param users KeyIDs
 * @param networks of which the longest counts
 * @param otherwise for all others
 */
public record Assignments(
        Map<String, String> identities,
        Map<String, String> users,
        Map<AddressPrefix, String> networks,
        Optional<String> otherwise) {
    public static final Assignments NONE = new Assignments(Map.of(), Map.of(), Map.of(), Optional.empty());

    public Assignments {
        identities = Map.copyOf(identities);
        users = Map.copyOf(users);
        networks = Map.copyOf(networks);
    }

    Optional<String> of(Claimant who) {
        return who.identity()
                .flatMap(this::ofIdentity)
                .or(() -> who.user().map(users::get))
                .or(() -> networks.entrySet().stream()
                        .filter(network -> network.getKey().contains(who.address()))
                        .max(Comparator.comparingInt(network -> network.getKey().length()))
                        .map(Map.Entry::getValue))
                .or(() -> otherwise);
    }

    private Optional<String> ofIdentity(String identity) {
        String exact = identities.get(identity);
        if (exact != null) return Optional.of(exact);
        return identities.keySet().stream()
                .filter(pattern -> pattern.startsWith("*") && identity.endsWith(pattern.substring(1)))
                .max(Comparator.comparingInt(String::length))
                .map(identities::get);
    }
}
