package org.waywiser.protocol.ike;

import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.OptionalLong;
import org.waywiser.wire.Octets;

/** The way between both ends of an IKE SA: addresses, NATs, and how large a datagram may be. RFC 7296 §2.11, §2.23. */
final class Path {
    private static final int IKE_PORT = 500;
    private static final int NAT_PORT = 4500;
    private static final Octets NON_ESP_MARKER = Octets.zeros(4);
    private static final int UDP_HEADER = 8;
    private static final int IPV4_HEADER = 20;
    private static final int IPV6_HEADER = 40;

    private final IkeSettings.Network settings;
    private InetSocketAddress local;
    private InetSocketAddress peer;
    private NatDetection nat = NatDetection.NONE;
    private boolean fragments;
    private long lastSentNanos;

    Path(IkeSettings.Network settings, InetSocketAddress local, InetSocketAddress peer) {
        this.settings = settings;
        this.local = local;
        this.peer = peer;
    }

    InetSocketAddress local() {
        return local;
    }

    InetSocketAddress peer() {
        return peer;
    }

    NatDetection nat() {
        return nat;
    }

    /** Whether both ends announced fragmentation. RFC 7383 §2.3. */
    boolean fragments() {
        return fragments;
    }

    /** RFC 7296 §3.1 has the marker on port 4500; off port 500 we always set it, as strongSwan does. */
    static Octets marked(Octets message, InetSocketAddress from, InetSocketAddress to) {
        return isMarked(from, to) ? NON_ESP_MARKER.concat(message) : message;
    }

    private static boolean isMarked(InetSocketAddress from, InetSocketAddress to) {
        return from.getPort() != IKE_PORT && to.getPort() != IKE_PORT;
    }

    // ---- IKE_SA_INIT tells how the way is

    /** Takes in what IKE_SA_INIT told; an initiator then leaves port 500 if there is a NAT. RFC 7296 §2.23. */
    void learn(Negotiated negotiated, Effects effects) {
        nat = negotiated.nat();
        fragments = negotiated.fragmentation();
        if (!negotiated.initiator() || !nat.anywhere() || isMarked(local, peer)) return;
        if (local.getPort() == IKE_PORT && settings.natPort().isEmpty()) {
            effects.log("a NAT is on the way to " + Effects.text(peer) + ", and no port 4500 is open here");
            return;
        }
        if (local.getPort() == IKE_PORT) local = at(local, settings.natPort().getAsInt());
        if (peer.getPort() == IKE_PORT) peer = at(peer, NAT_PORT);
    }

    private static InetSocketAddress at(InetSocketAddress address, int port) {
        return new InetSocketAddress(address.getAddress(), port);
    }

    // ---- the peer moves

    /** From now on the peer is where this message came from. */
    void moveTo(Arrival arrival) {
        local = arrival.to();
        peer = arrival.from();
    }

    /**
     * Follows a peer whose NAT gave it another address. RFC 7296 §2.23: only if this end is behind none.
     *
     * @param arrival authentic and never seen before
     * @return whether the peer has moved
     */
    boolean follow(Arrival arrival) {
        if (!nat.peerBehindNat() || nat.localBehindNat()) return false;
        if (arrival.from().equals(peer)) return false;
        moveTo(arrival);
        return true;
    }

    // ---- sending

    /** The longest message for one datagram, in octets without marker. RFC 7383 §2.5.1. */
    int longestMessage() {
        if (!fragments) return Integer.MAX_VALUE;
        boolean v6 = peer.getAddress() instanceof Inet6Address;
        int datagram = v6 ? settings.fragmentSizeIpv6() : settings.fragmentSizeIpv4();
        return datagram - (v6 ? IPV6_HEADER : IPV4_HEADER) - UDP_HEADER - NON_ESP_MARKER.length();
    }

    /** Sends all fragments of a message, mostly one. */
    void send(List<Octets> message, Effects effects) {
        lastSentNanos = effects.nowNanos();
        message.forEach(octets -> effects.send(octets, local, peer));
    }

    /** Answers where a request came from. RFC 7296 §2.11. */
    void reply(List<Octets> message, InetSocketAddress from, InetSocketAddress to, Effects effects) {
        if (to.equals(peer)) lastSentNanos = effects.nowNanos();
        message.forEach(octets -> effects.send(octets, from, to));
    }

    /** When {@link #keepAlive} is due, if this end is behind a NAT. */
    OptionalLong keepAliveNanos() {
        boolean wanted = nat.localBehindNat() && isMarked(local, peer) && settings.keepAliveNanos() > 0;
        return wanted ? OptionalLong.of(lastSentNanos + settings.keepAliveNanos()) : OptionalLong.empty();
    }

    /** Keeps the mapping of this end's NAT, if nothing else has for a while. RFC 3948 §2.3, §4. */
    void keepAlive(Effects effects) {
        var due = keepAliveNanos();
        if (due.isEmpty() || effects.nowNanos() - due.getAsLong() < 0) return;
        lastSentNanos = effects.nowNanos();
        effects.keepAlive(local, peer);
    }
}
