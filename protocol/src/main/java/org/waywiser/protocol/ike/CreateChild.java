package org.waywiser.protocol.ike;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.waywiser.security.Secret;
import org.waywiser.security.ike.DhKeyPair;
import org.waywiser.security.ike.InvalidPublicValue;
import org.waywiser.security.ike.Keymat;
import org.waywiser.wire.Octets;
import org.waywiser.wire.ike.Delete;
import org.waywiser.wire.ike.ExchangeType;
import org.waywiser.wire.ike.IkePayload;
import org.waywiser.wire.ike.KeyExchange;
import org.waywiser.wire.ike.Nonce;
import org.waywiser.wire.ike.Notify;
import org.waywiser.wire.ike.NotifyType;

/** One more child SA, or one in the place of another: the exchange as its initiator. RFC 7296 §1.3.1, §1.3.3, §2.8.1. */
final class CreateChild implements Task {
    private final OpenSa sa;
    private final Optional<Child> old;
    private final ChildOffer offer;
    private final Octets nonce;
    private final Optional<DhKeyPair> pair;
    private final boolean groupChanged;
    private @Nullable Child crossing;

    private CreateChild(
            OpenSa sa,
            Optional<Child> old,
            ChildOffer offer,
            Octets nonce,
            Optional<DhKeyPair> pair,
            boolean groupChanged) {
        this.sa = sa;
        this.old = old;
        this.offer = offer;
        this.nonce = nonce;
        this.pair = pair;
        this.groupChanged = groupChanged;
    }

    /** @param old the child to be replaced, if one is. RFC 7296 §2.9.2: its successor carries the same */
    static CreateChild begin(OpenSa sa, ChildPolicy policy, Optional<Child> old) {
        var context = sa.context();
        var selectors = old.map(c -> ChildSelectors.of(c.info()))
                .orElseGet(() ->
                        ChildSelectors.between(sa.exchanges(), sa.negotiated().nat()));
        var groups = policy.proposals().groups();
        var group = old.flatMap(c -> c.info().suite().group())
                .filter(groups::contains)
                .or(() -> groups.stream().findFirst());
        var offer = new ChildOffer(policy.proposals(), context.newChildSpi(), selectors);
        return new CreateChild(sa, old, offer, context.newNonce(), group.map(context.dh()::generate), false);
    }

    @Override
    public ExchangeType exchange() {
        return ExchangeType.CREATE_CHILD_SA;
    }

    @Override
    public Collisions.Doing doing() {
        return old.isPresent() ? Collisions.Doing.REKEYING_CHILD : Collisions.Doing.CREATING_CHILD;
    }

    boolean rekeys(Child child) {
        return old.isPresent() && old.get().ownSpi() == child.ownSpi();
    }

    /** The peer has rekeyed the same child meanwhile. RFC 7296 §2.8.1. */
    void crossedBy(Child successor) {
        crossing = successor;
    }

    /** If the peer deletes the child that this end replaces, it chose its own successor or did not notice ours. RFC 7296 §2.8.1. */
    void deletedByPeer(Delete payload, Effects effects) {
        boolean old = payload.spis().stream()
                .flatMap(spi -> sa.children().named(payload.protocol(), spi).stream())
                .anyMatch(this::rekeys);
        if (old) chooseCrossing(effects);
    }

    private void chooseCrossing(Effects effects) {
        crossing()
                .filter(c -> !sa.children().told(c))
                .ifPresent(c -> sa.children().replaced(old.orElseThrow(), c, effects));
    }

    /** The successor that the peer began, unless the peer has deleted it since. */
    private Optional<Child> crossing() {
        return Optional.ofNullable(crossing).filter(sa.children()::holds);
    }

    /** HDR, SK {[N(REKEY_SA)], SA, Ni, [KEi], TSi, TSr}. */
    @Override
    public List<IkePayload> build() {
        var payloads = new ArrayList<IkePayload>();
        old.ifPresent(c -> payloads.add(new Notify(
                c.info().suite().protocol(), Children.octets(c.ownSpi()), NotifyType.REKEY_SA, Octets.EMPTY)));
        payloads.add(offer.sa());
        payloads.add(new Nonce(nonce));
        pair.ifPresent(p -> payloads.add(new KeyExchange(p.group().number(), p.publicValue())));
        payloads.addAll(offer.selectorPayloads());
        return payloads;
    }

