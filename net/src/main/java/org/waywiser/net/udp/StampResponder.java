package org.waywiser.net.udp;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;
import org.waywiser.protocol.metrics.DropCounters;
import org.waywiser.protocol.metrics.DropReason;
import org.waywiser.protocol.probe.ProbeClock;
import org.waywiser.protocol.stamp.StampReflector;
import org.waywiser.protocol.stamp.StampReflectorConfig;
import org.waywiser.protocol.stamp.StampSessions;
import org.waywiser.security.HmacSha256;
import org.waywiser.wire.probe.Fields;
import org.waywiser.wire.stamp.StampFormat;

/** The STAMP Session-Reflectors of a port: answers what belongs to no session of TWAMP. RFC 8762 §4.3. On the port's thread. */
final class StampResponder {
    private static final int TWAMP_TEST = 862;
    private static final int FIRST_USER_PORT = 1024;
    private static final int MOST_SESSIONS = 10_000;
    private static final long IDLE_NANOS = 300_000_000_000L;
    /** Offset of the SSID in an authenticated packet, and in an open one. RFC 8972 §3. */
    private static final int KEYED_SSID = 26;

    private static final int OPEN_SSID = 14;

    private final StampService service;
    private final ProbeClock clock;
    private final DropCounters drops;
    private final StampSessions<StampFlow> sessions = new StampSessions<>(MOST_SESSIONS, IDLE_NANOS);
    private final StampFlow lookup = new StampFlow();
    private final StampEndpoints endpoints;
    private final StampReflector anybody;
    private final @Nullable HmacSha256 shared;
    private final @Nullable StampReflector keyHolders;

    /** @param drops of the port */
    StampResponder(StampService service, UdpSocket socket, ProbeClock clock, DropCounters drops) {
        this.service = service;
        this.clock = clock;
        this.drops = drops;
        endpoints = new StampEndpoints(socket, socket.newBatch(1).at(0));
        anybody = new StampReflector(service.unauthenticated(false), clock, drops);
        shared = service.key() == null ? null : new HmacSha256(service.key());
        keyHolders =
                shared == null ? null : new StampReflector(service.authenticated(shared, shared, false), clock, drops);
    }

    /** Turns a datagram into its reply, or into none. */
    void answer(Datagram datagram, long nowNanos) {
        StampReflector reflector = admitted(datagram) ? reflector(datagram, nowNanos) : null;
        if (reflector == null) datagram.length(Datagram.SKIP);
        else answer(datagram, reflector);
    }

    private void answer(Datagram datagram, StampReflector reflector) {
        int length = reflector.reflect(
                datagram.payload(),
                datagram.length(),
                datagram.timeToLive(),
                datagram.trafficClass(),
                datagram.stampNtp(),
                datagram.stampSource(),
                endpoints.of(datagram));
        datagram.trafficClass(reflector.replyDscp() << 2);
        datagram.length(length == StampReflector.NO_REPLY ? Datagram.SKIP : length);
    }

    private boolean admitted(Datagram datagram) {
        if (isService(datagram.peerPort)) drops.count(DropReason.SERVICE_PORT);
        else if (datagram.truncated()) drops.count(DropReason.TRUNCATED);
        else return true;
        return false;
    }

    /** Whether packets from that port come from a service, which may answer answers. TWAMP-Test's own port is one of senders too. */
    static boolean isService(int port) {
        return port < FIRST_USER_PORT && port != TWAMP_TEST;
    }

    /** Who answers; null if nobody does, or not yet. */
    private @Nullable StampReflector reflector(Datagram datagram, long nowNanos) {
        if (service.keyed() && datagram.length() >= StampFormat.AUTHENTICATED.length()) {
            StampReflector keyed = keyed(datagram, nowNanos);
            if (keyed != null) return keyed;
        }
        if (service.open()) return open(datagram, nowNanos);
        drops.count(DropReason.NO_KEY);
        return null;
    }

    private StampReflector open(Datagram datagram, long nowNanos) {
        if (!service.stateful()) return anybody;
        int ssid = datagram.length() >= OPEN_SSID + Short.BYTES ? Fields.u16(datagram.payload(), OPEN_SSID) : 0;
        StampReflector known = sessions.find(lookup.at(datagram, StampFormat.UNAUTHENTICATED, ssid), nowNanos);
        return known != null ? known : begun(service.unauthenticated(true), anybody, nowNanos);
    }

    /** Who verifies the packet. */
    private @Nullable StampReflector keyed(Datagram datagram, long nowNanos) {
        MemorySegment packet = datagram.payload();
        lookup.at(datagram, StampFormat.AUTHENTICATED, Fields.u16(packet, KEYED_SSID));
        StampReflector known = sessions.find(lookup, nowNanos);
        if (known != null && known.authentic(packet)) return known;
        if (keyHolders == null || shared == null || !keyHolders.authentic(packet)) return null;
        return service.stateful()
                ? begun(service.authenticated(shared, shared, true), keyHolders, nowNanos)
                : keyHolders;
    }

    /** A new session of the flow that was looked up; without state where there are too many with. */
    private StampReflector begun(StampReflectorConfig config, StampReflector stateless, long nowNanos) {
        if (sessions.full(nowNanos)) return stateless;
        var reflector = new StampReflector(config, clock, drops);
        sessions.add(lookup.copy(), reflector, nowNanos);
        return reflector;
    }
}
