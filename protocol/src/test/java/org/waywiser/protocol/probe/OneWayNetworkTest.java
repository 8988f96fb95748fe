package org.waywiser.protocol.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.waywiser.protocol.schedule.SendSchedule;
import org.waywiser.testkit.Rfc;
import org.waywiser.wire.NtpTimestamp;
import org.waywiser.wire.Octets;
import org.waywiser.wire.control.Accept;
import org.waywiser.wire.control.FetchedRecord;
import org.waywiser.wire.control.Sid;
import org.waywiser.wire.control.SkipRange;
import org.waywiser.wire.control.Slot;
import org.waywiser.wire.probe.SenderPacket;

/**
 * 600 seconds of virtual time at about a hundred packets a second, on a network that loses, duplicates, delays and
 * reorders, from a sender that skips: what is recorded equals what was done to the packets.
 */
@Rfc(value = 4656, section = "4.2")
class OneWayNetworkTest {
    private static final long START = 0xeda0_0000_0000_0000L;
    private static final Sid SID = new Sid(Octets.hex("0102030405060708090a0b0c0d0e0f00"));
    private static final long TIMEOUT = NtpTimestamp.interval(500_000_000);
    private static final int ESTIMATE = 0x8a01;

    /** A copy of a packet under way. */
    private record Arrival(long atNtp, long sequence, long sentNtp) {}

    @ParameterizedTest(name = "seed {0}, {1}")
    @CsvSource({"1, OPEN", "2, OPEN", "3, AUTHENTICATED", "4, AUTHENTICATED", "5, ENCRYPTED", "6, ENCRYPTED"})
    void recordsExactlyWhatHappened(long seed, ProbeMode mode) {
        var random = new SplittableRandom(seed);
        var schedule = new SendSchedule(
                List.of(new Slot(Slot.EXPONENTIAL, NtpTimestamp.interval(20_000_000)), new Slot(Slot.FIXED, 0)));
        long packets = 60_000;
        var network = new PriorityQueue<Arrival>((a, b) -> Long.compareUnsigned(a.atNtp(), b.atNtp()));
        var skipped = new ArrayList<SkipRange>();
        var dead = new HashSet<Long>();
        var copies = new HashMap<Long, Integer>();
        var times = schedule.times(SID, START);
        long[] due = LongStream.generate(times::next).limit(packets).toArray();
        long now = START;
        for (int i = 0; i < packets; i++) {
            if (random.nextInt(2000) == 0) {
                int last = (int) Math.min(packets - 1, i + random.nextInt(30));
                skipped.add(new SkipRange(i, last));
                i = last;
                continue;
            }
            // A sender is late now and then, never early.
            now = Math.max(now, due[i]) + (random.nextInt(50) == 0 ? NtpTimestamp.interval(30_000_000) : 0);
            int sent = random.nextInt(20) == 0 ? 0 : random.nextInt(30) == 0 ? 2 + random.nextInt(2) : 1;
            for (int copy = 0; copy < sent; copy++) {
                long delay = NtpTimestamp.interval(1_000_000 + random.nextInt(60_000_000));
                // Some come when they are lost already.
                if (random.nextInt(200) == 0) delay += TIMEOUT;
                network.add(new Arrival(now + delay, i, now));
            }
        }
        var truth = new ArrayList<Long>();
        var records = new KeptRecords();
        var receiver = new ReceiverSession(
                new OneWayConfig(mode, Keys.cipher(mode), schedule, SID, packets, START, TIMEOUT), records);
        receiver.start();
        int late = 0;
        while (!network.isEmpty()) {
            var arrival = network.remove();
            int sequence = (int) arrival.sequence();
            boolean tooOld = arrival.atNtp() - arrival.sentNtp() > TIMEOUT;
            boolean first = !copies.containsKey(arrival.sequence());
            if (tooOld || first && arrival.atNtp() - due[sequence] > TIMEOUT) {
                late++;
            } else {
                copies.merge(arrival.sequence(), 1, Integer::sum);
                truth.add(arrival.sequence());
            }
            if (random.nextInt(10) == 0) receiver.expire(arrival.atNtp() - 1, ESTIMATE);
            var packet = MemorySegment.ofArray(packet(mode, arrival));
            receiver.received(packet, (int) packet.byteSize(), 60, arrival.atNtp(), ESTIMATE);
        }
        for (int i = 0; i < packets; i++) if (!copies.containsKey((long) i)) dead.add((long) i);
        var end = receiver.stop(Accept.OK, packets, skipped, due[due.length - 1] + TIMEOUT + 1, ESTIMATE);
        for (var range : skipped) for (long i = range.first(); i <= range.last(); i++) dead.remove(i);

        var kept = records.all.stream().filter(end::keeps).toList();
        var arrived = kept.stream().filter(record -> !record.lost());
        assertThat(arrived.map(FetchedRecord::sequenceNumber))
                .as("seed %s", seed)
                .isEqualTo(truth);
        var lost = kept.stream().filter(FetchedRecord::lost).toList();
        assertThat(lost).as("seed %s", seed).hasSameSizeAs(dead);
        assertThat(lost).allMatch(record -> dead.contains(record.sequenceNumber()));
        assertThat(lost).allMatch(record -> record.sendNtp() == due[(int) record.sequenceNumber()]);
        assertThat(records.duplicates).as("seed %s", seed).isEqualTo(truth.size() - copies.size());
        assertThat(receiver.drops().nonZero().values().stream()
                        .mapToLong(Long::longValue)
                        .sum())
                .as("seed %s", seed)
                .isEqualTo(late);
        assertThat(late).isPositive();
        assertThat(skipped).isNotEmpty();
        assertThat(truth).isNotEqualTo(truth.stream().sorted().toList());
    }

    private static byte[] packet(ProbeMode mode, Arrival arrival) {
        byte[] octets = new byte[mode.format().senderLength()];
        new SenderPacket(mode.format())
                .wrap(MemorySegment.ofArray(octets))
                .sequenceNumber(arrival.sequence())
                .timestamp(arrival.sentNtp())
                .errorEstimate(ESTIMATE);
        var cipher = Keys.cipher(mode);
        if (cipher != null) cipher.sealSender(octets);
        return octets;
    }
}
