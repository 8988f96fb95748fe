package org.waywiser.protocol.ike;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.waywiser.security.ike.DhKeyPair;
import org.waywiser.security.ike.IkeSuite;
import org.waywiser.security.ike.InvalidPublicValue;
import org.waywiser.wire.Octets;
import org.waywiser.wire.ike.ExchangeType;
import org.waywiser.wire.ike.IkePayload;
import org.waywiser.wire.ike.KeyExchange;
import org.waywiser.wire.ike.Nonce;
import org.waywiser.wire.ike.Notify;
import org.waywiser.wire.ike.NotifyType;
import org.waywiser.wire.ike.SecurityAssociation;

/** New keys for an IKE SA: the exchange as its initiator, and the answer to the peer's. RFC 7296 §1.3.2, §2.18. */
final class RekeyIke implements Task {
    private final OpenSa sa;
    private final long spi;
    private final Octets nonce;
    private final DhKeyPair pair;
    private final boolean groupChanged;
    private @Nullable OpenSa crossing;

    private RekeyIke(OpenSa sa, long spi, Octets nonce, DhKeyPair pair, boolean groupChanged) {
        this.sa = sa;
        this.spi = spi;
        this.nonce = nonce;
        this.pair = pair;
        this.groupChanged = groupChanged;
    }

    /** Begins with the group that the peer is known to accept. */
    static RekeyIke begin(OpenSa sa) {
        var groups = sa.policy().proposals().groups();
        var group = sa.negotiated().suite().group();
        if (!groups.contains(group)) group = groups.getFirst();
        var context = sa.context();
        return new RekeyIke(
                sa, context.keeper().newSpi(), context.newNonce(), context.dh().generate(group), false);
    }

    @Override
    public ExchangeType exchange() {
        return ExchangeType.CREATE_CHILD_SA;
    }

    @Override
    public Collisions.Doing doing() {
        return crossing == null ? Collisions.Doing.REKEYING_IKE : Collisions.Doing.HANDING_OVER;
    }

    /** The peer has rekeyed the same SA meanwhile. RFC 7296 §2.8.2. */
    void crossedBy(OpenSa successor) {
        crossing = successor;
    }

    /** The successor that the peer began, unless the peer has closed it since. */
    Optional<OpenSa> crossing() {
        return Optional.ofNullable(crossing).filter(c -> c.fate() == OpenSa.Fate.STANDS);
    }

    /** HDR, SK {SA, Ni, KEi}. */
    @Override
    public List<IkePayload> build() {
        return List.of(
                sa.policy().proposals().offer(octets(spi)),
                new Nonce(nonce),
                new KeyExchange(pair.group().number(), pair.publicValue()));
    }

    @Override
    public Outcome process(Protected response, long nowNanos, Effects effects) {
        var error = response.error();
        if (error.isPresent()) {
            // RFC 7296 §2.8.2: the peer did not notice ours, or had it fail; its own stands
            if (crossing().isPresent()) {
                sa.succession().replacedBy(crossing().get(), nowNanos, effects);
                return Outcome.DONE;
            }
            return refused(error.get(), nowNanos, effects);
        }
        var problem = response.problem(ExchangeRules.REKEY_IKE_RESPONSE);
        if (problem.isPresent()) return new Outcome.Senseless(problem.get().detail());
        return agreed(response, nowNanos, effects);
    }

    private Outcome refused(Notify error, long nowNanos, Effects effects) {
        var type = error.notifyType();
        if (type.equals(NotifyType.TEMPORARY_FAILURE)) return new Outcome.Later(new Wish.RekeyIke());
        var group = WantedGroup.of(error)
                .filter(g -> g != pair.group() && !groupChanged)
                .filter(g -> sa.policy().proposals().groups().contains(g));
        if (group.isPresent()) {
            var other = sa.context().dh().generate(group.get());
            return new Outcome.Again(new RekeyIke(sa, spi, nonce, other, true));
        }
        effects.log("the peer answers " + type + " to the rekeying of the IKE SA");
        // if its lifetime is limited, more attempts follow before it ends
        if (sa.policy().lifetimes().rekeyNanos().isPresent()) sa.wantLater(new Wish.RekeyIke(), nowNanos);
        return Outcome.DONE;
    }

