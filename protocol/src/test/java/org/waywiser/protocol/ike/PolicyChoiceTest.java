package org.waywiser.protocol.ike;

import static org.assertj.core.api.Assertions.assertThat;
import static org.waywiser.protocol.ike.Lockstep.PSK;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.waywiser.security.Secret;
import org.waywiser.security.ike.IkeProposals;
import org.waywiser.security.ike.auth.Identities;
import org.waywiser.security.ike.auth.PeerPolicy;
import org.waywiser.security.ike.auth.PreSharedKeys;
import org.waywiser.security.ike.auth.SharedKeyAuthenticator;
import org.waywiser.testkit.Rfc;
import org.waywiser.wire.ike.Identification;

@Rfc(value = 7296, section = "2.15")
class PolicyChoiceTest {
    private static final String AES = "aes256gcm16-prfsha384-x25519";
    private static final String CHACHA = "chacha20poly1305-prfsha256-x25519";
    private static final Identification CAROL = Identities.parse("carol.example.org");
    private static final Identification OTHER_BOB = Identities.parse("other.bob.example.org");

    @Test
    void answersByThePolicyThatExpectsThePeer() {
        var ends = ends(
                Ends.alice(PSK, AES),
                rule(bob(Ends.BOB, CAROL, "another key", AES)),
                rule(bob(Ends.BOB, Ends.ALICE, PSK, AES)));

        assertThat(ends.establish().remoteIdentity()).isEqualTo(Ends.BOB);
    }

    @Test
    void triesFurtherPoliciesWhereOneDoesNotBelieveThePeer() {
        var ends = ends(
                Ends.alice(PSK, AES),
                rule(bob(Ends.BOB, Ends.ALICE, "another key", AES)),
                rule(bob(Ends.BOB, Ends.ALICE, PSK, AES)));

        assertThat(ends.establish().remoteIdentity()).isEqualTo(Ends.BOB);
    }

    @Test
    void prefersTheProposalsOfThePolicyOfThePeersAddress() {
        var both = Ends.alice(PSK, AES + "," + CHACHA);
        var elsewhere = rule(bob(Ends.BOB, CAROL, PSK, AES));
        var here = new IkeResponder.Rule(Set.of(Ends.ALICE_AT.getAddress()), bob(Ends.BOB, Ends.ALICE, PSK, CHACHA));

        assertThat(ends(both, elsewhere, here).establish().proposal()).isEqualTo(CHACHA);
    }

    @Test
    @Rfc(value = 7296, section = "3.5")
    void prefersThePolicyWithTheIdentityThatThePeerAsksFor() {
        var alice = Ends.alice(PSK, AES);
        var asking = new IkePolicy(
                alice.authenticator(),
                PeerPolicy.sharedKeys(PreSharedKeys.forAnyPeer(secret(PSK))),
                alice.proposals(),
                Optional.of(OTHER_BOB));

        var ends = ends(asking, rule(bob(Ends.BOB, Ends.ALICE, PSK, AES)), rule(bob(OTHER_BOB, Ends.ALICE, PSK, AES)));

        assertThat(ends.establish().remoteIdentity()).isEqualTo(OTHER_BOB);
    }

    @Test
    void refusesAPeerThatNoPolicyExpects() {
        var detail = refusal(ends(
                Ends.alice(PSK, AES), rule(bob(Ends.BOB, CAROL, PSK, AES)), rule(bob(OTHER_BOB, CAROL, PSK, AES))));

        assertThat(detail).isEqualTo("no connection is for alice.example.org with " + AES);
    }

    /** Before the peer tells who it is, only what most policies accept is likely to be what its own accepts. */
    @Test
    void choosesWhatMostPoliciesAcceptForAnAddressThatSaysNothing() {
        var alice = Ends.alice(PSK, AES + "," + CHACHA);
        var ends = ends(
                alice,
                rule(bob(Ends.BOB, CAROL, PSK, AES + "," + CHACHA)),
                rule(bob(Ends.BOB, Ends.ALICE, PSK, CHACHA)));

        assertThat(ends.establish().proposal()).isEqualTo(CHACHA);
    }

    @Test
    void prefersTheProposalsOfThePolicyOfThePeersAddressToWhatMostAccept() {
        var here = new IkeResponder.Rule(Set.of(Ends.ALICE_AT.getAddress()), bob(Ends.BOB, Ends.ALICE, PSK, AES));
        var ends = ends(
                Ends.alice(PSK, CHACHA + "," + AES),
                rule(bob(Ends.BOB, CAROL, PSK, CHACHA)),
                rule(bob(OTHER_BOB, CAROL, PSK, CHACHA)),
                here);

        assertThat(ends.establish().proposal()).isEqualTo(AES);
    }

    /** Or the weakest proposals of all connections would be good for each of them. */
    @Test
    void refusesAPeerWhosePolicyDoesNotAcceptWhatWasNegotiated() {
        var detail = refusal(ends(
                Ends.alice(PSK, AES + "," + CHACHA),
                rule(bob(Ends.BOB, CAROL, PSK, AES)),
                rule(bob(Ends.BOB, Ends.ALICE, PSK, CHACHA))));

        assertThat(detail).isEqualTo("no connection is for alice.example.org with " + AES);
    }

    private static String refusal(Lockstep ends) {
        var effects = ends.bobHears(ends.toAlice(ends.toBob(ends.initiate())));
        return Lockstep.failed(OptionalLong.empty(), Ends.ALICE_AT, effects, FailureReason.PEER_NOT_AUTHENTIC)
                .detail();
    }

    private static Lockstep ends(IkePolicy alice, IkeResponder.Rule... rules) {
        var settings = IkeSettings.defaults(new IkeResponder(List.of(rules)));
        return new Lockstep(alice, Ends.endpoint(settings, 2));
    }

    private static IkeResponder.Rule rule(IkePolicy policy) {
        return new IkeResponder.Rule(Set.of(), policy);
    }

    private static IkePolicy bob(Identification own, Identification peer, String psk, String proposals) {
        var keys = new PreSharedKeys(Map.of(peer, secret(psk)), null);
        return new IkePolicy(
                SharedKeyAuthenticator.towardsAnyone(own, keys),
                PeerPolicy.sharedKeys(keys).expecting(peer),
                IkeProposals.parse(proposals),
                Optional.empty());
    }

    private static Secret secret(String text) {
        return Secret.of(text.getBytes(StandardCharsets.UTF_8));
    }
}
