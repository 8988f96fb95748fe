package org.waywiser.protocol.ike;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import org.waywiser.wire.Octets;
import org.waywiser.wire.ike.IkeMessage;
import org.waywiser.wire.ike.Notify;
import org.waywiser.wire.ike.NotifyType;

/**
 * Addresses as the sender of IKE_SA_INIT sees them. RFC 7296 §2.23.
 *
 * @param localBehindNat whether what the peer sent to is not what it arrived at
 * @param peerBehindNat whether what the peer sent from is not what it came from
 */
record NatDetection(boolean localBehindNat, boolean peerBehindNat) {
    static final NatDetection NONE = new NatDetection(false, false);

    /** Whether there is any. */
    boolean anywhere() {
        return localBehindNat || peerBehindNat;
    }

    /** The two notifies of a message. */
    static List<Notify> notifies(long spiI, long spiR, InetSocketAddress from, InetSocketAddress to) {
        return List.of(
                Notify.of(NotifyType.NAT_DETECTION_SOURCE_IP, hash(spiI, spiR, from)),
                Notify.of(NotifyType.NAT_DETECTION_DESTINATION_IP, hash(spiI, spiR, to)));
    }

    /** Compares a message with where it came from; without notifies nothing is detected. */
    static NatDetection of(IkeMessage message, InetSocketAddress from, InetSocketAddress to) {
        return new NatDetection(
                differs(message, NotifyType.NAT_DETECTION_DESTINATION_IP, to),
                differs(message, NotifyType.NAT_DETECTION_SOURCE_IP, from));
    }

    private static boolean differs(IkeMessage message, NotifyType type, InetSocketAddress seen) {
        var sent = message.all(Notify.class).stream()
                .filter(n -> n.notifyType().equals(type))
                .map(Notify::data)
                .toList();
        return !sent.isEmpty() && !sent.contains(hash(message.spiI(), message.spiR(), seen));
    }

    private static Octets hash(long spiI, long spiR, InetSocketAddress address) {
        try {
            var digest = MessageDigest.getInstance("SHA-1");
            digest.update(ByteBuffer.allocate(16).putLong(spiI).putLong(spiR).array());
            digest.update(address.getAddress().getAddress());
            digest.update(
                    ByteBuffer.allocate(2).putShort((short) address.getPort()).array());
            return Octets.of(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-1", e); // every Java platform has it
        }
    }
}
