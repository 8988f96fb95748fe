package org.waywiser.protocol.ike;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.waywiser.security.ike.ChildProposals;
import org.waywiser.testkit.Rfc;
import org.waywiser.testkit.VirtualTime;
import org.waywiser.wire.Octets;
import org.waywiser.wire.ike.Delete;
import org.waywiser.wire.ike.ExchangeType;
import org.waywiser.wire.ike.IkePayload;
import org.waywiser.wire.ike.KeyExchange;
import org.waywiser.wire.ike.Nonce;
import org.waywiser.wire.ike.Notify;
import org.waywiser.wire.ike.NotifyType;
import org.waywiser.wire.ike.SecurityAssociation;

/** Bob asks for new keys, and a peer that holds the right keys refuses. */
@Rfc(value = 7296, section = "1.3")
class RefusedRequestsTest {
    private static final String PROPOSAL = "aes128gcm16-prfsha256-x25519-ecp256";
    private static final Notify WANTS_ECP_256 = Notify.of(NotifyType.INVALID_KE_PAYLOAD, Octets.hex("0013"));
    private static final Duration LIFETIME = Duration.ofMinutes(10);

    /** What Bob asks for. */
    enum Asked {
        REKEYED_IKE,
        REKEYED_CHILD,
        NEW_CHILD
    }

    private final VirtualTime time = new VirtualTime();
    private ScriptedInitiator alice = open(Lifetimes.UNLIMITED);
    private int child;

    // ---- INVALID_KE_PAYLOAD

    @ParameterizedTest
    @EnumSource
    void theRequestIsRepeatedWithTheGroupThatThePeerNames(Asked asked) {
        var first = ask(asked);
        var second = Lockstep.sent(alice.answer(first, List.of(WANTS_ECP_256))).getFirst();

        assertThat(only(alice.opened(first), KeyExchange.class).group()).isEqualTo(31);
        assertThat(only(alice.opened(second), KeyExchange.class).group()).isEqualTo(19);
        assertThat(only(alice.opened(second), KeyExchange.class).data().length())
                .isEqualTo(64);
        assertThat(only(alice.opened(second), Nonce.class)).isEqualTo(only(alice.opened(first), Nonce.class));
        assertThat(only(alice.opened(second), SecurityAssociation.class))
                .isEqualTo(only(alice.opened(first), SecurityAssociation.class));
        assertThat(Lockstep.message(second).messageId())
                .isEqualTo(Lockstep.message(first).messageId() + 1);
    }

    @ParameterizedTest
    @EnumSource
    void thePeerNamesAGroupOnlyOnce(Asked asked) {
        var second =
                Lockstep.sent(alice.answer(ask(asked), List.of(WANTS_ECP_256))).getFirst();
        var x25519 = Notify.of(NotifyType.INVALID_KE_PAYLOAD, Octets.hex("001f"));

        assertRefused(alice.answer(second, List.of(x25519)), "INVALID_KE_PAYLOAD");
    }

    @ParameterizedTest
    @ValueSource(strings = {"000e", "03e9", "13"})
    void aGroupThatWasNotOfferedIsNotTaken(String group) {
        for (var asked : Asked.values()) {
            alice = open(Lifetimes.UNLIMITED);
            var notify = Notify.of(NotifyType.INVALID_KE_PAYLOAD, Octets.hex(group));

            assertRefused(alice.answer(ask(asked), List.of(notify)), "INVALID_KE_PAYLOAD");
        }
    }

    // ---- NO_PROPOSAL_CHOSEN

    @ParameterizedTest
    @EnumSource
    @Rfc(value = 7296, section = "2.21.3")
    void theSaStandsWhenThePeerChoosesNoProposal(Asked asked) {
        assertRefused(
                alice.answer(ask(asked), List.of(Notify.of(NotifyType.NO_PROPOSAL_CHOSEN))), "NO_PROPOSAL_CHOSEN");
        assertThat(alice.bob.deadline()).isEmpty();
        assertThat(alice.opened(ask(asked))).isNotEmpty();
    }

    // ---- refused until the end

    @Test
    @Rfc(value = 7296, section = "2.8")
    void anSaThatCannotBeRekeyedEndsATenthAfterItsTime() {
        alice = open(Lifetimes.UNLIMITED.rekeyedAfter(LIFETIME).withJitter(0));
        long begun = time.now();
        var refused = refusedUntilTheEnd(NotifyType.NO_PROPOSAL_CHOSEN, DeletionCause.EXPIRED);

        assertThat(refused.getFirst() - begun).isEqualTo(LIFETIME.toNanos());
        assertThat(refused).hasSizeGreaterThan(2);
        assertThat(time.now() - begun)
                .isEqualTo(LIFETIME.plus(LIFETIME.dividedBy(10)).toNanos());
    }

