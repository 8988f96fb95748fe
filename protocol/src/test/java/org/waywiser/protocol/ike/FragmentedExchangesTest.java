package org.waywiser.protocol.ike;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.waywiser.security.ike.Prf;
import org.waywiser.security.ike.auth.AuthenticationFailed;
import org.waywiser.security.ike.auth.Authenticator;
import org.waywiser.security.ike.auth.VerifiedPeer;
import org.waywiser.testkit.Rfc;
import org.waywiser.wire.Octets;
import org.waywiser.wire.ike.Authentication;
import org.waywiser.wire.ike.Certificate;
import org.waywiser.wire.ike.Encrypted;
import org.waywiser.wire.ike.EncryptedFragment;
import org.waywiser.wire.ike.Identification;
import org.waywiser.wire.ike.IkeMessage;
import org.waywiser.wire.ike.NotifyType;
import org.waywiser.wire.ike.PayloadType;

/** IKE_AUTH messages of 8 kB between two endpoints of ours. */
@Rfc(value = 7383, section = "2.4")
@Rfc(value = 7383, section = "2.5")
class FragmentedExchangesTest {
    private static final int UDP_OVER_IPV4 = 28;
    private static final int UDP_OVER_IPV6 = 48;

    private final Lockstep ends = new Lockstep(large(alice()), large(bob()));

    @Test
    @Rfc(value = 7383, section = "2.3")
    void bothEndsAnnounceFragmentation() {
        var first = ends.initiate();
        var second = ends.toBob(first);

        for (var message : List.of(first, second)) {
            assertThat(Lockstep.message(message)
                            .notification(NotifyType.IKEV2_FRAGMENTATION_SUPPORTED)
                            .orElseThrow()
                            .data())
                    .isEqualTo(Octets.EMPTY);
        }
    }

    @Test
    void eachFragmentHasTheHeaderOfTheMessageAndItsPlaceInIt() {
        var fragments = requestInFragments();
        var message = Lockstep.message(fragments.getFirst());

        assertThat(fragments).hasSizeBetween(16, 20);
        for (int i = 0; i < fragments.size(); i++) {
            var fragment = Lockstep.message(fragments.get(i));
            var skf = (EncryptedFragment) fragment.payloads().getFirst();
            assertThat(fragment.payloads()).hasSize(1);
            assertThat(header(fragment)).isEqualTo(header(message));
            assertThat(fragment.messageId()).isEqualTo(1);
            assertThat(skf.number()).isEqualTo(i + 1);
            assertThat(skf.total()).isEqualTo(fragments.size());
            assertThat(skf.firstPayload()).isEqualTo(i == 0 ? PayloadType.IDI : PayloadType.NONE);
        }
    }

