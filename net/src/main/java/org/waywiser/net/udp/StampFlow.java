package org.waywiser.net.udp;

import org.waywiser.wire.stamp.StampFormat;

/** What tells STAMP sessions on one port apart, as key of a map; one is reused for look-ups, which so allocate nothing. RFC 8972 §3. */
final class StampFlow {
    private long peerHigh;
    private long peerLow;
    private int peerPort;
    private long localHigh;
    private long localLow;
    private int ssid;
    private StampFormat format = StampFormat.UNAUTHENTICATED;

    /** Becomes the flow of this datagram; only for a key that is in no map. */
    StampFlow at(Datagram datagram, StampFormat wanted, int wantedSsid) {
        peerHigh = datagram.peerHigh;
        peerLow = datagram.peerLow;
        peerPort = datagram.peerPort;
        localHigh = datagram.localHigh;
        localLow = datagram.localLow;
        ssid = wantedSsid;
        format = wanted;
        return this;
    }

    /** To be kept. */
    StampFlow copy() {
        var copy = new StampFlow();
        copy.peerHigh = peerHigh;
        copy.peerLow = peerLow;
        copy.peerPort = peerPort;
        copy.localHigh = localHigh;
        copy.localLow = localLow;
        copy.ssid = ssid;
        copy.format = format;
        return copy;
    }

    int ssid() {
        return ssid;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof StampFlow f
                && peerHigh == f.peerHigh
                && peerLow == f.peerLow
                && peerPort == f.peerPort
                && localHigh == f.localHigh
                && localLow == f.localLow
                && ssid == f.ssid
                && format == f.format;
    }

    @Override
    public int hashCode() {
        long mixed = ((peerHigh * 31 + peerLow) * 31 + localLow) * 0x9e3779b97f4a7c15L + ((long) peerPort << 16 | ssid);
        return (int) (mixed ^ mixed >>> 32);
    }
}
