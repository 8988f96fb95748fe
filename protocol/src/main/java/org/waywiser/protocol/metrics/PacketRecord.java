package org.waywiser.protocol.metrics;

import org.waywiser.wire.NtpTimestamp;

/**
 * One packet of a two-way session. Of a lost packet only what the sender knew is set, the rest is zero.
 *
 * @param sequence number given by the sender
 * @param sentNtp T1, the sender's clock
 * @param sentErrorEstimate its 16 bits
 * @param reflectorReceivedNtp T2, the reflector's clock
 * @param reflectorSentNtp T3, the reflector's clock
 * @param reflectorErrorEstimate of T2 and T3
 * @param reflectorSequence number given by the reflector
 * @param receivedNtp T4, the sender's clock; zero if lost
 * @param receivedErrorEstimate of T4
 * @param forwardTtl TTL on arrival at the reflector
 * @param reverseTtl TTL on arrival of the reply, 255 if unknown
 * @param receiveSource where T4 was taken
 * @param dueNtp when it was to be sent, the sender's clock; zero if unknown
 * @param leftNtp when it left, as near to the wire as is known: T1 if nobody knows better
 * @param sendSource where that was taken
 */
public record PacketRecord(
        long sequence,
        long sentNtp,
        int sentErrorEstimate,
        long reflectorReceivedNtp,
        long reflectorSentNtp,
        int reflectorErrorEstimate,
        long reflectorSequence,
        long receivedNtp,
        int receivedErrorEstimate,
        int forwardTtl,
        int reverseTtl,
        StampSource receiveSource,
        long dueNtp,
        long leftNtp,
        StampSource sendSource) {
    /** Of which no more is known than what it carried. */
    public PacketRecord(
            long sequence,
            long sentNtp,
            int sentErrorEstimate,
            long reflectorReceivedNtp,
            long reflectorSentNtp,
            int reflectorErrorEstimate,
            long reflectorSequence,
            long receivedNtp,
            int receivedErrorEstimate,
            int forwardTtl,
            int reverseTtl,
            StampSource receiveSource) {
        this(
                sequence,
                sentNtp,
                sentErrorEstimate,
                reflectorReceivedNtp,
                reflectorSentNtp,
                reflectorErrorEstimate,
                reflectorSequence,
                receivedNtp,
                receivedErrorEstimate,
                forwardTtl,
                reverseTtl,
                receiveSource,
                0,
                sentNtp,
                StampSource.USER);
    }

    static PacketRecord lost(long sequence, long sentNtp, int sentErrorEstimate) {
        return lost(sequence, sentNtp, sentErrorEstimate, 0, sentNtp, StampSource.USER);
    }

    /** One without a reply. */
    public static PacketRecord lost(
            long sequence, long sentNtp, int sentErrorEstimate, long dueNtp, long leftNtp, StampSource sendSource) {
        return new PacketRecord(
                sequence,
                sentNtp,
                sentErrorEstimate,
                0,
                0,
                0,
                0,
                0,
                0,
                255,
                255,
                StampSource.USER,
                dueNtp,
                leftNtp,
                sendSource);
    }

    /** The same with another T3. */
    public PacketRecord reflectedAt(long ntp) {
        return new PacketRecord(
                sequence,
                sentNtp,
                sentErrorEstimate,
                reflectorReceivedNtp,
                ntp,
                reflectorErrorEstimate,
                reflectorSequence,
                receivedNtp,
                receivedErrorEstimate,
                forwardTtl,
                reverseTtl,
                receiveSource,
                dueNtp,
                leftNtp,
                sendSource);
    }

    public boolean lost() {
        return receivedNtp == 0;
    }

    /** Round trip without the reflector's turnaround; nanoseconds. Meaningless if lost. */
    public long rttNanos() {
        return NtpTimestamp.nanosBetween(leftNtp, receivedNtp)
                - NtpTimestamp.nanosBetween(reflectorReceivedNtp, reflectorSentNtp);
    }

    /** T2 − T1 in nanoseconds, T1 as near to the wire as is known: negative when clocks differ. */
    public long forwardNanos() {
        return NtpTimestamp.nanosBetween(leftNtp, reflectorReceivedNtp);
    }

    /** T4 − T3 in nanoseconds: negative when clocks differ. */
    public long reverseNanos() {
        return NtpTimestamp.nanosBetween(reflectorSentNtp, receivedNtp);
    }
}
