package org.waywiser.net.udp;

import java.lang.foreign.MemorySegment;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import org.waywiser.net.linux.SocketAddress;
import org.waywiser.protocol.metrics.StampSource;

/**
 * One place of a batch, used again and again: a payload off the heap, its peer, and what the network layer says of it.
 * A datagram received goes back to its peer, from the address it was sent to, when it is sent as it is.
 */
public final class Datagram {
    /** A length that keeps a datagram of a batch from being sent. */
    public static final int SKIP = -1;

    private final MemorySegment payload;
    int length;
    boolean truncated;
    long peerHigh;
    long peerLow;
    int peerPort;
    int peerScope;
    /** Of the peer's address as the kernel wrote it down in this place, which needs not be written again to answer; else 0. */
    int nameLength;

    long localHigh;
    long localLow;
    int localInterface;
    int timeToLive;
    int trafficClass;
    boolean wantsTransmitStamp;
    long stampNtp;
    StampSource stampSource = StampSource.USER;

    Datagram(MemorySegment payload) {
        this.payload = payload;
    }

    /** All the room there is, enough for any datagram. */
    public MemorySegment payload() {
        return payload;
    }

    /** Octets received, or to be sent. */
    public int length() {
        return length;
    }

    /** @param octets to be sent, or {@link #SKIP} */
    public void length(int octets) {
        length = octets;
    }

    /** Whether the datagram was longer than the room. */
    public boolean truncated() {
        return truncated;
    }

    /** TTL or Hop Limit on arrival, -1 if unknown. */
    public int timeToLive() {
        return timeToLive;
    }

    /** TOS or traffic class octet: on arrival (-1 if unknown), or to be sent. */
    public int trafficClass() {
        return trafficClass;
    }

    /** @param octet DSCP in the upper six bits, ECN in the lower two */
    public void trafficClass(int octet) {
        trafficClass = octet;
    }

    /** Whether {@link UdpSocket#readTransmitStamps} is to tell when it left, on a socket where that is on. */
    public void wantsTransmitStamp(boolean wants) {
        wantsTransmitStamp = wants;
    }

    /** When it arrived, as NTP timestamp. */
    public long stampNtp() {
        return stampNtp;
    }

    /** Where {@link #stampNtp} was taken. */
    public StampSource stampSource() {
        return stampSource;
    }

    /** Where it came from, or goes to; allocates. */
    public InetSocketAddress peer() {
        return new InetSocketAddress(address(peerHigh, peerLow, peerScope), peerPort);
    }

    /** The address it was sent to, if the socket does not know better: then it is bound to that one. Allocates. */
    Optional<InetAddress> local() {
        return localHigh == 0 && localLow == 0
                ? Optional.empty()
                : Optional.of(address(localHigh, localLow, linkLocal(localHigh) ? localInterface : 0));
    }

    private static InetAddress address(long high, long low, int scope) {
        try {
            byte[] octets = SocketAddress.octets(high, low);
            return scope == 0 ? InetAddress.getByAddress(octets) : Inet6Address.getByAddress(null, octets, scope);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e); // four or sixteen octets always are an address
        }
    }

    /** Whether an address with this upper half is of {@code fe80::/10}. */
    static boolean linkLocal(long high) {
        return high >>> 54 == 0x3fa;
    }

    /** Lets it leave from an address of this host, on a socket that is bound to none. */
    void local(InetAddress from) {
        byte[] octets = from.getAddress();
        localHigh = SocketAddress.highOf(octets);
        localLow = SocketAddress.lowOf(octets);
        localInterface = Source.scope(from);
    }

    /** Whether both go the same way in the same form, so that only their payloads differ. */
    boolean goesLike(Datagram other) {
        return !wantsTransmitStamp
                && !other.wantsTransmitStamp
                && length == other.length
                && peerPort == other.peerPort
                && peerLow == other.peerLow
                && peerHigh == other.peerHigh
                && peerScope == other.peerScope
                && trafficClass == other.trafficClass
                && localLow == other.localLow
                && localHigh == other.localHigh
                && localInterface == other.localInterface;
    }

    /** Addresses a datagram of our own, from whatever address the kernel chooses. */
    public void peer(InetSocketAddress to) {
        byte[] octets = to.getAddress().getAddress();
        peerHigh = SocketAddress.highOf(octets);
        peerLow = SocketAddress.lowOf(octets);
        peerPort = to.getPort();
        peerScope = Source.scope(to.getAddress());
        nameLength = 0;
        localHigh = 0;
        localLow = 0;
    }
}