    @Test
    void threeMinutesOfTemporaryFailuresEndTheSa() {
        alice = open(Lifetimes.UNLIMITED.rekeyedAfter(LIFETIME.multipliedBy(6)).withJitter(0));
        var refused = refusedUntilTheEnd(NotifyType.TEMPORARY_FAILURE, DeletionCause.OUT_OF_STEP);

        assertThat(refused.getLast() - refused.getFirst())
                .isBetween(
                        Duration.ofSeconds(180).toNanos(),
                        Duration.ofSeconds(200).toNanos());
        for (int i = 1; i < refused.size(); i++) {
            assertThat(refused.get(i) - refused.get(i - 1))
                    .isBetween(
                            Duration.ofSeconds(10).toNanos(),
                            Duration.ofSeconds(20).toNanos());
        }
    }

    /** When Bob tried to rekey the IKE SA, which he then deletes. */
    private List<Long> refusedUntilTheEnd(NotifyType refusal, DeletionCause cause) {
        var tried = new ArrayList<Long>();
        while (true) {
            time.advance(Duration.ofNanos(alice.bob.deadline().orElseThrow() - time.now()));
            var request = Lockstep.sent(alice.bob.on(new IkeInput.Tick(), time.now()));
            if (request.isEmpty()) continue;
            if (alice.opened(request.getFirst()).contains(Delete.IKE_SA)) {
                assertThat(alice.answer(request.getFirst(), List.of()))
                        .containsExactly(new IkeEffect.Deleted(
                                alice.negotiated.spiI(), alice.negotiated.spiR(), Ends.ALICE_AT, cause));
                return tried;
            }
            tried.add(time.now());
            alice.answer(request.getFirst(), List.of(Notify.of(refusal)));
        }
    }

    @Test
    @Rfc(value = 7296, section = "2.8.3")
    void anSaWhoseIdentitiesAreNotProvenAnewEndsATenthAfterItsTime() {
        var lifetimes = Lifetimes.UNLIMITED.reauthenticatedAfter(LIFETIME).withJitter(0);
        var ends = new Lockstep(
                Ends.alice(Lockstep.PSK, PROPOSAL).withLifetimes(lifetimes), Ends.bob(Lockstep.PSK, PROPOSAL));
        var old = ends.establish();
        ends.time.advance(LIFETIME);
        var anew = ends.only(ends.aliceTicks());
        assertThat(Lockstep.message(anew).spiI()).isNotEqualTo(old.spiI());

        // Bob does not answer it
        ends.time.advance(LIFETIME.dividedBy(10));
        var delete = Lockstep.sent(ends.aliceTicks()).stream()
                .filter(d -> Lockstep.message(d).spiI() == old.spiI())
                .findFirst()
                .orElseThrow();
        assertThat(ends.aliceHears(ends.toBob(delete)))
                .containsExactly(
                        new IkeEffect.Deleted(old.spiI(), old.spiR(), Ends.BOB_AT, DeletionCause.NOT_REAUTHENTICATED));
    }

    // ---- helpers

    private ScriptedInitiator open(Lifetimes lifetimes) {
        var children = new ChildPolicy(ChildProposals.parse("aes128gcm16-x25519-ecp256"));
        var bob = Ends.bob(Lockstep.PSK, PROPOSAL).withChild(children).withLifetimes(lifetimes);
        var policy = Ends.alice(Lockstep.PSK, PROPOSAL).withChild(children);
        var initiator = new ScriptedInitiator(policy, Ends.responder(bob, 2), time);
        child = initiator.send(ExchangeType.IKE_AUTH, 1, initiator.auth()).stream()
                .filter(IkeEffect.ChildEstablished.class::isInstance)
                .map(e -> ((IkeEffect.ChildEstablished) e).child().ownSpi())
                .findFirst()
                .orElseThrow();
        return initiator;
    }

    /** The request of Bob. */
    private Octets ask(Asked asked) {
        long spiI = alice.negotiated.spiI();
        long spiR = alice.negotiated.spiR();
        var input = switch (asked) {
            case REKEYED_IKE -> new IkeInput.Rekey(spiI, spiR);
            case REKEYED_CHILD -> new IkeInput.RekeyChild(spiI, spiR, child);
            case NEW_CHILD -> new IkeInput.CreateChild(spiI, spiR);
        };
        return Lockstep.sent(alice.bob.on(input, time.now())).getFirst();
    }

    /** Bob goes on as if he had not asked. */
    private void assertRefused(List<IkeEffect> effects, String how) {
        assertThat(effects)
                .singleElement()
                .isInstanceOfSatisfying(
                        IkeEffect.Log.class, log -> assertThat(log.text()).contains("the peer answers " + how));
        assertThat(alice.bob.size()).isEqualTo(1);
        assertThat(alice.response(alice.send(ExchangeType.INFORMATIONAL, 2, List.of())))
                .contains(List.of());
    }

    private static <T extends IkePayload> T only(List<IkePayload> payloads, Class<T> kind) {
        return payloads.stream()
                .filter(kind::isInstance)
                .map(kind::cast)
                .findFirst()
                .orElseThrow();
    }
}
