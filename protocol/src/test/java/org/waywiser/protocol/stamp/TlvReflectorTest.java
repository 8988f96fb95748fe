package org.waywiser.protocol.stamp;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.waywiser.protocol.metrics.StampSource;
import org.waywiser.testkit.Rfc;
import org.waywiser.wire.stamp.StampFormat;

/** TLVs as hex: flags, type, length, value. The sender sets U in each. */
@Rfc(value = 8972, section = "4")
class TlvReflectorTest {
    private static final StampFormat PLAIN = StampFormat.UNAUTHENTICATED;
    private static final String ZEROS = "00".repeat(16);

    private final StampReflector reflector = new StampReflector(Stamps.plain(true), Stamps.CLOCK);

    private String answer(String tlvs) {
        return Stamps.tlvs(PLAIN, Stamps.reply(reflector, Stamps.request(PLAIN, 7, tlvs)));
    }

    @Test
    void clearsAllFlagsOfWhatItUnderstands() {
        assertThat(answer("ff010002beef")).isEqualTo("00010002beef");
    }

    @Test
    void sendsBackWhatItDoesNotKnowMarkedSo() {
        assertThat(answer("80090003abcdef" + "00ff0000" + "80000000" + "80010000"))
                .isEqualTo("80090003abcdef" + "80ff0000" + "80000000" + "00010000");
    }

    @ParameterizedTest
    @CsvSource({
        "8002000300000000",
        "80030003000000",
        "8004000500000000",
        "80050008000000000000",
        "800600020000",
        "80fc0003000000"
    })
    void stopsAtATlvWhoseTypeCannotHaveItsLength(String tlv) {
        String rest = "80010000";
        assertThat(answer("80010000" + tlv + rest)).isEqualTo("00010000" + "40" + tlv.substring(2) + rest);
    }

    @ParameterizedTest
    @ValueSource(strings = {"80010001", "80", "8001", "800100", "8004000428", "8002ffff00000000"})
    void stopsAtATlvThatDoesNotFit(String tlv) {
        assertThat(answer("8004000428000000" + tlv)).startsWith("00040004").endsWith("40" + tlv.substring(2));
    }

    @Test
    @Rfc(value = 8972, section = "4.1")
    void leavesPaddingAloneHoweverOftenItComes() {
        assertThat(answer("80010003010203" + "8001000105")).isEqualTo("00010003010203" + "0001000105");
    }

    @Test
    @Rfc(value = 8972, section = "4.2")
    void tellsWhereThePacketCameFromAndWentTo() {
        String asked =
                "80020038" + "00000000" + "80010008" + ZEROS.substring(16) + "80040010" + ZEROS + "80070010" + ZEROS;
        assertThat(answer(asked))
                .isEqualTo("00020038" + "035e" + "abcd"
                        + "00030008" + ZEROS.substring(16) // no MAC address: an EUI-64 of zeros
                        + "00050010" + "c6336402" + ZEROS.substring(8)
                        + "00080010" + "c0000201" + ZEROS.substring(8));
        byte[] reply = Stamps.reply(reflector, Stamps.request(PLAIN, 7, asked), 0, Stamps.IPV6);
        assertThat(Stamps.tlvs(PLAIN, reply))
                .contains("00060010" + "20010db8000000000000000000000002")
                .contains("00090010" + "20010db8000000000000000000000001");
    }

    @Test
    @Rfc(value = 8972, section = "4.2.2")
    void keepsTheLocationToItselfWhereItIsToldTo() {
        var config = new StampReflectorConfig(PLAIN, null, null, true, -1, true, false, dscp -> true, false);
        byte[] request = Stamps.request(PLAIN, 7, "80020018" + "00000000" + "80070010" + ZEROS);
        byte[] reply = Stamps.reply(new StampReflector(config, Stamps.CLOCK), request);
        assertThat(Stamps.tlvs(PLAIN, reply)).isEqualTo("00020018" + "00000000" + "00080010" + ZEROS);
    }

