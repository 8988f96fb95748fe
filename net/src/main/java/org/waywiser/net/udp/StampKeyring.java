package org.waywiser.net.udp;

import java.lang.foreign.MemorySegment;
import org.waywiser.security.HmacSha256;
import org.waywiser.wire.stamp.StampFormat;

/**
 * Keys of a session that were found, ready for use.
 *
 * @param sa they are derived from
 * @param sender verifies packets of the Session-Sender
 * @param reflector seals replies
 */
record StampKeyring(String sa, HmacSha256 sender, HmacSha256 reflector) {
    /** Wipes the keys it takes over. */
    static StampKeyring of(StampKeyFinder.Candidate candidate) {
        var keyring = new StampKeyring(
                candidate.sa(),
                new HmacSha256(candidate.keys().sender()),
                new HmacSha256(candidate.keys().reflector()));
        candidate.keys().wipe();
        return keyring;
    }

    boolean verifies(MemorySegment packet) {
        sender.update(packet, 0, StampFormat.COVERED);
        return sender.matches(packet, StampFormat.COVERED);
    }
}
