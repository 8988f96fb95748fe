package org.waywiser.security.ike;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.waywiser.wire.Octets;
import org.waywiser.wire.ike.Proposal;
import org.waywiser.wire.ike.ProtocolId;
import org.waywiser.wire.ike.SecurityAssociation;
import org.waywiser.wire.ike.Transform;
import org.waywiser.wire.ike.TransformType;

/** What an end would accept for an IKE SA, best first. RFC 7296 §2.7, §3.3. */
public record IkeProposals(List<Choice> choices) {
    /** What is offered unless something else is configured; neither SHA-1 nor the slowest groups. RFC 8247 §2. */
    public static final IkeProposals DEFAULT = parse("aes256gcm16-aes128gcm16-chacha20poly1305"
            + "-prfsha384-prfsha256-prfsha512-x25519-ecp256-ecp384-ecp521-modp3072-modp2048"
            + ",aes256-aes128-sha256-sha512-prfsha256-prfsha512-x25519-ecp256-ecp384-ecp521-modp3072-modp2048");

    /**
     * One proposal: any combination of these.
     *
     * @param integrities none if all of the encryption authenticates by itself, some if none of it does
     */
    public record Choice(
            List<Encryption> encryptions, List<Integrity> integrities, List<Prf> prfs, List<DhGroup> groups) {
        public Choice {
            encryptions = List.copyOf(encryptions);
            integrities = List.copyOf(integrities);
            prfs = List.copyOf(prfs);
            groups = List.copyOf(groups);
            boolean none = integrities.isEmpty();
            if (!encryptions.stream().allMatch(e -> e.authenticates() == none)) {
                throw new IllegalArgumentException("encryption and integrity that do not go together");
            }
        }

        @Override
        public String toString() {
            boolean implied =
                    prfs.equals(integrities.stream().map(Integrity::prf).toList());
            return Stream.of(
                            encryptions.stream().map(Encryption::keyword),
                            integrities.stream().map(Integrity::keyword),
                            (implied ? List.<Prf>of() : prfs).stream().map(Prf::keyword),
                            groups.stream().map(DhGroup::keyword))
                    .flatMap(keywords -> keywords)
                    .collect(Collectors.joining("-"));
        }
    }

    /**
     * What a responder selected, and the SA payload that says so.
     *
     * @param spi of the proposal selected: that of the new IKE SA at the peer, none but in rekeying
     */
    public record Selection(IkeSuite suite, Octets spi, SecurityAssociation answer) {}

    public IkeProposals {
        choices = List.copyOf(choices);
        if (choices.isEmpty()) throw new IllegalArgumentException("no proposal");
    }

    /**
     * Reads strongSwan's spelling: algorithms joined by hyphens, proposals separated by commas. Without a prf, that of
     * the integrity algorithm is meant. Authenticated encryption beside other makes two proposals. RFC 5282 §8
     *
     * @param text such as {@code aes256gcm16-prfsha384-x25519,aes128gcm16-prfsha256-ecp256}
     * @throws IllegalArgumentException naming the word that is not understood, or what is missing
     */
    public static IkeProposals parse(String text) {
        var choices = new ArrayList<Choice>();
        for (String proposal : text.split(",", -1)) choices.addAll(ProposalSpelling.ike(proposal.strip()));
        return new IkeProposals(choices);
    }

    /** All groups that occur, best first. */
    public List<DhGroup> groups() {
        return choices.stream().flatMap(c -> c.groups().stream()).distinct().toList();
    }

    /** The SA payload that offers everything. */
    public SecurityAssociation offer() {
        return offer(Octets.EMPTY);
    }

    /**
     * The same, to rekey an IKE SA. RFC 7296 §3.3.1
     *
     * @param spi of the new IKE SA at this end, 8 octets
     */
    public SecurityAssociation offer(Octets spi) {
        var proposals = new ArrayList<Proposal>();
        for (var choice : choices) proposals.add(proposal(proposals.size() + 1, spi, transforms(choice)));
        return new SecurityAssociation(proposals);
    }

