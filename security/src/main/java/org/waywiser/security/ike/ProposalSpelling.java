package org.waywiser.security.ike;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.waywiser.security.ike.IkeProposals.Choice;

/** Reads one proposal in strongSwan's spelling. */
final class ProposalSpelling {
    private final String text;
    private final LinkedHashSet<Encryption> encryptions = new LinkedHashSet<>();
    private final LinkedHashSet<Integrity> integrities = new LinkedHashSet<>();
    private final LinkedHashSet<Prf> prfs = new LinkedHashSet<>();
    private final LinkedHashSet<DhGroup> groups = new LinkedHashSet<>();

    private ProposalSpelling(String text) {
        this.text = text;
    }

    /**
     * Two choices if there is authenticated encryption beside other, which must not share a proposal, else one.
     * RFC 5282 §8, RFC 7296 §3.3.
     */
    static List<Choice> read(String text) {
        var spelling = new ProposalSpelling(text);
        for (String word : text.split("-", -1)) spelling.take(word);
        return spelling.choices();
    }

    private void take(String word) {
        var encryption = find(word, Encryption.values(), Encryption::keyword);
        var integrity = find(word, Integrity.values(), Integrity::keyword);
        var prf = find(word, Prf.values(), Prf::keyword);
        var group = find(word, DhGroup.values(), DhGroup::keyword);
        if (encryption.isEmpty() && integrity.isEmpty() && prf.isEmpty() && group.isEmpty()) {
            throw new IllegalArgumentException("unknown algorithm '" + word + "' in proposal '" + text + "'");
        }
        encryption.ifPresent(encryptions::add);
        integrity.ifPresent(integrities::add);
        prf.ifPresent(prfs::add);
        group.ifPresent(groups::add);
    }

    private static <E> Optional<E> find(String word, E[] values, Function<E, String> keyword) {
        String usual = switch (word) {
            case "curve25519" -> "x25519";
            case "curve448" -> "x448";
            default -> word;
        };
        return Arrays.stream(values).filter(v -> keyword.apply(v).equals(usual)).findFirst();
    }

    private List<Choice> choices() {
        if (encryptions.isEmpty()) throw missing("an encryption algorithm such as aes256gcm16");
        boolean unchecked = encryptions.stream().anyMatch(e -> !e.authenticates());
        if (unchecked && integrities.isEmpty()) throw missing("an integrity algorithm such as sha256");
        // as strongSwan has it, also where the integrity algorithm serves for nothing else
        if (prfs.isEmpty()) integrities.forEach(i -> prfs.add(i.prf()));
        if (prfs.isEmpty()) throw missing("a prf such as prfsha256");
        if (groups.isEmpty()) throw missing("a Diffie-Hellman group such as x25519");
        var choices = new ArrayList<Choice>();
        boolean first = encryptions.iterator().next().authenticates();
        for (boolean authenticating : new boolean[] {first, !first}) {
            var alike = encryptions.stream()
                    .filter(e -> e.authenticates() == authenticating)
                    .toList();
            var checks = authenticating ? List.<Integrity>of() : List.copyOf(integrities);
            if (!alike.isEmpty()) {
                choices.add(new Choice(alike, checks, List.copyOf(prfs), List.copyOf(groups)));
            }
        }
        return choices;
    }

    private IllegalArgumentException missing(String what) {
        return new IllegalArgumentException("proposal '" + text + "' lacks " + what);
    }
}
