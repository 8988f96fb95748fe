package org.waywiser.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.waywiser.keys.KeySource;
import org.waywiser.protocol.metrics.Marking;
import org.waywiser.protocol.probe.ProbeFeatures;
import org.waywiser.testkit.Rfc;
import org.waywiser.wire.control.Modes;

/** A Server and a client over loopback, with what test packets may have beside RFC 5357. */
@Tag("net")
@Timeout(120)
class FeatureMeasurementTest {
    private final SecureRandom random = new SecureRandom();

    private static TwampServer server(@Nullable KeySource ike, Modes features) throws Exception {
        var plan = ServerPlan.of(
                new InetSocketAddress(Plans.LOOPBACK, 0), Plans.ALL.or(features), Passphrases.file(), ike);
        return TwampServer.start(plan, new SecureRandom());
    }

    private SessionOutcome measure(TwampServer server, Credentials keys, Consumer<Plans.Wanted> changes)
            throws Exception {
        var outcome = new TwampClient(Plans.measurement(server.controlAddress(), changes), keys, random)
                .measure()
                .getFirst();
        MeasurementTest.complete(outcome);
        return outcome;
    }

    /** Security modes by number, with those of an IKE SA. */
    static Stream<Arguments> modesAndFeatures() {
        return Stream.of(1L, 2L, 4L, 130L, 132L)
                .flatMap(mode -> Stream.of(32L, 64L, 96L, 256L, 320L, 512L, 864L)
                        .map(features -> Arguments.of(new Modes(mode), new Modes(features))));
    }

    @ParameterizedTest
    @MethodSource("modesAndFeatures")
    @Rfc(value = 6038, section = "5")
    @Rfc(value = 7750, section = "2")
    @Rfc(value = 8186, section = "2.2")
    void measuresWithFeaturesInEveryMode(Modes mode, Modes features) throws Exception {
        try (var ike = IkePair.on(InetAddress.getLoopbackAddress());
                var server = server(ike.responder(), ProbeFeatures.MODES)) {
            assertThat(server.offered())
                    .isEqualTo(Plans.ALL.or(Modes.IKEV2_DERIVED).or(ProbeFeatures.MODES));
            Credentials keys = mode.contains(Modes.IKEV2_DERIVED)
                    ? Plans.withIke(SecurityPolicy.REQUIRE, ike.finder(), mode.security())
                    : mode.equals(Modes.UNAUTHENTICATED) ? Credentials.none() : Plans.withPassphrase(mode);
            int reflected = features.contains(Modes.REFLECT_OCTETS) ? 50 : 0;
            var outcome = measure(server, keys, w -> {
                w.features = features;
                w.reflectedPadding = reflected;
                w.dscp = 46;
            });

            assertThat(outcome.mode()).isEqualTo(mode.or(features));
            var summary = outcome.summary();
            // One clock for both ends, whatever the format of its timestamps.
            assertThat(summary.forward().minNanos()).isNotNegative();
            assertThat(summary.reverse().minNanos()).isNotNegative();
            assertThat(summary.forward().maxNanos())
                    .isLessThan(Duration.ofSeconds(10).toNanos());
            var all = List.of(new Marking(46, 0, outcome.planned()));
            assertThat(summary.reverseMarkings()).isEqualTo(all);
            assertThat(summary.forwardMarkings())
                    .isEqualTo(features.contains(Modes.DSCP_ECN_MONITORING) ? all : List.of());
        }
    }

    @ParameterizedTest
    @CsvSource({"::1, 0", "::1, 10", "127.0.0.1, 0", "127.0.0.1, 63"})
    @Rfc(value = 7750, section = "2.2.1")
    void learnsWithWhichDscpItsPacketsArrive(String address, int dscp) throws Exception {
        var plan =
                ServerPlan.of(new InetSocketAddress(address, 0), Plans.ALL.or(Modes.DSCP_ECN_MONITORING), null, null);
        try (var server = TwampServer.start(plan, random)) {
            var outcome = measure(server, Credentials.none(), w -> {
                w.features = Modes.DSCP_ECN_MONITORING;
                w.dscp = dscp;
            });
            // 14 octets and 30 of padding: as long as a reply.
            assertThat(outcome.paddingLength()).isEqualTo(30);
            assertThat(outcome.summary().forwardMarkings()).containsExactly(new Marking(dscp, 0, outcome.planned()));
            assertThat(outcome.summary().reverseMarkings()).containsExactly(new Marking(dscp, 0, outcome.planned()));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "32, 1, 28",
        "32, 1000, 1027",
        "96, 1, 2",
        "96, 1000, 1001",
        "64, 0, 0",
        "320, 0, 2",
        "352, 10, 12",
        "288, 10, 40"
    })
    @Rfc(value = 6038, section = "4.2")
    void padsAsMuchAsFeaturesNeed(long features, int reflected, int padding) throws Exception {
        try (var server = server(null, ProbeFeatures.MODES)) {
            Consumer<Plans.Wanted> wanted = w -> {
                w.features = new Modes(features);
                w.reflectedPadding = reflected;
            };
            assertThat(measure(server, Credentials.none(), wanted).paddingLength())
                    .isEqualTo(padding);
            measure(server, Credentials.none(), wanted.andThen(w -> w.padding = padding));
            measure(server, Credentials.none(), wanted.andThen(w -> {
                w.padding = padding + 333;
                w.zeroPadding = true;
            }));
            if (padding == 0) return;
            assertThatThrownBy(() -> measure(server, Credentials.none(), wanted.andThen(w -> w.padding = padding - 1)))
                    .isInstanceOf(MeasurementFailure.class)
                    .hasMessageContaining("--padding must be " + padding + " or more");
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {32, 64, 256, 512})
    void saysWhichFeatureTheServerDoesNotOffer(long feature) throws Exception {
        var wanted = new Modes(feature);
        try (var server = server(null, ProbeFeatures.MODES.without(wanted))) {
            assertThatThrownBy(() -> measure(server, Credentials.none(), w -> w.features = ProbeFeatures.MODES))
                    .isInstanceOf(MeasurementFailure.class)
                    .hasMessageEndingWith(" does not offer " + wanted);
        }
    }

    @Test
    @Rfc(value = 6038, section = "4.1")
    void aClassicClientIsServedAsEver() throws Exception {
        try (var server = server(null, ProbeFeatures.MODES)) {
            var outcome = measure(server, Credentials.none(), _ -> {});
            assertThat(outcome.mode()).isEqualTo(Modes.UNAUTHENTICATED);
            assertThat(outcome.paddingLength()).isEqualTo(27);
            assertThat(outcome.summary().forwardMarkings()).isEmpty();
        }
    }
}