    @Test
    @Rfc(value = 8972, section = "4.2.1")
    void marksSubTlvsOfALocationLikeTlvs() {
        assertThat(answer("80020008" + "00000000" + "80630000")).isEqualTo("00020008" + "035eabcd" + "80630000");
        assertThat(answer("8002000a" + "00000000" + "800700020000" + "80010000"))
                .isEqualTo("4002000a" + "035eabcd" + "400700020000" + "80010000");
        assertThat(answer("80020007" + "00000000" + "800700")).isEqualTo("40020007" + "035eabcd" + "400700");
    }

    @Test
    @Rfc(value = 8972, section = "4.3")
    void tellsHowItsTimestampsCameAbout() {
        assertThat(answer("80030004" + "00000000")).isEqualTo("00030004" + "01" + "02" + "01" + "02");
        assertThat(answer("80030008" + "00000000" + "80050000")).isEqualTo("00030008" + "01020102" + "80050000");
        assertThat(answer("80030006" + "00000000" + "8005")).isEqualTo("40030006" + "01020102" + "4005");
    }

    @Test
    @Rfc(value = 8972, section = "4.4")
    void answersWithTheDscpAskedForIfPolicyPermits() {
        // DSCP1 10; the packet came with DSCP 46 and ECN 1.
        assertThat(answer("80040004" + "28000000")).isEqualTo("00040004" + "2ae40000");
        assertThat(reflector.replyDscp()).isEqualTo(10);
    }

    @Test
    @Rfc(value = 8972, section = "4.4")
    void answersWithTheDscpOfThePacketIfPolicyForbids() {
        assertThat(answer("80040004" + "2c00ffff")).isEqualTo("00040004" + "2ee50000");
        assertThat(reflector.replyDscp()).isEqualTo(46);
    }

    @Test
    @Rfc(value = 8972, section = "4.5")
    void countsThePacketsOfTheSession() {
        String asked = "8005000c" + "00000063" + "ffffffff" + "ffffffff";
        assertThat(answer(asked)).isEqualTo("0005000c" + "00000063" + "00000001" + "00000001");
        Stamps.reply(reflector, new byte[44]);
        assertThat(answer(asked)).isEqualTo("0005000c" + "00000063" + "00000003" + "00000002");
    }

    @Test
    @Rfc(value = 8972, section = "4.6")
    void acknowledgesAnAccessReport() {
        assertThat(answer("80060004" + "1f02ffff")).isEqualTo("00060004" + "10020000");
    }

    @Test
    @Rfc(value = 8972, section = "4.6")
    void throwsAwayAnAccessReportOfNoNetwork() {
        assertThat(answer("8001000107" + "80060004" + "30010000" + "8009000105"))
                .isEqualTo("0001000107" + "8009000105");
    }

    @Test
    @Rfc(value = 8972, section = "4.7")
    void tellsWhenTheReplyBeforeReallyLeft() {
        String asked = "80070010" + "ffffffff" + "ffffffffffffffff" + "ffffffff";
        assertThat(answer(asked)).isEqualTo("00070010" + "00000000" + "0000000000000000" + "00000000");
        assertThat(answer(asked)).isEqualTo("00070010" + "00000000" + "eda0000033333333" + "02000000");
        reflector.left(0, 0x66L, StampSource.HARDWARE); // no news of one before the last
        reflector.left(reflector.lastNumber(), 0x77L, StampSource.HARDWARE);
        assertThat(answer(asked)).isEqualTo("00070010" + "00000001" + "0000000000000077" + "01000000");
    }

