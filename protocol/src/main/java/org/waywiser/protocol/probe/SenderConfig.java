package org.waywiser.protocol.probe;

import org.jspecify.annotations.Nullable;
import org.waywiser.security.probe.ProbeCipher;
import org.waywiser.wire.UdpPayload;

/**
 * What a Session-Sender is told about a session.
 *
 * @param mode of its packets
 * @param cipher made of the session's keys, for this sender alone; null in open mode only
 * @param paddingLength octets after the sender's packet, 0 to 65,459. RFC 5357 §4.1.2
 * @param zeroPadding padding of zeros instead of pseudo-random octets. RFC 4656 §4.1.2
 * @param timeoutNanos a packet without a reply for so long is lost
 * @param recordLimit how many single records are kept, 0 for none
 * @param features agreed on beyond RFC 5357
 */
public record SenderConfig(
        ProbeMode mode,
        @Nullable ProbeCipher cipher,
        int paddingLength,
        boolean zeroPadding,
        long timeoutNanos,
        int recordLimit,
        ProbeFeatures features) {
    /** Of RFC 5357 alone, or of OWAMP. */
    public SenderConfig(
            ProbeMode mode,
            @Nullable ProbeCipher cipher,
            int paddingLength,
            boolean zeroPadding,
            long timeoutNanos,
            int recordLimit) {
        this(mode, cipher, paddingLength, zeroPadding, timeoutNanos, recordLimit, ProbeFeatures.NONE);
    }

    public SenderConfig {
        if (mode.keyed() == (cipher == null)) throw new IllegalArgumentException("a cipher belongs to keyed modes");
        if (paddingLength < features.reflectedPadding()
                || paddingLength + features.layout(mode).senderLength() > UdpPayload.LONGEST) {
            throw new IllegalArgumentException("padding of " + paddingLength + " octets");
        }
        if (timeoutNanos <= 0) throw new IllegalArgumentException("timeout of " + timeoutNanos + " ns");
        timeoutNanos = Math.min(timeoutNanos, Long.MAX_VALUE / 4);
    }

    /** Octets of each packet sent. */
    public int packetLength() {
        return features.layout(mode).senderLength() + paddingLength;
    }
}
