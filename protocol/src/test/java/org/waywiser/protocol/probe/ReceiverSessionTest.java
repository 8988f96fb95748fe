package org.waywiser.protocol.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.waywiser.protocol.metrics.DropReason;
import org.waywiser.protocol.schedule.SendSchedule;
import org.waywiser.testkit.Rfc;
import org.waywiser.wire.ErrorEstimate;
import org.waywiser.wire.control.Accept;
import org.waywiser.wire.control.FetchedRecord;
import org.waywiser.wire.control.Sid;
import org.waywiser.wire.control.SkipRange;
import org.waywiser.wire.control.Slot;
import org.waywiser.wire.probe.SenderPacket;

/** One packet a second from START on, Timeout two seconds; times below are seconds after START. */
@Rfc(value = 4656, section = "4.2")
class ReceiverSessionTest {
    private static final long START = 0xffff_fff0_0000_0000L; // the era ends 16 s later
    private static final long SECOND = 1L << 32;
    private static final int ESTIMATE = 0x8a01;

    private final KeptRecords records = new KeptRecords();
    private final ReceiverSession receiver = receiver(ProbeMode.OPEN, 10, 2 * SECOND);

    private ReceiverSession receiver(ProbeMode mode, long packets, long timeoutNtp) {
        var schedule = new SendSchedule(List.of(new Slot(Slot.FIXED, SECOND)));
        // The first wait comes before the first packet.
        var config = new OneWayConfig(mode, Keys.cipher(mode), schedule, Sid.NONE, packets, START - SECOND, timeoutNtp);
        var session = new ReceiverSession(config, records);
        session.start();
        return session;
    }

    private static long at(double seconds) {
        return START + (long) (seconds * SECOND);
    }

    private static byte[] packet(ProbeMode mode, long sequence, double sent) {
        byte[] octets = new byte[mode.format().senderLength() + 20];
        new SenderPacket(mode.format())
                .wrap(MemorySegment.ofArray(octets))
                .sequenceNumber(sequence)
                .timestamp(at(sent))
                .errorEstimate(0x0102);
        var cipher = Keys.cipher(mode);
        if (cipher != null) cipher.sealSender(octets);
        return octets;
    }

    private void arrives(long sequence, double sent, double received) {
        byte[] octets = packet(ProbeMode.OPEN, sequence, sent);
        receiver.received(MemorySegment.ofArray(octets), octets.length, 60, at(received), ESTIMATE);
    }

    private void isDropped(DropReason reason, long sequence, double sent, double received) {
        long before = receiver.drops().of(reason);
        int recorded = records.all.size();
        arrives(sequence, sent, received);
        assertThat(receiver.drops().of(reason)).isEqualTo(before + 1);
        assertThat(records.all.subList(recorded, records.all.size())).allMatch(FetchedRecord::lost);
    }

    @Test
    void recordsWhatThePacketSaysAndWhatWasSeenOfItsArrival() {
        arrives(0, 0.25, 0.5);
        assertThat(records.all)
                .containsExactly(new FetchedRecord(
                        0, ErrorEstimate.of(0x0102), ErrorEstimate.of(ESTIMATE), at(0.25), at(0.5), 60));
    }

    @Test
    void recordsATtlOf255WhenItCannotReadIt() {
        byte[] octets = packet(ProbeMode.OPEN, 0, 0);
        receiver.received(MemorySegment.ofArray(octets), octets.length, -1, at(0), ESTIMATE);
        assertThat(records.all.getFirst().ttl()).isEqualTo(255);
    }

    @Test
    @Rfc(value = 4656, section = "4.1.2")
    void takesNoNoticeOfTheSecondBitOfAnErrorEstimate() {
        byte[] octets = packet(ProbeMode.OPEN, 0, 0.25);
        new SenderPacket(ProbeMode.OPEN.format())
                .wrap(MemorySegment.ofArray(octets))
                .errorEstimate(0x0102 | ErrorEstimate.PTP);
        receiver.received(MemorySegment.ofArray(octets), octets.length, 60, at(0.5), ESTIMATE);
        assertThat(records.all.getFirst().sendNtp()).isEqualTo(at(0.25));
        assertThat(records.all.getFirst().sendError().nanos())
                .isEqualTo(ErrorEstimate.of(0x0102).nanos());
    }

    @Test
    void recordsInTheOrderOfArrival() {
        arrives(1, 1, 1.1);
        arrives(0, 0, 1.2);
        arrives(2, 2, 2.1);
        assertThat(records.story()).containsExactly(1L, 0L, 2L);
    }

    @Test
    void recordsDuplicatesLikeAnyOther() {
        arrives(0, 0, 0.1);
        arrives(1, 1, 1.1);
        arrives(0, 0, 1.2);
        assertThat(records.story()).containsExactly(0L, 1L, 0L);
        assertThat(records.duplicates).isOne();
    }

