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

/** What an end would accept for a child SA, best first. RFC 7296 §2.7, §3.3. */
public record ChildProposals(List<Choice> choices) {
    /** What is offered unless something else is configured. RFC 8221 §5, §6. */
    public static final ChildProposals DEFAULT =
            parse("aes256gcm16-aes128gcm16-chacha20poly1305,aes256-aes128-sha256-sha512");

    private static final int SPI = 4;
    private static final int RESERVED_SPIS = 256;

    /**
     * One proposal: any combination of these.
     *
     * @param encryptions none in AH
     * @param integrities none if all of the encryption authenticates by itself, some if none of it does
     * @param groups of a key exchange of its own, which has to be if there is any
     */
    public record Choice(
            List<Encryption> encryptions,
            List<Integrity> integrities,
            List<DhGroup> groups,
            List<SequenceNumbers> sequenceNumbers) {
        public Choice {
            encryptions = List.copyOf(encryptions);
            integrities = List.copyOf(integrities);
            groups = List.copyOf(groups);
            sequenceNumbers = List.copyOf(sequenceNumbers);
            boolean none = integrities.isEmpty();
            if (sequenceNumbers.isEmpty()
                    || (none && encryptions.isEmpty())
                    || !encryptions.stream().allMatch(e -> e.authenticates() == none)) {
                throw new IllegalArgumentException("algorithms that do not go together");
            }
        }

        private ProtocolId protocol() {
            return encryptions.isEmpty() ? ProtocolId.AH : ProtocolId.ESP;
        }

        private List<Transform> transforms() {
            return Stream.of(
                            encryptions.stream().map(Encryption::transform),
                            integrities.stream().map(Integrity::transform),
                            groups.stream().map(DhGroup::transform),
                            sequenceNumbers.stream().map(SequenceNumbers::transform))
                    .flatMap(transforms -> transforms)
                    .toList();
        }

        private Choice withoutGroups() {
            return new Choice(encryptions, integrities, List.of(), sequenceNumbers);
        }

        @Override
        public String toString() {
            boolean implied = sequenceNumbers.equals(List.of(SequenceNumbers.SHORT));
            return Stream.of(
                            encryptions.stream().map(Encryption::keyword),
                            integrities.stream().map(Integrity::keyword),
                            groups.stream().map(DhGroup::keyword),
                            (implied ? List.<SequenceNumbers>of() : sequenceNumbers)
                                    .stream().map(SequenceNumbers::keyword))
                    .flatMap(keywords -> keywords)
                    .collect(Collectors.joining("-"));
        }
    }

    /**
     * What both ends accept.
     *
     * @param peerSpi the 32 bits that name the SA at the peer, which receives with them
     * @param answer the SA payload that says so, with the SPI of the responder
     */
    public record Selection(ChildSuite suite, int peerSpi, SecurityAssociation answer) {}

    public ChildProposals {
        choices = List.copyOf(choices);
        if (choices.isEmpty()) throw new IllegalArgumentException("no proposal");
    }

    /**
     * Reads strongSwan's spelling: algorithms joined by hyphens, proposals separated by commas. Without encryption it is AH,
     * without {@code esn} or {@code noesn} the latter. Authenticated encryption beside other makes two proposals.
     *
     * @param text such as {@code aes256gcm16-x25519,aes128-sha256-modp2048-esn-noesn}
     * @throws IllegalArgumentException naming the word that is not understood, or what is missing
     */
    public static ChildProposals parse(String text) {
        var choices = new ArrayList<Choice>();
        for (String proposal : text.split(",", -1)) choices.addAll(ProposalSpelling.child(proposal.strip()));
        return new ChildProposals(choices);
    }

    /** The same for IKE_AUTH, where a child has no key exchange of its own. RFC 7296 §1.2. */
    public ChildProposals withoutGroups() {
        return new ChildProposals(choices.stream().map(Choice::withoutGroups).toList());
    }

    /** All groups that occur, best first. */
    public List<DhGroup> groups() {
        return choices.stream().flatMap(c -> c.groups().stream()).distinct().toList();
    }

    /**
     * The SA payload that offers everything.
     *
     * @param spi the 32 bits that this end will receive with
     */
    public SecurityAssociation offer(int spi) {
        var proposals = new ArrayList<Proposal>();
        for (var choice : choices) {
            proposals.add(new Proposal(proposals.size() + 1, choice.protocol(), octets(spi), choice.transforms()));
        }
        return new SecurityAssociation(proposals);
    }

    /**
     * Selects what both ends accept; our order decides, but the group of the initiator's KE payload goes first.
     *
     * @param spi the 32 bits that this end will receive with
     * @param keyExchange number of that group, 0 if there is no KE payload
     */
    public Optional<Selection> select(SecurityAssociation offered, int spi, int keyExchange) {
        for (var choice : choices) {
            for (var proposal : offered.proposals()) {
                var selection = select(choice, proposal, spi, keyExchange);
                if (selection.isPresent()) return selection;
            }
        }
        return Optional.empty();
    }

    /** What a responder's SA payload names; empty unless it is what was offered. RFC 7296 §3.3.6. */
    public Optional<Selection> accepted(SecurityAssociation answer) {
        if (answer.proposals().size() != 1) return Optional.empty();
        var proposal = answer.proposals().getFirst();
        if (proposal.number() < 1 || proposal.number() > choices.size()) return Optional.empty();
        var choice = choices.get(proposal.number() - 1);
        long types =
                choice.transforms().stream().map(Transform::type).distinct().count();
        if (proposal.transforms().size() != types) return Optional.empty();
        return select(choice, proposal, 0, 0).map(s -> new Selection(s.suite(), s.peerSpi(), answer));
    }

    private static Optional<Selection> select(Choice choice, Proposal offered, int spi, int keyExchange) {
        if (!offered.protocol().equals(choice.protocol()) || offered.spi().length() != SPI) return Optional.empty();
        int peerSpi = spi(offered.spi());
        if (Integer.compareUnsigned(peerSpi, RESERVED_SPIS) < 0) return Optional.empty();
        var match = new TransformMatch(offered);
        var encryption = match.first(TransformType.ENCR, choice.encryptions(), Encryption::transform);
        var integrity = match.first(TransformType.INTEG, choice.integrities(), Integrity::transform);
        var groups = DhGroup.preferring(keyExchange, choice.groups());
        var group = match.first(TransformType.DH, groups, DhGroup::transform);
        var numbers = match.first(TransformType.ESN, choice.sequenceNumbers(), SequenceNumbers::transform);
        if (!match.complete() || numbers.isEmpty()) return Optional.empty();
        var answer = new Proposal(offered.number(), offered.protocol(), octets(spi), match.answer());
        return Optional.of(new Selection(
                new ChildSuite(encryption, integrity, group, numbers.get()),
                peerSpi,
                new SecurityAssociation(List.of(answer))));
    }

    private static Octets octets(int spi) {
        return Octets.of((byte) (spi >>> 24), (byte) (spi >>> 16), (byte) (spi >>> 8), (byte) spi);
    }

    private static int spi(Octets octets) {
        return octets.at(0) << 24 | octets.at(1) << 16 | octets.at(2) << 8 | octets.at(3);
    }

    /** In strongSwan's spelling. */
    @Override
    public String toString() {
        return choices.stream().map(Choice::toString).collect(Collectors.joining(","));
    }
}
