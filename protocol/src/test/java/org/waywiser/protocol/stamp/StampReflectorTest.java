package org.waywiser.protocol.stamp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.waywiser.protocol.metrics.DropReason;
import org.waywiser.protocol.metrics.StampSource;
import org.waywiser.testkit.Rfc;
import org.waywiser.wire.Octets;
import org.waywiser.wire.stamp.StampFormat;
import org.waywiser.wire.stamp.StampPacket;

@Rfc(value = 8762, section = "4.3")
class StampReflectorTest {
    private final StampReflector stateless = new StampReflector(Stamps.plain(false), Stamps.CLOCK);
    private final StampReflector stateful = new StampReflector(Stamps.plain(true), Stamps.CLOCK);

    private static byte[] base(long sequence) {
        return Stamps.request(StampFormat.UNAUTHENTICATED, sequence, "");
    }

    private static StampPacket view(StampFormat format, byte[] packet) {
        return new StampPacket(format).wrap(MemorySegment.ofArray(packet));
    }

    @Test
    void answersWithWhatItReceivedAndItsOwnTimes() {
        assertThat(Octets.of(Stamps.reply(stateless, base(7))))
                .isEqualTo(Octets.hex(
                        "00000007" // Sequence Number
                                + "eda0000033333333" // Timestamp
                                + "8a03" + "1234" // Error Estimate, SSID
                                + "eda0000022222222" // Receive Timestamp
                                + "00000007" // Session-Sender Sequence Number
                                + "eda0000011111111" // Session-Sender Timestamp
                                + "8102" + "0000" // Session-Sender Error Estimate, MBZ
                                + "3d" + "000000")); // Ses-Sender TTL, MBZ
    }

    @Test
    void numbersItsRepliesByItselfOnlyWhenStateful() {
        for (int i = 0; i < 3; i++) {
            assertThat(view(StampFormat.UNAUTHENTICATED, Stamps.reply(stateful, base(40 + i)))
                            .sequenceNumber())
                    .isEqualTo(i);
            assertThat(view(StampFormat.UNAUTHENTICATED, Stamps.reply(stateless, base(40 + i)))
                            .sequenceNumber())
                    .isEqualTo(40 + i);
        }
        assertThat(stateful.counts().reflected()).isEqualTo(3);
    }

    @Test
    void tellsTtl255WhenItCannotReadIt() {
        byte[] slot = Arrays.copyOf(base(0), 112);
        stateless.reflect(MemorySegment.ofArray(slot), 44, -1, -1, 0, StampSource.USER, null);
        assertThat(view(StampFormat.UNAUTHENTICATED, slot).senderTtl()).isEqualTo(255);
        assertThat(stateless.replyDscp()).isZero();
    }

    @Test
    void repliesWithTheDscpOfThePacket() {
        Stamps.reply(stateless, base(0));
        assertThat(stateless.replyDscp()).isEqualTo(46);
    }

    @Test
    void ignoresWhatMustBeZeroInARequest() {
        byte[] request = base(3);
        Arrays.fill(request, 16, 44, (byte) 0xff);
        assertThat(Stamps.reply(stateless, request)).isEqualTo(Stamps.reply(stateless, base(3)));
    }

    @Test
    void sendsBackWhatFollowsWhenItKnowsNoExtensions() {
        var config = new StampReflectorConfig(
                StampFormat.UNAUTHENTICATED, null, null, false, -1, false, false, dscp -> true, true);
        byte[] request = Stamps.request(StampFormat.UNAUTHENTICATED, 1, "80040004280000000102");
        byte[] reply = Stamps.reply(new StampReflector(config, Stamps.CLOCK), request);
        assertThat(Stamps.tlvs(StampFormat.UNAUTHENTICATED, reply)).isEqualTo("80040004280000000102");
    }

    @Test
    @Rfc(value = 8972, section = "3")
    void answersOnlyItsOwnSsidIfItHasOne() {
        var config = new StampReflectorConfig(
                StampFormat.UNAUTHENTICATED, null, null, true, 5, true, false, dscp -> true, true);
        var reflector = new StampReflector(config, Stamps.CLOCK);
        assertThat(Stamps.reply(reflector, base(0))).isEmpty();
        assertThat(reflector.counts().drops()).containsOnlyKeys(DropReason.OTHER_SSID);
        byte[] own = base(0);
        own[14] = 0;
        own[15] = 5;
        assertThat(view(StampFormat.UNAUTHENTICATED, Stamps.reply(reflector, own))
                        .ssid())
                .isEqualTo(5);
    }

    @Test
    @Rfc(value = 4656, section = "4.1.2")
    void discardsAPacketWhoseMultiplierIsZero() {
        byte[] request = base(0);
        request[13] = 0;
        assertThat(Stamps.reply(stateless, request)).isEmpty();
        assertThat(stateless.counts().drops()).containsOnlyKeys(DropReason.ZERO_MULTIPLIER);
    }