    @Test
    void recordsADuplicateAlsoWhenItsOriginalIsDecidedLongAgo() {
        arrives(0, 1.9, 2);
        arrives(0, 1.9, 3.9);
        assertThat(records.story()).containsExactly(0L, -2L, 0L);
        isDropped(DropReason.FAR_TIMESTAMP, 0, 1.9, 3.95);
    }

    @Test
    void recordsAPacketOfTheFutureAsItIs() {
        arrives(1, 1, 0.5);
        assertThat(records.all.getFirst().sendNtp()).isEqualTo(at(1));
    }

    @Test
    void recordsALossWhenTimeoutIsOverSinceItsPresumedTime() {
        arrives(1, 1, 1.1);
        receiver.expire(at(2), ESTIMATE);
        assertThat(records.story()).containsExactly(1L);
        assertThat(receiver.deadlineNtp()).hasValue(at(2));
        receiver.expire(at(2) + 1, ESTIMATE);
        assertThat(records.story()).containsExactly(1L, -1L);
        var lost = records.all.getLast();
        assertThat(lost.sendNtp()).isEqualTo(at(0));
        assertThat(lost.receiveNtp()).isZero();
        assertThat(lost.ttl()).isEqualTo(255);
        assertThat(lost.receiveError().bits()).isEqualTo(ESTIMATE);
        assertThat(lost.sendError()).isEqualTo(new ErrorEstimate(false, false, 63, 1));
    }

    @Test
    void learnsOfALossAlsoFromAPacketThatArrivesLater() {
        arrives(3, 3, 3.5);
        assertThat(records.story()).containsExactly(-1L, -2L, 3L);
        assertThat(receiver.deadlineNtp()).hasValue(at(4));
    }

    @Test
    void recordsEveryPacketOfASilentSessionAsLost() {
        receiver.expire(at(100), ESTIMATE);
        assertThat(records.story()).hasSize(10).allMatch(sequence -> sequence < 0);
        assertThat(receiver.complete()).isTrue();
        assertThat(receiver.deadlineNtp()).isEmpty();
    }

    @Test
    void discardsWhatWasSentMoreThanTimeoutBeforeOrAfterItArrived() {
        isDropped(DropReason.FAR_TIMESTAMP, 1, 1, 3.01);
        isDropped(DropReason.FAR_TIMESTAMP, 3, 3, 0.99);
        arrives(3, 3, 3);
    }

    @Test
    void discardsWhatWasSentMoreThanTimeoutBeforeOrAfterItsSchedule() {
        isDropped(DropReason.OFF_SCHEDULE, 3, 0.9, 1);
        isDropped(DropReason.OFF_SCHEDULE, 0, 2.1, 2.1);
        isDropped(DropReason.OFF_SCHEDULE, 9, 2.1, 2.1);
        arrives(4, 2.1, 2.1);
        assertThat(records.story()).containsExactly(-1L, 4L);
    }

    @Test
    void discardsWhatComesWhenItIsRecordedAsLost() {
        isDropped(DropReason.DECLARED_LOST, 0, 1.5, 3);
        assertThat(records.story()).containsExactly(-1L);
    }

    @Test
    void discardsWhatTheSessionDoesNotHave() {
        isDropped(DropReason.BEYOND_SESSION, 10, 10, 10);
        isDropped(DropReason.BEYOND_SESSION, 0xffff_ffffL, 0, 0);
    }