    @Test
    @Rfc(value = 8972, section = "4.7")
    void tellsNothingOfOtherRepliesWhenStatelessOrAskedWrongly() {
        var stateless = new StampReflector(Stamps.plain(false), Stamps.CLOCK);
        byte[] request = Stamps.request(PLAIN, 7, "80070010" + "ff".repeat(16));
        Stamps.reply(stateless, request);
        assertThat(Stamps.tlvs(PLAIN, Stamps.reply(stateless, request))).isEqualTo("00070010" + ZEROS);
        assertThat(answer("8007000e" + "ff".repeat(14))).isEqualTo("4007000e" + "00".repeat(12) + "ffff");
        assertThat(answer("80070003" + "ff".repeat(3))).isEqualTo("40070003" + "000000");
    }

    @ParameterizedTest
    @EnumSource(StampFormat.class)
    @Rfc(value = 8972, section = "4.8")
    void protectsTlvsUnderTheKeyOfEachDirection(StampFormat format) {
        var sealed = new StampReflector(Stamps.sealed(format, true), Stamps.CLOCK);
        byte[] reply = Stamps.reply(
                sealed,
                Stamps.request(format, 7, "80030004" + "00000000" + "80080010" + "hh".repeat(16) + "8001000105"));
        assertThat(Stamps.tlvs(format, reply))
                .startsWith("00030004" + "01020102" + "00080010")
                .endsWith("0001000105");
        var segment = MemorySegment.ofArray(reply);
        var mac = Stamps.key(2);
        mac.update(segment, 0, 4);
        mac.update(segment, format.length(), 8);
        assertThat(mac.matches(segment, format.length() + 12)).isTrue();
    }

    @ParameterizedTest
    @EnumSource(StampFormat.class)
    @Rfc(value = 8972, section = "4.8")
    void usesNothingThatTheHmacDoesNotVouchFor(StampFormat format) {
        var sealed = new StampReflector(Stamps.sealed(format, true), Stamps.CLOCK);
        String rest = "80080010" + "hh".repeat(16) + "8001000105";
        byte[] request = Stamps.request(format, 7, "80040004" + "28000000" + rest);
        request[format.length() + 5] ^= 1;
        byte[] reply = Stamps.reply(sealed, request);
        assertThat(Stamps.tlvs(format, reply))
                .startsWith("20040004" + "28010000" + "20080010")
                .endsWith("2001000105");
        assertThat(sealed.replyDscp()).isEqualTo(46);
    }

    @ParameterizedTest
    @EnumSource(StampFormat.class)
    @Rfc(value = 8972, section = "4.8")
    void wantsTheHmacBehindAllButPadding(StampFormat format) {
        var sealed = new StampReflector(Stamps.sealed(format, true), Stamps.CLOCK);
        for (String tlvs : new String[] {
            "80080010" + "hh".repeat(16) + "80030004" + "00000000",
            "80080010" + "hh".repeat(16) + "80080010" + ZEROS,
            "80030004" + "00000000",
            "80030004" + "00000000" + "8008000f" + ZEROS.substring(2),
        }) {
            String answered = Stamps.tlvs(format, Stamps.reply(sealed, Stamps.request(format, 7, tlvs)));
            assertThat(answered).startsWith("20").hasSameSizeAs(tlvs).doesNotContain("01020102");
        }
        assertThat(Stamps.tlvs(format, Stamps.reply(sealed, Stamps.request(format, 7, "8001000105"))))
                .isEqualTo("0001000105");
    }

    @Test
    @Rfc(value = 8972, section = "4.8")
    void believesNoHmacWithoutAKey() {
        assertThat(answer("80030004" + "00000000" + "80080010" + ZEROS))
                .isEqualTo("20030004" + "00000000" + "20080010" + ZEROS);
    }

    @Test
    @Rfc(value = 8972, section = "4.8")
    void marksWhatIsBothUnverifiedAndBroken() {
        var sealed = new StampReflector(Stamps.sealed(PLAIN, true), Stamps.CLOCK);
        byte[] request = Stamps.request(PLAIN, 7, "80030004" + "00000000" + "80080010" + "00");
        assertThat(Stamps.tlvs(PLAIN, Stamps.reply(sealed, request)))
                .isEqualTo("20030004" + "00000000" + "60080010" + "00");
    }
}
