package org.waywiser.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.waywiser.keys.connections.IkeConnection;
import org.waywiser.keys.embedded.EmbeddedIke;
import org.waywiser.keys.embedded.Rekeyings;
import org.waywiser.node.BindingRules.OnDelete;
import org.waywiser.protocol.control.Profile;
import org.waywiser.protocol.ike.ChildPolicy;
import org.waywiser.protocol.ike.IkePolicy;
import org.waywiser.security.binding.Derivation;
import org.waywiser.security.binding.RootKind;
import org.waywiser.security.ike.ChildProposals;
import org.waywiser.testkit.Rfc;
import org.waywiser.wire.control.Modes;
import org.waywiser.wire.control.SaName;

/** Rekeyings of an IKE SA and its child while a session runs, in every profile. RFC 7717 §5.1, draft-ietf-ippm-ipsec-01 §4.1. */
@Tag("net")
@Timeout(60)
@Rfc(value = 7296, section = "2.8")
class ReportedRekeyingsTest {
    private static final int TIMES = 20;

    private final SecureRandom random = new SecureRandom();

    private static IkePolicy withChild(IkePolicy policy) {
        return policy.withChild(new ChildPolicy(ChildProposals.parse("aes256-sha256")));
    }

    @ParameterizedTest
    @EnumSource(value = Profile.class)
    void areListedAndLoseNothing(Profile profile) throws Exception {
        try (var ike = IkePair.on(Plans.LOOPBACK, ReportedRekeyingsTest::withChild, ReportedRekeyingsTest::withChild)) {
            ServerPlan plan = ServerPlan.of(new InetSocketAddress(Plans.LOOPBACK, 0), Plans.ALL, null, ike.responder())
                    .with(new BindingRules(plan(profile), Plans.LABORATORY, OnDelete.KEEP));
            try (var server = TwampServer.start(plan, random)) {
                var client = new TwampClient(
                                Plans.measurement(server.controlAddress(), w -> w.count = 50_000),
                                credentials(profile, ike),
                                random)
                        .watching(ike.initiator());
                SessionOutcome outcome;
                try (var heard = RekeyWatch.of(ike.initiator(), Plans.LOOPBACK)) {
                    var measuring = CompletableFuture.supplyAsync(() -> measure(client));
                    Eventually.holds(() -> !client.snapshots().isEmpty(), () -> "the measurement runs");
                    for (int i = 0; i < TIMES; i++) {
                        rekey(Rekeyings::ofIke, ike.initiator(), heard);
                        rekey(Rekeyings::ofChild, ike.initiator(), heard);
                    }
                    client.stop();
                    outcome = measuring.get(20, TimeUnit.SECONDS);
                }

                assertThat(outcome.summary().packets().lost()).isZero();
                assertThat(outcome.summary().packets().received())
                        .isEqualTo(outcome.summary().packets().sent());
                assertThat(outcome.summary().drops()).isEmpty();
                assertThat(outcome.rekeyings()).hasSize(2 * TIMES);
                assertThat(outcome.rekeyings().stream()
                                .map(NotedRekeying::rekeying)
                                .filter(rekeying -> rekeying.protocol() == SaName.ESP))
                        .hasSize(TIMES);
            }
        }
    }

    private static void rekey(Consumer<EmbeddedIke> how, EmbeddedIke ike, RekeyWatch heard) {
        int before = heard.noted().size();
        how.accept(ike);
        Eventually.holds(() -> heard.noted().size() > before, () -> "another rekeying than " + heard.noted());
    }

    private static SessionOutcome measure(TwampClient client) {
        try {
            return client.measure().getFirst();
        } catch (MeasurementFailure | InterruptedException e) {
            throw new CompletionException(e);
        }
    }

    private static BindingPlan plan(Profile profile) {
        return profile == Profile.RFC7717
                ? BindingPlan.rfc7717()
                : new BindingPlan(profile, RootKind.IPSEC_SA, Derivation.DIRECT);
    }

    private static Credentials credentials(Profile profile, IkePair ike) {
        if (profile == Profile.RFC7717) return Plans.withIke(SecurityPolicy.REQUIRE, ike.finder(), Modes.ENCRYPTED);
        var binder = new EmbeddedSaBinder(
                ike.initiator(), IkeConnection.towards(ike.responder().address(), ike.policy()));
        return Credentials.bound(
                plan(profile), binder, Plans.LABORATORY, List.of(Modes.ENCRYPTED), Credentials.DEFAULT_MAX_COUNT);
    }
}
