package org.waywiser.protocol.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.waywiser.protocol.metrics.DropReason;
import org.waywiser.protocol.metrics.Marking;
import org.waywiser.protocol.metrics.StampSource;
import org.waywiser.testkit.Rfc;
import org.waywiser.wire.ErrorEstimate;
import org.waywiser.wire.Octets;
import org.waywiser.wire.control.Modes;

/** Both ends of a session with what RFC 6038 and RFC 7750 add to test packets, and with everything at once. */
class ProbeFeaturesTest extends FeaturedSessions {
    private static final ProbeFeatures DSCP = new ProbeFeatures(false, 0, 0, true, false);

    static Stream<Arguments> combinations() {
        return Stream.of(ProbeMode.values())
                .flatMap(mode -> IntStream.range(0, 8)
                        .boxed()
                        .flatMap(bits -> Stream.of(0, 1, 2, 3, 8, 13, 300)
                                .map(reflected -> Arguments.of(
                                        mode,
                                        new ProbeFeatures(
                                                (bits & 1) != 0,
                                                reflected,
                                                reflected % 2 == 0 ? 0xcafe : 0,
                                                (bits & 2) != 0,
                                                (bits & 4) != 0)))));
    }

    @ParameterizedTest
    @MethodSource("combinations")
    @Rfc(value = 6038, section = "5.2.2")
    @Rfc(value = 7750, section = "2.2.2")
    @Rfc(value = 8186, section = "2.3")
    void measuresTheSameWithEveryCombination(ProbeMode mode, ProbeFeatures features) {
        for (int more : new int[] {0, 1, 100}) {
            var sender = sender(mode, features, features.leastPadding(mode) + more, false);
            var reflector = reflector(mode, features);
            int sent = send(sender);
            time.advance(Duration.ofNanos(1_000_001));
            int reflected = reflect(reflector, sent);
            assertThat(reflected).isEqualTo(sent);
            time.advance(Duration.ofNanos(2_000_003));
            receive(sender, reflected);

            var summary = summary(sender);
            assertThat(summary.drops()).isEmpty();
            assertThat(summary.packets().received()).isOne();
            assertThat(summary.rtt().maxNanos()).isEqualTo(3_000_004);
            assertThat(summary.forward().maxNanos()).isEqualTo(1_000_001 + 864_197_532);
            assertThat(summary.reverse().maxNanos()).isEqualTo(2_000_003 - 864_197_532);
            assertThat(summary.remoteClock()).isEqualTo(summary.localClock());
            assertThat(summary.forwardMarkings())
                    .isEqualTo(features.dscpMonitoring() ? List.of(new Marking(46, 1, 1)) : List.of());
            assertThat(summary.reverseMarkings()).containsExactly(new Marking(10, 0, 1));
        }
    }

    @Test
    @Rfc(value = 6038, section = "5.1.5")
    @Rfc(value = 6038, section = "5.2.1")
    void laysOutSymmetricalPacketsWithOctetsToReflect() {
        var features = new ProbeFeatures(true, 6, 0xcafe, false, false);
        var sender = sender(ProbeMode.OPEN, features, 10, true);
        String sent = Long.toHexString(senderClock.ntp());
        String here = Long.toHexString(reflectorClock.ntp());
        String estimate = "8009"; // S, Scale 0, Multiplier 9
        senderClock.errorEstimate(ErrorEstimate.of(0x8009));
        reflectorClock.errorEstimate(ErrorEstimate.of(0x8009));
        int length = send(sender);

        assertThat(head(length))
                .isEqualTo(Octets.hex("00000000" + sent + estimate // Sequence Number, Timestamp, Error Estimate
                        + "00".repeat(27) // MBZ
                        + "cafe" + "00000000" // Server octets, remaining Packet Padding to be reflected
                        + "00000000")); // Additional Packet Padding
        assertThat(reflect(reflector(ProbeMode.OPEN, features), length)).isEqualTo(length);
        assertThat(head(length))
                .isEqualTo(Octets.hex("00000000" + here + estimate + "0000" // as the sender's, MBZ
                        + here // Receive Timestamp
                        + "00000000" + sent + estimate + "0000" // of the sender, MBZ
                        + "fa" // Sender TTL
                        + "cafe" + "00000000" // Packet Padding from the Session-Sender
                        + "00000000")); // Additional Packet Padding
    }

