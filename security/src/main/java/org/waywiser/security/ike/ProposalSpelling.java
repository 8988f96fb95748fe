package org.waywiser.security.ike;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;

/** Reads one proposal in strongSwan's spelling. */
final class ProposalSpelling {
    private final String text;
    private final LinkedHashSet<Encryption> encryptions = new LinkedHashSet<>();
    private final LinkedHashSet<Integrity> integrities = new LinkedHashSet<>();
    private final LinkedHashSet<Prf> prfs = new LinkedHashSet<>();
    private final LinkedHashSet<DhGroup> groups = new LinkedHashSet<>();
    private final LinkedHashSet<SequenceNumbers> sequenceNumbers = new LinkedHashSet<>();

    private ProposalSpelling(String text) {
        this.text = text;
    }

    /** Two choices if there is authenticated encryption beside other, which must not share a proposal. RFC 7296 §3.3. */
    static List<IkeProposals.Choice> ike(String text) {
        return new ProposalSpelling(text).take().ikeChoices();
    }

    /** Likewise for a child SA. */
    static List<ChildProposals.Choice> child(String text) {
        return new ProposalSpelling(text).take().childChoices();
    }

    private ProposalSpelling take() {
        for (String word : text.split("-", -1)) take(word);
        return this;
    }

    private void take(String word) {
        var encryption = find(word, Encryption.values(), Encryption::keyword);
        var integrity = find(word, Integrity.values(), Integrity::keyword);
        var prf = find(word, Prf.values(), Prf::keyword);
        var group = find(word, DhGroup.values(), DhGroup::keyword);
        var numbers = find(word, SequenceNumbers.values(), SequenceNumbers::keyword);
        if (Stream.of(encryption, integrity, prf, group, numbers).allMatch(Optional::isEmpty)) {
            throw new IllegalArgumentException("unknown algorithm '" + word + "' in proposal '" + text + "'");
        }
        encryption.ifPresent(encryptions::add);
        integrity.ifPresent(integrities::add);
        prf.ifPresent(prfs::add);
        group.ifPresent(groups::add);
        numbers.ifPresent(sequenceNumbers::add);
    }

    private static <E> Optional<E> find(String word, E[] values, Function<E, String> keyword) {
        String usual = switch (word) {
            case "curve25519" -> "x25519";
            case "curve448" -> "x448";
            default -> word;
        };
        return Arrays.stream(values).filter(v -> keyword.apply(v).equals(usual)).findFirst();
    }

    private List<IkeProposals.Choice> ikeChoices() {
        if (!sequenceNumbers.isEmpty()) throw misplaced("esn and noesn belong to child SAs");
        if (encryptions.isEmpty()) throw missing("an encryption algorithm such as aes256gcm16");
        checkIntegrity();
        // as strongSwan has it, also where the integrity algorithm serves for nothing else
        if (prfs.isEmpty()) integrities.forEach(i -> prfs.add(i.prf()));
        if (prfs.isEmpty()) throw missing("a prf such as prfsha256");
        if (groups.isEmpty()) throw missing("a Diffie-Hellman group such as x25519");
        return choices(
                (alike, checks) -> new IkeProposals.Choice(alike, checks, List.copyOf(prfs), List.copyOf(groups)));
    }

    private List<ChildProposals.Choice> childChoices() {
        if (!prfs.isEmpty()) throw misplaced("a prf belongs to IKE SAs");
        if (encryptions.isEmpty() && integrities.isEmpty()) throw missing("an algorithm such as aes256gcm16");
        checkIntegrity();
        if (sequenceNumbers.isEmpty()) sequenceNumbers.add(SequenceNumbers.SHORT);
        var numbers = List.copyOf(sequenceNumbers);
        if (encryptions.isEmpty()) {
            return List.of(
                    new ChildProposals.Choice(List.of(), List.copyOf(integrities), List.copyOf(groups), numbers));
        }
        return choices((alike, checks) -> new ChildProposals.Choice(alike, checks, List.copyOf(groups), numbers));
    }

    private void checkIntegrity() {
        boolean unchecked = encryptions.stream().anyMatch(e -> !e.authenticates());
        if (unchecked && integrities.isEmpty()) throw missing("an integrity algorithm such as sha256");
    }

    private <C> List<C> choices(BiFunction<List<Encryption>, List<Integrity>, C> choice) {
        var choices = new ArrayList<C>();
        boolean first = encryptions.iterator().next().authenticates();
        for (boolean authenticating : new boolean[] {first, !first}) {
            var alike = encryptions.stream()
                    .filter(e -> e.authenticates() == authenticating)
                    .toList();
            var checks = authenticating ? List.<Integrity>of() : List.copyOf(integrities);
            if (!alike.isEmpty()) choices.add(choice.apply(alike, checks));
        }
        return choices;
    }

    private IllegalArgumentException misplaced(String what) {
        return new IllegalArgumentException("proposal '" + text + "': " + what);
    }

    private IllegalArgumentException missing(String what) {
        return new IllegalArgumentException("proposal '" + text + "' lacks " + what);
    }
}