    private Outcome agreed(Protected response, long nowNanos, Effects effects) {
        var answer = response.first(SecurityAssociation.class).orElseThrow();
        var ke = response.first(KeyExchange.class).orElseThrow();
        var nr = response.first(Nonce.class).orElseThrow().data();
        var selection = sa.policy().proposals().accepted(answer, octets(spi));
        if (selection.isEmpty()) return new Outcome.Senseless("the peer chose what was not offered");
        var suite = selection.get().suite();
        long spiR = number(selection.get().spi());
        if (spiR == 0
                || suite.group() != pair.group()
                || ke.group() != pair.group().number()) {
            return new Outcome.Senseless("another Diffie-Hellman group than that of KEi, or no SPI");
        }
        try {
            var shared = pair.agree(ke.data());
            var keys = sa.negotiated().keys().successor(suite, nonce, nr, spi, spiR, shared);
            sa.succession()
                    .rekeyed(
                            sa.negotiated().successor(true, spi, spiR, suite, keys, nonce, nr),
                            crossing(),
                            nowNanos,
                            effects);
            return Outcome.DONE;
        } catch (InvalidPublicValue e) {
            // RFC 6989 §2.5: the IKE SA is deleted at once
            return new Outcome.Senseless(String.valueOf(e.getMessage()));
        }
    }

    // ---- the peer's

    /** What a request of the peer leads to. */
    sealed interface Reply {
        record Agreed(List<IkePayload> payloads, Negotiated successor) implements Reply {}

        record Refused(Informational.Answer answer) implements Reply {}
    }

    /** Takes in a request that asks for an IKE SA: HDR, SK {SA, Nr, KEr}. */
    static Reply answer(OpenSa sa, Protected request) {
        var problem = request.problem(ExchangeRules.REKEY_IKE_REQUEST);
        if (problem.isPresent()) return new Reply.Refused(Informational.refusal(problem.get()));
        var offered = request.first(SecurityAssociation.class).orElseThrow();
        var ke = request.first(KeyExchange.class).orElseThrow();
        var ni = request.first(Nonce.class).orElseThrow().data();
        long spiR = sa.context().keeper().newSpi();
        var selection = sa.policy().proposals().select(offered, ke.group(), octets(spiR));
        if (selection.isEmpty()) return refused(Notify.of(NotifyType.NO_PROPOSAL_CHOSEN));
        IkeSuite suite = selection.get().suite();
        long spiI = number(selection.get().spi());
        if (spiI == 0) return new Reply.Refused(Informational.refusal(Problem.malformed("no SPI for the new IKE SA")));
        int group = suite.group().number();
        if (ke.group() != group) return refused(WantedGroup.notify(suite.group()));
        try {
            suite.group().check(ke.data());
            var pair = sa.context().dh().generate(suite.group());
            var nr = sa.context().newNonce();
            var shared = pair.agree(ke.data());
            var keys = sa.negotiated().keys().successor(suite, ni, nr, spiI, spiR, shared);
            return new Reply.Agreed(
                    List.of(selection.get().answer(), new Nonce(nr), new KeyExchange(group, pair.publicValue())),
                    sa.negotiated().successor(false, spiI, spiR, suite, keys, ni, nr));
        } catch (InvalidPublicValue e) {
            // RFC 6989 §2.5: INVALID_SYNTAX, and the IKE SA is dropped
            return new Reply.Refused(Informational.refusal(Problem.malformed(String.valueOf(e.getMessage()))));
        }
    }

    private static Reply refused(Notify notify) {
        return new Reply.Refused(new Informational.Answer(List.of(notify), Optional.empty()));
    }

    private static Octets octets(long spi) {
        return Octets.of(ByteBuffer.allocate(Long.BYTES).putLong(spi).array());
    }

    private static long number(Octets spi) {
        return ByteBuffer.wrap(spi.toByteArray()).getLong();
    }
}