    @Test
    void discardsWhatIsTooShortOrCorrupt() {
        receiver.received(MemorySegment.ofArray(new byte[64]), 13, 60, at(0), ESTIMATE);
        assertThat(receiver.drops().of(DropReason.TOO_SHORT)).isOne();
        receiver.received(MemorySegment.ofArray(new byte[64]), 14, 60, at(0), ESTIMATE);
        assertThat(receiver.drops().of(DropReason.ZERO_MULTIPLIER)).isOne();
        assertThat(records.all).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(value = ProbeMode.class, names = "OPEN", mode = EnumSource.Mode.EXCLUDE)
    void believesOnlyTheHmac(ProbeMode mode) {
        var session = receiver(mode, 10, 2 * SECOND);
        byte[] octets = packet(mode, 1, 1);
        for (int bit = 0; bit < 8 * 16; bit++) {
            byte[] altered = octets.clone();
            altered[bit / 8] ^= (byte) (1 << bit % 8);
            session.received(MemorySegment.ofArray(altered), altered.length, 60, at(1), ESTIMATE);
        }
        assertThat(session.drops().of(DropReason.BAD_HMAC)).isEqualTo(128);
        session.received(MemorySegment.ofArray(octets), octets.length, 60, at(1), ESTIMATE);
        assertThat(records.story()).containsExactly(1L);
        assertThat(records.all.getFirst().sendNtp()).isEqualTo(at(1));
    }

    @Test
    void countsNothingBeforeStartAndAfterStop() {
        var schedule = new SendSchedule(List.of(new Slot(Slot.FIXED, SECOND)));
        var config = new OneWayConfig(ProbeMode.OPEN, null, schedule, Sid.NONE, 10, START - SECOND, SECOND);
        var session = new ReceiverSession(config, records);
        byte[] octets = packet(ProbeMode.OPEN, 0, 0);
        session.received(MemorySegment.ofArray(octets), octets.length, 60, at(0), ESTIMATE);
        session.expire(at(5), ESTIMATE);
        assertThat(session.deadlineNtp()).isEmpty();
        assertThat(session.drops().of(DropReason.NOT_STARTED)).isOne();
        session.start();
        session.stop(Accept.OK, 0, List.of(), at(0), ESTIMATE);
        session.received(MemorySegment.ofArray(octets), octets.length, 60, at(0), ESTIMATE);
        assertThat(session.drops().of(DropReason.AFTER_TIMEOUT)).isOne();
        assertThat(records.all).isEmpty();
    }

    @Test
    void survivesAHostileTimeoutAndSequence() {
        var session = receiver(ProbeMode.OPEN, 0xffff_ffffL, -1);
        byte[] octets = packet(ProbeMode.OPEN, 1_200_000, 1_200_000);
        session.received(MemorySegment.ofArray(octets), octets.length, 60, at(1_200_000), ESTIMATE);
        assertThat(records.all.getLast().lost()).isFalse();
        // What found no room was given up early, the oldest first.
        assertThat(records.all).hasSize(1_200_001 - (1 << 20) + 1);
    }

    private SessionEnd stop(Accept accept, long next, double now, SkipRange... skipped) {
        return receiver.stop(accept, next, List.of(skipped), at(now), ESTIMATE);
    }

    @Test
    @Rfc(value = 4656, section = "3.8")
    void keepsAllOfACompleteSession() {
        arrives(0, 0, 0.1);
        arrives(9, 9, 9.1);
        var end = stop(Accept.OK, 10, 11.01);
        assertThat(receiver.complete()).isTrue();
        assertThat(records.all).hasSize(10).allMatch(end::keeps);
    }

    @Test
    @Rfc(value = 4656, section = "3.8")
    void discardsWhatWasDueWithinTimeoutBeforeTheEnd() {
        for (int i = 0; i < 6; i++) arrives(i, i, i + 0.1);
        arrives(7, 7, 5.5);
        arrives(2, 2, 3.5);
        var end = stop(Accept.OK, 10, 6);
        assertThat(records.all.stream().filter(end::keeps).map(FetchedRecord::sequenceNumber))
                .containsExactly(0L, 1L, 2L, 3L, 2L);
    }

    @Test
    @Rfc(value = 4656, section = "3.8")
    void takesLossesBackThatWereNeverSent() {
        arrives(1, 1, 1.1);
        arrives(4, 4, 4.1);
        var end = stop(Accept.OK, 7, 20, new SkipRange(0, 0), new SkipRange(3, 4));
        assertThat(records.all.stream().filter(end::keeps).map(FetchedRecord::sequenceNumber))
                .containsExactlyInAnyOrder(1L, 2L, 4L, 5L, 6L);
    }

    @Test
    @Rfc(value = 4656, section = "3.8")
    void believesNothingWhenStopSessionsContradictsWhatArrived() {
        arrives(4, 4, 4.1);
        assertThat(stop(Accept.OK, 4, 20)).isEqualTo(new SessionEnd.Invalid(SessionEnd.Cause.BELOW_RECEIVED));
        assertThat(records.all).noneMatch(new SessionEnd.Invalid(SessionEnd.Cause.BELOW_RECEIVED)::keeps);
    }

    @Test
    @Rfc(value = 4656, section = "3.8")
    void believesNothingAfterAFailureOrImpossibleNumbers() {
        assertThat(stop(Accept.FAILURE, 10, 20)).isEqualTo(new SessionEnd.Invalid(SessionEnd.Cause.FAILED));
        assertThat(stop(Accept.OK, 11, 20)).isEqualTo(new SessionEnd.Invalid(SessionEnd.Cause.BEYOND_REQUEST));
        var skips = new SessionEnd.Invalid(SessionEnd.Cause.SKIPS);
        assertThat(stop(Accept.OK, 10, 20, new SkipRange(3, 4), new SkipRange(4, 5)))
                .isEqualTo(skips);
        assertThat(stop(Accept.OK, 5, 20, new SkipRange(3, 5))).isEqualTo(skips);
        assertThat(SessionEnd.Cause.values())
                .allSatisfy(cause -> assertThat(cause.words()).isNotBlank());
    }

    @Test
    @Rfc(value = 4656, section = "3.8")
    void keepsNothingBeyondTheLastPacketWhenTheConnectionBreaks() {
        arrives(0, 0, 0.1);
        arrives(2, 2, 2.1);
        receiver.expire(at(8), ESTIMATE);
        var end = receiver.broken();
        assertThat(records.story()).containsExactly(0L, 2L, -2L, -4L, -5L, -6L);
        assertThat(records.all.stream().filter(end::keeps).map(FetchedRecord::sequenceNumber))
                .containsExactly(0L, 2L, 1L);
    }
}
