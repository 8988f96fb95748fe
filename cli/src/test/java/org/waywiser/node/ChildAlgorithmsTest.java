package org.waywiser.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.waywiser.keys.KeysUnavailable;
import org.waywiser.keys.connections.IkeConnection;
import org.waywiser.keys.embedded.EmbeddedIke;
import org.waywiser.node.BindingRules.OnDelete;
import org.waywiser.protocol.control.Profile;
import org.waywiser.protocol.ike.ChildPolicy;
import org.waywiser.protocol.ike.IkePolicy;
import org.waywiser.security.binding.Derivation;
import org.waywiser.security.binding.RootKind;
import org.waywiser.security.ike.ChildProposals;
import org.waywiser.testkit.Rfc;
import org.waywiser.wire.Octets;
import org.waywiser.wire.control.Modes;

/** A child that encrypts and authenticates by one key, between two embedded engines. draft-ietf-ippm-ipsec-01 §4.3.2. */
@Tag("net")
@Timeout(60)
class ChildAlgorithmsTest {
    private static final BindingPlan ALT2 = new BindingPlan(Profile.DRAFT_ALT2, RootKind.IPSEC_SA, Derivation.DIRECT);
    private static final BindingPlan DRAFT = new BindingPlan(Profile.DRAFT, RootKind.IPSEC_SA, Derivation.DIRECT);

    private final SecureRandom random = new SecureRandom();

    private static IkePolicy withAead(IkePolicy policy) {
        return policy.withChild(new ChildPolicy(ChildProposals.parse("aes128gcm16")));
    }

    private static IkePair established() throws Exception {
        var ike = IkePair.on(Plans.LOOPBACK, ChildAlgorithmsTest::withAead, ChildAlgorithmsTest::withAead);
        ike.finder().find(Plans.LOOPBACK).secret().wipe();
        Eventually.holds(() -> !ike.responder().all().isEmpty(), () -> "an SA at both ends");
        return ike;
    }

    @Test
    void alternative2HasNoKeysOfItEvenByItsName() throws Exception {
        try (var ike = established()) {
            for (EmbeddedIke end : List.of(ike.initiator(), ike.responder())) {
                assertThat(end.bind(Plans.LOOPBACK, Profile.DRAFT_ALT2, RootKind.IPSEC_SA))
                        .isEmpty();
                try (var ofDraft = end.bind(Plans.LOOPBACK, Profile.DRAFT, RootKind.IPSEC_SA)
                                .orElseThrow();
                        var named = end.bind(
                                        Plans.LOOPBACK,
                                        Profile.DRAFT_ALT2,
                                        ofDraft.sa().name())
                                .orElseThrow()) {
                    assertThatExceptionOfType(KeysUnavailable.class)
                            .isThrownBy(() -> named.keys(Profile.DRAFT_ALT2, Octets.EMPTY, 0))
                            .withMessageContaining("takes an ESP SA of AES-CBC with an HMAC, not aes128gcm16");
                }
            }
        }
    }

    @Test
    void aClientSaysWhichChildAlternative2Takes() throws Exception {
        try (var ike = established();
                var server = server(ike, ALT2)) {
            assertThatExceptionOfType(MeasurementFailure.class)
                    .isThrownBy(() -> client(ike, server, ALT2).measure())
                    .withMessageContaining("has no ESP SA of AES-CBC with an HMAC: see --ike-child");
        }
    }

    @Test
    @Rfc(value = 4106, section = "8.1")
    void itsKeymatWithTheSaltsIsARoot() throws Exception {
        try (var ike = established();
                var server = server(ike, DRAFT)) {
            MeasurementTest.complete(client(ike, server, DRAFT).measure().getFirst());
        }
    }

    private TwampServer server(IkePair ike, BindingPlan plan) throws Exception {
        return TwampServer.start(
                ServerPlan.of(new InetSocketAddress(Plans.LOOPBACK, 0), Plans.ALL, null, ike.responder())
                        .with(new BindingRules(plan, Plans.LABORATORY, OnDelete.KEEP)),
                random);
    }

    private TwampClient client(IkePair ike, TwampServer server, BindingPlan plan) {
        var binder = new EmbeddedSaBinder(
                ike.initiator(), IkeConnection.towards(ike.responder().address(), ike.policy()));
        return new TwampClient(
                Plans.measurement(server.controlAddress(), _ -> {}),
                Credentials.bound(
                        plan, binder, Plans.LABORATORY, List.of(Modes.ENCRYPTED), Credentials.DEFAULT_MAX_COUNT),
                random);
    }
}