    @Test
    @Rfc(value = 7383, section = "2.5.1")
    void fragmentsFillDatagramsOf576OctetsOverIpv4And1280OverIpv6() {
        var sizes = requestInFragments().stream().map(Octets::length).toList();
        assertThat(Collections.max(sizes) + UDP_OVER_IPV4).isBetween(570, 576);

        var v6 = new Lockstep(large(alice()), large(bob()));
        var from = Ends.address("2001:db8::1", 4500);
        var to = Ends.address("2001:db8::2", 4500);
        var init = v6.only(v6.alice.on(new IkeInput.Initiate(7, from, to, v6.alicePolicy), 0));
        var response = v6.only(v6.bob.on(new IkeInput.Received(init, from, to), 0));
        sizes = Lockstep.sent(v6.alice.on(new IkeInput.Received(response, to, from), 0)).stream()
                .map(Octets::length)
                .toList();
        assertThat(Collections.max(sizes) + UDP_OVER_IPV6).isBetween(1_270, 1_280);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"aes256gcm16-prfsha384-x25519", "aes128-sha256-x25519", "chacha20poly1305-prfsha256-x25519"})
    @Rfc(value = 7383, section = "2.6")
    void fragmentsInAnyOrderAndDoubledMakeTheMessage(String proposal) {
        var pair = new Lockstep(large(Ends.alice(Lockstep.PSK, proposal)), large(Ends.bob(Lockstep.PSK, proposal)));
        var request = new ArrayList<>(Lockstep.sent(pair.aliceHears(pair.toBob(pair.initiate()))));
        var effects = new ArrayList<IkeEffect>();
        for (var fragment : shuffledAndDoubled(request)) effects.addAll(pair.bobHears(fragment));
        var response = Lockstep.sent(effects);
        assertThat(response).hasSizeGreaterThan(15);
        var told = new ArrayList<IkeEffect>();
        for (var fragment : shuffledAndDoubled(response)) {
            told.addAll(pair.aliceHears(fragment));
        }

        assertThat(pair.established(told).skD())
                .isEqualTo(pair.established(effects).skD());
        assertThat(pair.alice.deadline()).isEmpty();
        assertThat(pair.bob.deadline()).isEmpty();
    }

    @Test
    void smallMessagesAreNotCutThoughLargeOnesWere() {
        var info = establish(ends);
        var delete = Lockstep.sent(ends.alice.on(new IkeInput.Delete(info.spiI(), info.spiR()), ends.time.now()));

        assertThat(delete).hasSize(1);
        assertThat(Lockstep.message(delete.getFirst()).payloads())
                .singleElement()
                .isInstanceOf(Encrypted.class);
    }

    @Test
    @Rfc(value = 7383, section = "2.2")
    void ikeSaInitIsNeverCut() {
        var proposal = "aes128gcm16-prfsha512-modp8192";
        var pair = new Lockstep(Ends.alice(Lockstep.PSK, proposal), Ends.bob(Lockstep.PSK, proposal));
        var first = pair.initiate();

        assertThat(first.length()).isGreaterThan(1_024);
        assertThat(pair.toBob(first).length()).isGreaterThan(1_024);
    }

    @Test
    void withoutTheConsentOfBothNothingIsCut() {
        var off = IkeSettings.Network.DEFAULT.withFragmentation(false);
        var deaf = Ends.endpoint(IkeSettings.defaults(Optional.of(large(bob()))).withNetwork(off), 2);
        var toDeaf = new Lockstep(large(alice()), deaf);
        var response = toDeaf.toBob(toDeaf.initiate());
        assertThat(Lockstep.message(response).notification(NotifyType.IKEV2_FRAGMENTATION_SUPPORTED))
                .isEmpty();
        assertThat(toDeaf.toAlice(response).length()).isGreaterThan(8_000);

        var mute = Ends.endpoint(IkeSettings.defaults(Optional.empty()).withNetwork(off), 1);
        var fromMute = new Lockstep(large(alice()), Ends.responder(large(bob()), 2), mute);
        var first = fromMute.initiate();
        assertThat(Lockstep.message(first).notification(NotifyType.IKEV2_FRAGMENTATION_SUPPORTED))
                .isEmpty();
        var second = fromMute.toBob(first);
        assertThat(Lockstep.message(second).notification(NotifyType.IKEV2_FRAGMENTATION_SUPPORTED))
                .isEmpty();
        assertThat(fromMute.toBob(fromMute.toAlice(second)).length()).isGreaterThan(8_000);
    }

    @Test
    @Rfc(value = 7296, section = "2.1")
    void aRequestIsRepeatedWithAllItsFragments() {
        var fragments = requestInFragments();
        ends.time.advance(Duration.ofMillis(500));

        assertThat(Lockstep.sent(ends.aliceTicks())).isEqualTo(fragments);
    }

    @Test
    void whatWasLostIsFilledByTheRepetition() {
        var fragments = requestInFragments();
        for (int i = 0; i < fragments.size(); i += 2) ends.bobHears(fragments.get(i));
        var effects = new ArrayList<IkeEffect>();
        for (int i = 1; i < fragments.size(); i += 2) effects.addAll(ends.bobHears(fragments.get(i)));

        assertThat(effects).anyMatch(IkeEffect.Established.class::isInstance);
    }

    @Test
    @Rfc(value = 7383, section = "2.6.1")
    void onlyTheFirstFragmentOfAnAnsweredRequestIsAnsweredAgainWithAllOfTheResponse() {
        var request = requestInFragments();
        var response = deliver(request, ends::bobHears);

        assertThat(Lockstep.sent(ends.bobHears(request.getFirst()))).isEqualTo(response);
        for (var other : request.subList(1, request.size())) {
            assertThat(Lockstep.sent(ends.bobHears(other))).isEmpty();
        }
    }

    @Test
    @Rfc(value = 7296, section = "2.11")
    void theResponseGoesWhereTheLastFragmentCameFrom() {
        var request = requestInFragments();
        deliver(request.subList(0, request.size() - 1), ends::bobHears);
        var moved = Ends.address("203.0.113.5", 1_234);
        var effects = ends.bob.on(new IkeInput.Received(request.getLast(), moved, Ends.BOB_AT), ends.time.now());

        assertThat(effects.stream().filter(IkeEffect.Send.class::isInstance).map(e -> ((IkeEffect.Send) e).to()))
                .hasSizeGreaterThan(15)
                .containsOnly(moved);
    }

    // ---- helpers

    private List<Octets> requestInFragments() {
        return Lockstep.sent(ends.aliceHears(ends.toBob(ends.initiate())));
    }

    private interface Listener {
        List<IkeEffect> hears(Octets datagram);
    }

    private static List<Octets> deliver(List<Octets> datagrams, Listener to) {
        return datagrams.stream()
                .flatMap(d -> Lockstep.sent(to.hears(d)).stream())
                .toList();
    }

    private static IkeSaInfo establish(Lockstep pair) {
        var request = Lockstep.sent(pair.aliceHears(pair.toBob(pair.initiate())));
        var effects = new ArrayList<IkeEffect>();
        for (var fragment : deliver(request, pair::bobHears)) effects.addAll(pair.aliceHears(fragment));
        return pair.established(effects);
    }

    private static List<Octets> shuffledAndDoubled(List<Octets> fragments) {
        var all = new ArrayList<>(fragments.subList(0, fragments.size() - 1));
        all.addAll(fragments.subList(0, fragments.size() - 1));
        Collections.shuffle(all, new Random(8));
        all.add(fragments.getLast());
        return all;
    }

    private static List<Object> header(IkeMessage m) {
        return List.of(m.spiI(), m.spiR(), m.exchange(), m.initiator(), m.response(), m.messageId());
    }

    private static IkePolicy alice() {
        return Ends.alice(Lockstep.PSK, Lockstep.PROPOSAL);
    }

    private static IkePolicy bob() {
        return Ends.bob(Lockstep.PSK, Lockstep.PROPOSAL);
    }

    /** The same proof, with certificates of 8 kB that nobody needs. */
    static IkePolicy large(IkePolicy policy) {
        return new IkePolicy(
                new Large(policy.authenticator()), policy.verifier(), policy.proposals(), policy.peerIdentity());
    }

    private record Large(Authenticator real) implements Authenticator {
        @Override
        public Authenticator forPeer(VerifiedPeer peer) throws AuthenticationFailed {
            return new Large(real.forPeer(peer));
        }

        @Override
        public Identification identity() {
            return real.identity();
        }

        @Override
        public List<Certificate> certificates() {
            return Collections.nCopies(4, Certificate.x509(Octets.zeros(2_048)));
        }

        @Override
        public Authentication authenticate(byte[] signedOctets, Prf prf, Set<Integer> peerHashes)
                throws AuthenticationFailed {
            return real.authenticate(signedOctets, prf, peerHashes);
        }
    }
}