    @Test
    @Rfc(value = 8762, section = "4.6")
    void answersTwampLightWithNoMoreThanItSent() {
        byte[] whole = Stamps.reply(stateless, base(9));
        for (int length = 0; length < 44; length++) {
            byte[] reply = Stamps.reply(stateless, Arrays.copyOf(base(9), length));
            if (length < 41) assertThat(reply).isEmpty();
            else assertThat(reply).isEqualTo(Arrays.copyOf(whole, length));
        }
        assertThat(stateless.counts().drops()).containsExactlyEntriesOf(Map.of(DropReason.TOO_SHORT, 41L));
    }

    @Test
    @Rfc(value = 8762, section = "4.6")
    void answersShortPacketsOfTwampLightWithABasePacketIfAllowed() {
        var config = new StampReflectorConfig(
                StampFormat.UNAUTHENTICATED, null, null, false, -1, true, true, dscp -> true, true);
        var reflector = new StampReflector(config, Stamps.CLOCK);
        assertThat(Stamps.reply(reflector, Arrays.copyOf(base(9), 13))).isEmpty();
        byte[] reply = Stamps.reply(reflector, Arrays.copyOf(base(9), 14));
        assertThat(reply).hasSize(44);
        assertThat(view(StampFormat.UNAUTHENTICATED, reply).senderTimestamp()).isEqualTo(Stamps.SENT);
        assertThat(view(StampFormat.UNAUTHENTICATED, reply).ssid()).isZero();
    }

    @Test
    @Rfc(value = 8762, section = "4.6")
    void answersLongPacketsOfTwampLightInTheSameLength() {
        byte[] request = Stamps.request(StampFormat.UNAUTHENTICATED, 1, "00".repeat(100));
        assertThat(Stamps.reply(stateless, request)).hasSize(144);
    }

    @Test
    @Rfc(value = 8762, section = "4.4")
    void believesOnlyTheHmacOfTheFirstSixBlocks() {
        var reflector = new StampReflector(Stamps.sealed(StampFormat.AUTHENTICATED, true), Stamps.CLOCK);
        byte[] request = Stamps.request(StampFormat.AUTHENTICATED, 7, "");
        for (int bit = 0; bit < 8 * 112; bit++) {
            byte[] altered = request.clone();
            altered[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(Stamps.reply(reflector, altered)).isEmpty();
        }
        assertThat(reflector.counts().drops()).containsExactlyEntriesOf(Map.of(DropReason.BAD_HMAC, 8 * 112L));
        assertThat(Stamps.reply(reflector, Arrays.copyOf(request, 111))).isEmpty();
        byte[] reply = Stamps.reply(reflector, request);
        assertThat(reply).hasSize(112);
        var packet = view(StampFormat.AUTHENTICATED, reply);
        assertThat(packet.sequenceNumber()).isZero();
        assertThat(packet.senderSequenceNumber()).isEqualTo(7);
        assertThat(packet.timestamp()).isEqualTo(Stamps.REFLECTED);
        var segment = MemorySegment.ofArray(reply);
        var mac = Stamps.key(2);
        mac.update(segment, 0, 96);
        assertThat(mac.matches(segment, 96)).isTrue();
    }

    @Test
    @Rfc(value = 8762, section = "4.4")
    void neverTakesItsOwnReplyForARequest() {
        var reflector = new StampReflector(Stamps.sealed(StampFormat.AUTHENTICATED, false), Stamps.CLOCK);
        byte[] reply = Stamps.reply(reflector, Stamps.request(StampFormat.AUTHENTICATED, 7, ""));
        assertThat(Stamps.reply(reflector, reply)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(StampFormat.class)
    @Rfc(value = 8762, section = "4.3")
    void neverAnswersWithMoreThanItGot(StampFormat format) {
        var reflector = new StampReflector(Stamps.sealed(format, true), Stamps.CLOCK);
        String tlvs =
                "80030004" + "00000000" + "80060004" + "30010000" + "80080010" + "hh".repeat(16) + "8001000300ff00";
        for (int length = format.length(); length <= format.length() + tlvs.length() / 2; length++) {
            byte[] request = Arrays.copyOf(Stamps.request(format, 1, tlvs), length);
            assertThat(Stamps.reply(reflector, request).length).isBetween(format.length(), length);
        }
    }

    @Test
    void wantsKeysThatFitItsFormat() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new StampReflectorConfig(
                        StampFormat.AUTHENTICATED, null, null, true, 1, true, false, dscp -> true, true));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new StampReflectorConfig(
                        StampFormat.UNAUTHENTICATED, Stamps.key(1), null, true, 1, true, false, dscp -> true, true));
        assertThat(StampReflectorConfig.open().extensions()).isTrue();
        assertThat(StampReflectorConfig.authenticated(Stamps.key(1), Stamps.key(2), 7)
                        .stateful())
                .isTrue();
    }
}
