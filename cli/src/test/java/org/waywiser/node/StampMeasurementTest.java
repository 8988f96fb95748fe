package org.waywiser.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.waywiser.keys.KeySource;
import org.waywiser.net.udp.StampService;
import org.waywiser.node.MeasurementFailure.Kind;
import org.waywiser.protocol.metrics.DropReason;
import org.waywiser.protocol.metrics.StampCounts;
import org.waywiser.protocol.stamp.StampSenderConfig;
import org.waywiser.security.Secret;
import org.waywiser.testkit.Rfc;
import org.waywiser.wire.stamp.Tlv;

@Tag("net")
@Timeout(60)
@Rfc(value = 8762, section = "4")
class StampMeasurementTest {
    private static final StampPlan ANY = new StampPlan(false, StampPlan.ANY_SSID, false, List.of(), null);

    private static StampPlan ssid(int ssid) {
        return new StampPlan(false, ssid, false, List.of(), null);
    }

    private static Secret key(String text) {
        return Secret.owning(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static TwampServer serve(StampService service) throws IOException {
        return TwampServer.start(Plans.server(null, null).with(service), new SecureRandom());
    }

    private static StampService keyed(@Nullable Secret key, @Nullable KeySource source) {
        var finder = source == null ? null : new StampSecrets(source);
        return new StampService(false, key, finder, true, false, dscp -> dscp == 10, true);
    }

    private static StampOutcome measure(TwampServer server, StampPlan stamp) throws Exception {
        return new StampClient(Plans.measurement(server.testAddress()), stamp, null, null).measure();
    }

    private static StampOutcome measure(TwampServer server, StampPlan stamp, IkePair pair) throws Exception {
        var plan = Plans.measurement(server.testAddress());
        return new StampClient(plan, stamp, pair.finder(), pair.initiator()).measure();
    }

    @Test
    void measuresBesideTwampOnOnePort() throws Exception {
        try (var server = serve(StampService.unprotected())) {
            StampOutcome outcome = measure(server, ANY);
            assertThat(outcome.summary().packets().received()).isEqualTo(20);
            assertThat(outcome.config().ssid()).isPositive();
            assertThat(outcome.findings().withoutSsid()).isZero();
            var twamp =
                    new TwampClient(Plans.measurement(server.controlAddress()), Credentials.none(), new SecureRandom());
            assertThat(twamp.measure().getFirst().summary().packets().received())
                    .isEqualTo(20);
        }
    }

    @Test
    @Rfc(value = 8972, section = "4")
    void learnsWhatTheReflectorTells() throws Exception {
        var asked = List.<Tlv>of(
                Tlv.Location.wanted(),
                Tlv.TimestampInformation.WANTED,
                Tlv.ClassOfService.wanted(10),
                Tlv.DirectMeasurement.WANTED,
                Tlv.FollowUpTelemetry.WANTED);
        try (var server = serve(new StampService(true, null, null, true, false, dscp -> dscp == 10, true))) {
            StampOutcome outcome = measure(server, new StampPlan(false, 7, false, asked, null));
            var findings = outcome.findings();
            var location = Objects.requireNonNull(findings.location());
            assertThat(location.destinationPort())
                    .isEqualTo(server.testAddress().getPort());
            assertThat(location.sourcePort()).isEqualTo(outcome.local().getPort());
            assertThat(findings.timestamps()).isNotNull();
            assertThat(findings.forwardTos()).containsOnlyKeys(0);
            assertThat(findings.reverseTos()).containsOnlyKeys(10 << 2);
            assertThat(findings.counted()).isEqualTo(new Tlv.DirectMeasurement(20, 20, 20));
            assertThat(findings.followUps()).isEqualTo(19);
            assertThat(findings.followUpNanos()).isPositive();
            assertThat(outcome.summary().sendStamps()).isEqualTo(new StampCounts(0, 20, 0));
        }
    }

    @Test
    @Rfc(value = 8762, section = "4.6")
    void speaksTwampLight() throws Exception {
        try (var server = serve(StampService.unprotected())) {
            StampOutcome outcome = measure(server, new StampPlan(true, StampPlan.ANY_SSID, false, List.of(), null));
            assertThat(outcome.packetLength())
                    .isEqualTo(StampSenderConfig.LIGHT_LENGTH + StampSenderConfig.LIGHT_SYMMETRY);
            assertThat(outcome.summary().packets().received()).isEqualTo(20);
        }
    }

    @Test
    @Rfc(value = 8762, section = "4.4")
    void isAuthenticatedByAKeyOfBothEnds() throws Exception {
        try (var server = serve(keyed(key("one"), null))) {
            var own = new StampPlan(false, 5, false, List.of(Tlv.ClassOfService.wanted(10)), key("one"));
            StampOutcome outcome = measure(server, own);
            assertThat(outcome.summary().packets().received()).isEqualTo(20);
            assertThat(outcome.findings().forwardTos()).isNotEmpty();
            var other = new StampPlan(false, 5, false, List.of(), key("other"));
            var quick = Plans.measurement(server.testAddress(), wanted -> wanted.timeout = Duration.ofMillis(200));
            assertThat(new StampClient(quick, other, null, null)
                            .measure()
                            .summary()
                            .packets()
                            .received())
                    .isZero();
        }
    }

    @Test
    void isKeyedFromAnIkeSaUnderAnSsidThatIsUsedOnce() throws Exception {
        try (var pair = IkePair.on(Plans.LOOPBACK);
                var server = serve(keyed(null, pair.responder()))) {
            StampOutcome first = measure(server, ssid(77), pair);
            assertThat(first.summary().packets().received()).isEqualTo(20);
            assertThat(Objects.requireNonNull(first.sa()).spiI())
                    .isEqualTo(pair.atServer().spiI());
            assertThatExceptionOfType(MeasurementFailure.class)
                    .isThrownBy(() -> measure(server, ssid(77), pair))
                    .withMessageContaining("SSID 77 was used with this IKE SA before")
                    .matches(failure -> failure.kind() == Kind.KEYS);
            assertThatExceptionOfType(MeasurementFailure.class)
                    .isThrownBy(() -> measure(server, ssid(0x8000), pair))
                    .withMessageContaining("take 1 to 32767");
            StampOutcome second = measure(server, ANY, pair);
            assertThat(second.summary().packets().received()).isEqualTo(20);
            assertThat(second.config().ssid()).isBetween(1, 0x7fff).isNotEqualTo(77);
        }
    }

    @Test
    void takesNoKeysOfIkeUnlessItWasAskedTo() throws Exception {
        try (var pair = IkePair.on(Plans.LOOPBACK);
                var server = serve(keyed(key("one"), null))) {
            var plan = Plans.measurement(server.testAddress(), wanted -> wanted.timeout = Duration.ofMillis(200));
            StampOutcome outcome = new StampClient(plan, ANY, pair.finder(), pair.initiator()).measure();
            assertThat(outcome.summary().packets().received()).isZero();
            assertThat(outcome.summary().drops()).doesNotContainKey(DropReason.BAD_HMAC);
        }
    }

    @Test
    void findsKeysForPacketsOfThePeerAlone() throws Exception {
        try (var pair = IkePair.on(Plans.LOOPBACK)) {
            pair.finder().find(Plans.LOOPBACK).secret().wipe();
            // What this end sent as the initiator of the SA never verifies at this end.
            assertThat(pair.initiator().stampCandidates(Plans.LOOPBACK, 77)).isEmpty();
            assertThat(pair.responder().stampCandidates(Plans.LOOPBACK, 77)).hasSize(1);
            assertThat(pair.initiator().stampCandidates(Plans.LOOPBACK, 0x8077)).hasSize(1);
            assertThat(pair.responder().stampCandidates(Plans.LOOPBACK, 0x8077)).isEmpty();
        }
    }
}