    /**
     * Selects what both ends accept; our order decides, but the group of the initiator's KE payload goes first.
     *
     * @param keyExchange number of that group
     */
    public Optional<Selection> select(SecurityAssociation offered, int keyExchange) {
        return select(offered, keyExchange, Octets.EMPTY);
    }

    /**
     * The same, where an IKE SA is rekeyed.
     *
     * @param spi of the new IKE SA at this end, 8 octets: the peer's has as many
     */
    public Optional<Selection> select(SecurityAssociation offered, int keyExchange, Octets spi) {
        for (var choice : choices) {
            for (var proposal : offered.proposals()) {
                var selection = select(choice, proposal, keyExchange, spi);
                if (selection.isPresent()) return selection;
            }
        }
        return Optional.empty();
    }

    /** The suite that a responder's SA payload names; empty unless it is one that was offered. RFC 7296 §3.3.6. */
    public Optional<IkeSuite> accepted(SecurityAssociation answer) {
        return accepted(answer, Octets.EMPTY).map(Selection::suite);
    }

    /**
     * The same, where an IKE SA is rekeyed.
     *
     * @param spi as offered
     */
    public Optional<Selection> accepted(SecurityAssociation answer, Octets spi) {
        if (answer.proposals().size() != 1) return Optional.empty();
        var proposal = answer.proposals().getFirst();
        if (proposal.number() < 1 || proposal.number() > choices.size()) return Optional.empty();
        var choice = choices.get(proposal.number() - 1);
        // one each of ENCR, INTEG if it was offered, PRF, D-H: none is optional
        if (proposal.transforms().size() != (choice.integrities().isEmpty() ? 3 : 4)) return Optional.empty();
        return select(choice, proposal, 0, spi);
    }

    /** Whether this suite could be selected. */
    public boolean include(IkeSuite suite) {
        return choices.stream()
                .anyMatch(c -> c.encryptions().contains(suite.encryption())
                        && suite.integrity()
                                .map(c.integrities()::contains)
                                .orElse(c.integrities().isEmpty())
                        && c.prfs().contains(suite.prf())
                        && c.groups().contains(suite.group()));
    }

    private static Optional<Selection> select(Choice choice, Proposal offered, int keyExchange, Octets spi) {
        if (!offered.protocol().equals(ProtocolId.IKE)) return Optional.empty();
        if (offered.spi().length() != spi.length()) return Optional.empty();
        var match = new TransformMatch(offered);
        var encryption = match.first(TransformType.ENCR, choice.encryptions(), Encryption::transform);
        var prf = match.first(TransformType.PRF, choice.prfs(), Prf::transform);
        // RFC 5282 §8: nothing but NONE goes with authenticated encryption.
        var integrity = match.first(TransformType.INTEG, choice.integrities(), Integrity::transform);
        var groups = DhGroup.preferring(keyExchange, choice.groups());
        var group = match.first(TransformType.DH, groups, DhGroup::transform);
        if (!match.complete() || encryption.isEmpty() || prf.isEmpty() || group.isEmpty()) return Optional.empty();
        return Optional.of(new Selection(
                new IkeSuite(encryption.get(), integrity, prf.get(), group.get()),
                offered.spi(),
                new SecurityAssociation(List.of(proposal(offered.number(), spi, match.answer())))));
    }

    private static List<Transform> transforms(Choice choice) {
        return Stream.of(
                        choice.encryptions().stream().map(Encryption::transform),
                        choice.integrities().stream().map(Integrity::transform),
                        choice.prfs().stream().map(Prf::transform),
                        choice.groups().stream().map(DhGroup::transform))
                .flatMap(transforms -> transforms)
                .toList();
    }

    private static Proposal proposal(int number, Octets spi, List<Transform> transforms) {
        return new Proposal(number, ProtocolId.IKE, spi, transforms);
    }

    /** In strongSwan's spelling. */
    @Override
    public String toString() {
        return choices.stream().map(Choice::toString).collect(Collectors.joining(","));
    }
}