    @Override
    public Outcome process(Protected response, long nowNanos, Effects effects) {
        var error = response.error();
        if (error.isPresent()) return refused(error.get(), nowNanos, effects);
        var problem = response.problem(ExchangeRules.CREATE_CHILD_RESPONSE);
        if (problem.isPresent()) return new Outcome.Senseless(problem.get().detail());
        return switch (offer.process(response)) {
            case ChildOffer.Outcome.Agreed(var terms) -> agreed(terms, response, nowNanos, effects);
            case ChildOffer.Outcome.Refused(var detail) -> new Outcome.Senseless(detail);
            case ChildOffer.Outcome.Unacceptable(var detail, var tell) -> {
                effects.log("no child SA: " + detail);
                sa.want(new Wish.RefuseChild(tell), nowNanos, effects);
                yield Outcome.DONE;
            }
        };
    }

    private Outcome refused(Notify error, long nowNanos, Effects effects) {
        var type = error.notifyType();
        if (old.isPresent() && crossing().isPresent()) {
            // RFC 7296 §2.8.1: the peer's own stands, and the peer deletes the old one
            chooseCrossing(effects);
            sa.timetable().awaitEnd(old.get(), nowNanos);
            return Outcome.DONE;
        }
        var again = otherGroup(error);
        if (again.isPresent()) return new Outcome.Again(again.get());
        if (type.equals(NotifyType.TEMPORARY_FAILURE)) {
            return new Outcome.Later(
                    old.<Wish>map(c -> new Wish.RekeyChild(c.ownSpi())).orElse(new Wish.CreateChild()));
        }
        effects.log("the peer answers " + type + " to a child SA");
        if (type.equals(NotifyType.CHILD_SA_NOT_FOUND)
                && old.isPresent()
                && sa.children().holds(old.get())) {
            // RFC 7296 §2.25: deleted silently, and made anew
            sa.children().remove(old.get(), effects);
            sa.want(new Wish.CreateChild(), nowNanos, effects);
        }
        return Outcome.DONE;
    }

    /** RFC 7296 §1.3: INVALID_KE_PAYLOAD names the group that the peer wants. */
    private Optional<CreateChild> otherGroup(Notify error) {
        return WantedGroup.of(error)
                .filter(_ -> !groupChanged)
                .filter(offer.proposals().groups()::contains)
                .map(g -> new CreateChild(
                        sa, old, offer, nonce, Optional.of(sa.context().dh().generate(g)), true));
    }

    private Outcome agreed(ChildTerms terms, Protected response, long nowNanos, Effects effects) {
        var nr = response.first(Nonce.class).orElseThrow().data();
        var ke = response.first(KeyExchange.class);
        var group = terms.suite().group();
        Optional<Secret> shared = Optional.empty();
        if (group.isPresent()) {
            if (pair.isEmpty() || group.get() != pair.get().group() || ke.isEmpty()) {
                return new Outcome.Senseless("another Diffie-Hellman group than that of KEi");
            }
            try {
                shared = Optional.of(pair.get().agree(ke.get().data()));
            } catch (InvalidPublicValue e) {
                // RFC 6989 §2.5: the IKE SA is deleted at once
                return new Outcome.Senseless(String.valueOf(e.getMessage()));
            }
        }
        var keymat = Keymat.derive(sa.negotiated().keys(), terms.suite(), shared, nonce, nr);
        var child = new Child(terms.with(keymat), nonce, nr);
        sa.children().add(child);
        settle(child, nowNanos, effects);
        return Outcome.DONE;
    }

    /** RFC 7296 §2.8.1: of two successors the one with the lowest nonce goes, by who began it; the other began the end of the old. */
    private void settle(Child child, long nowNanos, Effects effects) {
        var children = sa.children();
        if (old.isEmpty()) {
            children.established(child, effects);
            sa.timetable().planRekeying(child, nowNanos);
            return;
        }
        var other = crossing();
        boolean chosen = other.isPresent() && children.told(other.get());
        if (other.isPresent()
                && (chosen
                        || Collisions.loses(
                                child.ni(),
                                child.nr(),
                                other.get().ni(),
                                other.get().nr()))) {
            if (!chosen) children.replaced(old.get(), other.get(), effects);
            sa.timetable().planRekeying(other.get(), nowNanos);
            sa.timetable().awaitEnd(old.get(), nowNanos);
            sa.want(new Wish.DeleteChild(child.ownSpi()), nowNanos, effects);
        } else {
            children.replaced(old.get(), child, effects);
            sa.timetable().planRekeying(child, nowNanos);
            other.ifPresent(c -> sa.timetable().awaitEnd(c, nowNanos));
            sa.want(new Wish.DeleteChild(old.get().ownSpi()), nowNanos, effects);
        }
    }
}
