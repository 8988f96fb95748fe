package org.waywiser.protocol.stamp;

import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.waywiser.protocol.probe.SenderCodec;
import org.waywiser.wire.NtpTimestamp;
import org.waywiser.wire.stamp.Tlv;

/** What the replies of a session told beside delays. RFC 8762 §4, RFC 8972 §4. One thread. */
public final class StampFindings {
    private static final int MOST_KEPT = 64;

    private final Map<SenderTlvs.Verdict, Long> verdicts = new EnumMap<>(SenderTlvs.Verdict.class);
    private final Map<Integer, long[]> forwardTos = new TreeMap<>();
    private final Map<Integer, long[]> reverseTos = new TreeMap<>();
    private long replies;
    private long withoutSsid;
    private long highestNumber = -1;
    private boolean ownNumbers;
    private long previousNumber = -1;
    private long previousTimestamp;
    private long followUps;
    private long followUpNanos;
    private Tlv.@Nullable Location location;
    private long locationChanges;
    private Tlv.@Nullable TimestampInformation timestamps;
    private Tlv.@Nullable DirectMeasurement counted;
    private Tlv.@Nullable AccessReport access;
    private int accessReports;
    private long dscpRefused;

    /** The first reply to a packet. */
    void replied(StampReply reply, int tos) {
        replies++;
        if (reply.ssid() == 0) withoutSsid++;
        highestNumber = Math.max(highestNumber, reply.sequenceNumber());
        ownNumbers |= reply.sequenceNumber() != reply.senderSequenceNumber();
        if (tos >= 0) count(reverseTos, tos);
    }

    /** What its TLVs say. */
    void told(SenderTlvs.Reply tlvs, SenderCodec.@Nullable FollowUp before, StampReply reply) {
        verdicts.merge(tlvs.verdict(), 1L, Long::sum);
        for (Tlv tlv : tlvs.usable()) {
            switch (tlv) {
                case Tlv.Location there -> {
                    if (location != null && !there.equals(location)) locationChanges++;
                    location = there;
                }
                case Tlv.TimestampInformation how -> timestamps = how;
                case Tlv.ClassOfService(int _, int dscp2, int ecn, int reversePath) -> {
                    count(forwardTos, dscp2 << 2 | ecn);
                    if (reversePath != 0) dscpRefused++;
                }
                case Tlv.DirectMeasurement all -> counted = all;
                case Tlv.AccessReport acknowledged -> access = acknowledged;
                case Tlv.FollowUpTelemetry _, Tlv.ExtraPadding _, Tlv.Other _ -> {}
            }
        }
        if (before != null) followUp(before);
        previousNumber = reply.sequenceNumber();
        previousTimestamp = reply.timestamp();
    }

    void accessReported(int times) {
        accessReports = times;
    }

    /** How long after T3 the reply before really left. */
    private void followUp(SenderCodec.FollowUp before) {
        if (before.number() != previousNumber) return;
        followUps++;
        followUpNanos += NtpTimestamp.nanosBetween(previousTimestamp, before.ntp());
    }

    /** In place, as this is done for each reply. */
    private static void count(Map<Integer, long[]> counts, int tos) {
        long[] count = counts.get(tos);
        if (count != null) count[0]++;
        else if (counts.size() < MOST_KEPT) counts.put(tos, new long[] {1});
    }

    private static Map<Integer, Long> frozen(Map<Integer, long[]> counts) {
        return counts.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, count -> count.getValue()[0]));
    }

    /** First replies to packets. */
    public long replies() {
        return replies;
    }

    /** Replies whose SSID is zero: the reflector knows no more than RFC 8762 or TWAMP Light. RFC 8972 §3. */
    public long withoutSsid() {
        return withoutSsid;
    }

    /**
     * Packets that the reflector has answered by its own count, which lost replies do not lower; -1 if it does not seem to count, so that it is
     * not known where packets were lost. RFC 8762 §4.
     */
    public long reflected() {
        return ownNumbers ? highestNumber + 1 : -1;
    }

    /** How many replies had TLVs that could be used, by how far. */
    public Map<SenderTlvs.Verdict, Long> verdicts() {
        return Map.copyOf(verdicts);
    }

    /** TOS octets with which packets arrived at the reflector, and how many; empty if it was not asked. */
    public Map<Integer, Long> forwardTos() {
        return frozen(forwardTos);
    }

    /** TOS octets with which replies arrived, and how many. */
    public Map<Integer, Long> reverseTos() {
        return frozen(reverseTos);
    }

    /** Replies that did not leave with the DSCP asked for. RFC 8972 §4.4. */
    public long dscpRefused() {
        return dscpRefused;
    }

    /** Where packets arrived, and from where; the last that was told. */
    public Tlv.@Nullable Location location() {
        return location;
    }

    /** How often that changed, as when an address translator forgets. */
    public long locationChanges() {
        return locationChanges;
    }

    public Tlv.@Nullable TimestampInformation timestamps() {
        return timestamps;
    }

    /** Packets counted at three points, as the last reply has them. */
    public Tlv.@Nullable DirectMeasurement counted() {
        return counted;
    }

    /** How often an Access Report was sent, 0 if there was none to send. */
    public int accessReports() {
        return accessReports;
    }

    /** The Access Report that the reflector acknowledged. */
    public Tlv.@Nullable AccessReport access() {
        return access;
    }

    /** Replies of which it was told later when they really left. */
    public long followUps() {
        return followUps;
    }

    /** How long that was after T3, on average. */
    public long followUpNanos() {
        return followUps == 0 ? 0 : followUpNanos / followUps;
    }
}
