package org.waywiser.protocol.ike;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.waywiser.testkit.VirtualTime;
import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.Octets;
import org.waywiser.wire.ike.IkeMessage;

/** Alice initiates, Bob responds; the test carries each message. */
final class Lockstep {
    static final String PSK = "correct horse battery staple";
    static final String PROPOSAL = "aes256gcm16-prfsha384-x25519";

    final VirtualTime time = new VirtualTime();
    final IkeEndpoint alice;
    final IkeEndpoint bob;
    final IkePolicy alicePolicy;

    /** Everything either end said, apart from datagrams. */
    final List<IkeEffect> told = new ArrayList<>();

    Lockstep() {
        this(Ends.alice(PSK, PROPOSAL), Ends.bob(PSK, PROPOSAL));
    }

    Lockstep(IkePolicy alicePolicy, IkePolicy bobPolicy) {
        this(alicePolicy, Ends.responder(bobPolicy, 2));
    }

    Lockstep(IkePolicy alicePolicy, IkeEndpoint bob) {
        this(alicePolicy, bob, Ends.initiator(1));
    }

    Lockstep(IkePolicy alicePolicy, IkeEndpoint bob, IkeEndpoint alice) {
        this.alicePolicy = alicePolicy;
        this.alice = alice;
        this.bob = bob;
    }

    /** HDR, SAi1, KEi, Ni. */
    Octets initiate() {
        return only(alice.on(new IkeInput.Initiate(7, Ends.ALICE_AT, Ends.BOB_AT, alicePolicy), time.now()));
    }

    /** Gives Bob a datagram; the one he sends. */
    Octets toBob(Octets datagram) {
        return only(bobHears(datagram));
    }

    /** Gives Alice a datagram; the one she sends. */
    Octets toAlice(Octets datagram) {
        return only(aliceHears(datagram));
    }

    List<IkeEffect> bobHears(Octets datagram) {
        return bob.on(new IkeInput.Received(datagram, Ends.ALICE_AT, Ends.BOB_AT), time.now());
    }

    List<IkeEffect> aliceHears(Octets datagram) {
        return alice.on(new IkeInput.Received(datagram, Ends.BOB_AT, Ends.ALICE_AT), time.now());
    }

    /** What Alice does about the time that has come. */
    List<IkeEffect> aliceTicks() {
        return alice.on(new IkeInput.Tick(), time.now());
    }

    /** What Alice does when nothing better has come after a refusal. */
    List<IkeEffect> aliceGivesUp() {
        time.advance(Duration.ofSeconds(1));
        return aliceTicks();
    }

    List<IkeEffect> bobTicks() {
        return bob.on(new IkeInput.Tick(), time.now());
    }

    /** The four messages of RFC 7296 §1.2; what Alice then tells. */
    IkeSaInfo establish() {
        var response = toBob(toAlice(toBob(initiate())));
        var effects = aliceHears(response);
        told.addAll(effects);
        assertThat(effects).singleElement().isInstanceOf(IkeEffect.Established.class);
        return ((IkeEffect.Established) effects.getFirst()).sa();
    }

    IkeSaInfo established(List<IkeEffect> effects) {
        return effects.stream()
                .filter(IkeEffect.Established.class::isInstance)
                .map(e -> ((IkeEffect.Established) e).sa())
                .findFirst()
                .orElseThrow();
    }

    /** The one datagram among the effects; the rest is kept in {@link #told}. */
    Octets only(List<IkeEffect> effects) {
        var sent = sent(effects);
        effects.stream().filter(e -> !(e instanceof IkeEffect.Send)).forEach(told::add);
        assertThat(sent).as("datagrams of " + effects).hasSize(1);
        return sent.getFirst();
    }

    static List<Octets> sent(List<IkeEffect> effects) {
        return effects.stream()
                .filter(IkeEffect.Send.class::isInstance)
                .map(e -> ((IkeEffect.Send) e).octets())
                .toList();
    }

    /** A datagram of port 4500 as a message. */
    static IkeMessage message(Octets datagram) {
        try {
            return IkeMessage.read(datagram.slice(4, datagram.length()).toByteArray());
        } catch (MalformedMessage e) {
            throw new AssertionError(e);
        }
    }

    /** A message as a datagram of port 4500. */
    static Octets datagram(IkeMessage message) {
        return Octets.zeros(4).concat(Octets.of(message.toByteArray()));
    }

    static IkeEffect.Failed failed(
            OptionalLong attempt, InetSocketAddress peer, List<IkeEffect> effects, FailureReason reason) {
        var failed = effects.stream()
                .filter(IkeEffect.Failed.class::isInstance)
                .map(IkeEffect.Failed.class::cast)
                .findFirst()
                .orElseThrow();
        assertThat(failed.attempt()).isEqualTo(attempt);
        assertThat(failed.peer()).isEqualTo(peer);
        assertThat(failed.reason()).isEqualTo(reason);
        return failed;
    }
}
