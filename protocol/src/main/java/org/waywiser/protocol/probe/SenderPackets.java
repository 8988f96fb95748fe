package org.waywiser.protocol.probe;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.waywiser.security.probe.ProbeCipher;
import org.waywiser.wire.probe.Fields;
import org.waywiser.wire.probe.SenderPacket;

/**
 * Writes the packets of a Session-Sender, one-way and two-way alike: first what can be written before their time has come, then T1. RFC 4656
 * §4.1.2, RFC 5357 §4.1.2, RFC 6038 §5.1. One thread.
 */
final class SenderPackets {
    private final ProbeMode mode;
    private final @Nullable ProbeCipher cipher;
    private final int paddingStart;
    private final int reflectedLength;
    private final ReflectedPadding reflected;
    private final TimestampFormat timestamps;
    private final int packetLength;
    private final boolean zeroPadding;
    private final ProbeClock clock;
    private final RandomGenerator random;
    private final SenderPacket view;
    private final byte[] clear;
    private final MemorySegment clearSegment;
    private int errorEstimate;
    private long sentNtp;

    /** @param random for padding only, independent of all other randomness. RFC 4656 §4.1.2 */
    SenderPackets(SenderConfig config, ProbeClock clock, RandomGenerator random) {
        mode = config.mode();
        cipher = config.cipher();
        paddingStart = config.features().layout(mode).senderLength();
        reflectedLength = config.features().reflectedPadding();
        reflected = new ReflectedPadding(config, reflectedLength == 0 ? 0 : random.nextLong());
        timestamps = TimestampFormat.of(config.features(), clock);
        packetLength = config.packetLength();
        zeroPadding = config.zeroPadding();
        this.clock = clock;
        this.random = random;
        view = new SenderPacket(mode.format());
        clear = new byte[mode.keyed() ? mode.format().senderLength() : 0];
        clearSegment = MemorySegment.ofArray(clear);
    }

    /** Writes all but what {@link #stamp} adds. */
    void prepare(MemorySegment packet, long sequence) {
        errorEstimate = clock.errorEstimate();
        MemorySegment cleartext = cipher == null ? packet : clearSegment;
        view.wrap(cleartext).clear().sequenceNumber(sequence).errorEstimate(timestamps.mark(errorEstimate));
        int fields = mode.format().senderLength();
        Fields.zeros(packet, fields, Math.max(fields, paddingStart));
        reflected.fill(packet, paddingStart, sequence);
        pad(packet, paddingStart + reflectedLength);
        if (mode == ProbeMode.AUTHENTICATED) seal(packet);
    }

    /** Completes a prepared packet, to be sent at once: T1, and in encrypted mode the protection of it. */
    void stamp(MemorySegment packet) {
        long bits = timestamps.write(clock.ntp());
        // As it comes back: to the nanosecond.
        sentNtp = timestamps.ownToNtp(bits);
        if (mode == ProbeMode.ENCRYPTED) {
            view.wrap(clearSegment).timestamp(bits);
            seal(packet);
        } else {
            view.wrap(packet).timestamp(bits);
        }
    }

    /** T1 of the packet that was stamped last. */
    long sentNtp() {
        return sentNtp;
    }

    /** What the packet that was prepared last says of the clock. */
    int errorEstimate() {
        return errorEstimate;
    }

    /** Whether a reply brings back what it has to of the packet with that number. RFC 6038 §5.2.1. */
    boolean reflects(MemorySegment reply, int at, long sequence) {
        return reflected.matches(reply, at, sequence);
    }

    private void seal(MemorySegment packet) {
        if (cipher == null) throw new IllegalStateException("no cipher");
        cipher.sealSender(clear);
        MemorySegment.copy(clearSegment, 0, packet, 0, mode.format().senderLength());
    }

    private void pad(MemorySegment packet, int from) {
        if (zeroPadding) {
            Fields.zeros(packet, from, packetLength);
            return;
        }
        int whole = from + (packetLength - from & -Long.BYTES);
        for (int at = from; at < whole; at += Long.BYTES) {
            packet.set(ValueLayout.JAVA_LONG_UNALIGNED, at, random.nextLong());
        }
        for (int at = whole; at < packetLength; at++) packet.set(ValueLayout.JAVA_BYTE, at, (byte) random.nextInt());
    }
}