    @ParameterizedTest
    @EnumSource
    @Rfc(value = 6038, section = "1")
    void ignoresWhatMustBeZeroInASymmetricalPacket(ProbeMode mode) {
        var features = new ProbeFeatures(true, 8, 0, false, false);
        var sender = sender(mode, features, 20, false);
        int length = send(sender);
        int fields = mode.format().senderLength();
        Arrays.fill(octets, fields, features.layout(mode).senderLength(), (byte) 0xff);
        receive(sender, reflect(reflector(mode, features), length));
        assertThat(summary(sender).packets().received()).isOne();
    }

    @Test
    @Rfc(value = 7750, section = "2.2.2")
    void laysOutSymmetricalPacketsWithDscpMonitoring() {
        var features = new ProbeFeatures(true, 0, 0, true, false);
        int length = send(sender(ProbeMode.OPEN, features, 3, false));
        assertThat(length).isEqualTo(45);
        assertThat(head(42).slice(14, 42)).isEqualTo(Octets.zeros(28));
        byte last = octets[44];
        byte third = octets[42];
        assertThat(last).isNotEqualTo(third);

        assertThat(reflect(reflector(ProbeMode.OPEN, features), length)).isEqualTo(45);
        assertThat(head(44).slice(40, 44)).isEqualTo(Octets.hex("fa" + "b9" + "0000")); // TTL, S-DSCP-ECN, MBZ
        assertThat(octets[44]).isEqualTo(third);
    }

    @ParameterizedTest
    @EnumSource
    @Rfc(value = 6038, section = "5.2.1")
    void bringsBackExactlyTheOctetsToReflectAndDropsTheHighestOfTheRest(ProbeMode mode) {
        var features = new ProbeFeatures(false, 40, 0, false, false);
        int start = mode.format().senderLength();
        int length = send(sender(mode, features, features.leastPadding(mode) + 5, false));
        byte[] padding = Arrays.copyOfRange(octets, start, start + 45);

        assertThat(reflect(reflector(mode, features), length)).isEqualTo(length);
        int from = mode.format().reflectedLength();
        assertThat(length).isEqualTo(from + 45);
        assertThat(Arrays.copyOfRange(octets, from, from + 45)).isEqualTo(padding);
    }

    @ParameterizedTest
    @EnumSource
    @Rfc(value = 6038, section = "5.1.2")
    void startsWithTheOctetsOfTheServer(ProbeMode mode) {
        for (int reflected : new int[] {2, 3, 16}) {
            var features = new ProbeFeatures(true, reflected, 0xcafe, false, false);
            send(sender(mode, features, reflected, false));
            int start = features.layout(mode).senderLength();
            assertThat(Arrays.copyOfRange(octets, start, start + 2)).containsExactly(0xca, 0xfe);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Rfc(value = 6038, section = "5.1.2")
    void reflectsOtherOctetsWithEachPacket(ProbeMode mode) {
        var features = new ProbeFeatures(true, 16, 0, false, false);
        var sender = sender(mode, features, 16, false);
        int start = features.layout(mode).senderLength();
        send(sender);
        byte[] first = Arrays.copyOfRange(octets, start, start + 16);
        send(sender);
        assertThat(Arrays.copyOfRange(octets, start, start + 16)).isNotEqualTo(first);
    }

    @ParameterizedTest
    @MethodSource("combinations")
    void aReflectorAnswersNothingShorterThanAgreed(ProbeMode mode, ProbeFeatures features) {
        var reflector = reflector(mode, features);
        int length = send(sender(mode, features, features.reflectedPadding() + 100, false));
        byte[] whole = octets.clone();
        int least = features.layout(mode).senderLength() + features.reflectedPadding();
        // With Symmetrical Size the reply must be as long, so it must fit.
        if (features.symmetricalSize()) {
            least = Math.max(least, features.layout(mode).reflectedLength() + features.reflectedPadding());
        }
        for (int cut = 0; cut <= length; cut++) {
            System.arraycopy(whole, 0, octets, 0, octets.length);
            int reply = reflect(reflector, cut);
            if (cut < least) assertThat(reply).as("%d octets", cut).isEqualTo(ReflectorSession.NO_REPLY);
            else
                assertThat(reply)
                        .as("%d octets", cut)
                        .isEqualTo(
                                Math.max(cut, features.layout(mode).reflectedLength() + features.reflectedPadding()));
        }
        assertThat(reflector.counts().drops()).containsExactlyEntriesOf(Map.of(DropReason.TOO_SHORT, (long) least));
    }

    @ParameterizedTest
    @EnumSource
    @Rfc(value = 6038, section = "5.2.1")
    void aSenderTakesNoReplyThatLacksItsOctetsOrHasOthers(ProbeMode mode) {
        var features = new ProbeFeatures(false, 21, 0xcafe, false, false);
        var sender = sender(mode, features, features.leastPadding(mode) + 7, false);
        int length = reflect(reflector(mode, features), send(sender));
        byte[] whole = octets.clone();
        int from = mode.format().reflectedLength();
        receive(sender, from + 20);
        assertThat(summary(sender).drops()).containsExactlyEntriesOf(Map.of(DropReason.TOO_SHORT, 1L));
        for (int at = 0; at < 21 * 8; at++) {
            System.arraycopy(whole, 0, octets, 0, octets.length);
            octets[from + at / 8] ^= (byte) (1 << at % 8);
            receive(sender, length);
        }
        assertThat(summary(sender).drops()).containsEntry(DropReason.OTHER_PADDING, 21 * 8L);
        assertThat(summary(sender).packets().received()).isZero();

        System.arraycopy(whole, 0, octets, 0, octets.length);
        octets[length - 1] ^= 1; // additional padding is of no account
        receive(sender, length);
        assertThat(summary(sender).packets().received()).isOne();
    }

    @ParameterizedTest
    @EnumSource
    @Rfc(value = 7750, section = "2.2.1")
    void tellsEveryDscpAndEcnAsItArrived(ProbeMode mode) {
        var sender = sender(mode, DSCP, 100, false);
        var reflector = reflector(mode, DSCP);
        for (int tos = 0; tos < 256; tos++) {
            int length = send(sender);
            length = reflector.reflect(packet, length, 250, tos, reflectorClock.ntp(), time.now());
            sender.received(packet, length, 249, 255 - tos, senderClock.ntp(), StampSource.KERNEL);
        }
        var expected = IntStream.range(0, 256)
                .mapToObj(tos -> new Marking(tos / 4, tos % 4, 1))
                .toList();
        assertThat(summary(sender).forwardMarkings()).isEqualTo(expected);
        assertThat(summary(sender).reverseMarkings()).isEqualTo(expected);
    }

    @Test
    void tellsZeroWhereTheReflectorCannotReadDscp() {
        var sender = sender(ProbeMode.OPEN, DSCP, 30, false);
        int length = reflector(ProbeMode.OPEN, DSCP)
                .reflect(packet, send(sender), 250, -1, reflectorClock.ntp(), time.now());
        sender.received(packet, length, 249, -1, senderClock.ntp(), StampSource.KERNEL);
        assertThat(summary(sender).forwardMarkings()).containsExactly(new Marking(0, 0, 1));
        assertThat(summary(sender).reverseMarkings()).isEmpty();
    }

    @Test
    @Rfc(value = 6038, section = "4.2")
    void followsFromTheModesAgreedOn() {
        assertThat(ProbeFeatures.of(Modes.UNAUTHENTICATED, 5, 6)).isEqualTo(ProbeFeatures.NONE);
        assertThat(ProbeFeatures.of(Modes.REFLECT_OCTETS, 5, 6))
                .isEqualTo(new ProbeFeatures(false, 5, 6, false, false));
        assertThat(ProbeFeatures.of(ProbeFeatures.MODES, 5, 6)).isEqualTo(new ProbeFeatures(true, 5, 6, true, true));
        assertThat(ProbeFeatures.MODES).isEqualTo(new Modes(32 + 64 + 256 + 512));
        assertThatIllegalArgumentException().isThrownBy(() -> new ProbeFeatures(false, -1, 0, false, false));
    }

    @Test
    void refusesPaddingThatHasNoRoomForWhatIsReflected() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SenderConfig(
                        ProbeMode.OPEN, null, 9, false, 1, 0, new ProbeFeatures(false, 10, 0, false, false)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SenderConfig(
                        ProbeMode.OPEN, null, 65_507 - 40, false, 1, 0, new ProbeFeatures(true, 0, 0, false, false)));
    }
}
