package org.waywiser.net.udp;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.function.Consumer;
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
    private final UdpSocket socket;
    private final DatagramBatch spare;
    private final StampSessions<StampFlow> sessions = new StampSessions<>(MOST_SESSIONS, IDLE_NANOS);
    /** Apart from the others, which anyone can fill: only holders of keys come in here. */
    private final StampSessions<StampFlow> keyedSessions = new StampSessions<>(MOST_SESSIONS, IDLE_NANOS);

    private final StampOwners owners = new StampOwners();
    private final StampFlow lookup = new StampFlow();
    private final StampEndpoints endpoints;
    private final FollowUps followUps;
    private final StampReflector anybody;
    private final @Nullable HmacSha256 shared;
    private final @Nullable StampReflector keyHolders;
    private final @Nullable StampSearch search;

    /**
     * @param drops of the port
     * @param toPort has something done on the port's thread
     */
    StampResponder(
            StampService service, UdpSocket socket, ProbeClock clock, DropCounters drops, Consumer<Runnable> toPort) {
        this.service = service;
        this.socket = socket;
        spare = socket.newBatch(1);
        followUps = new FollowUps(socket);
        this.clock = clock;
        this.drops = drops;
        endpoints = new StampEndpoints(socket, spare.at(0));
        anybody = new StampReflector(service.unauthenticated(false), clock, drops);
        shared = service.key() == null ? null : new HmacSha256(service.key());
        keyHolders =
                shared == null ? null : new StampReflector(service.authenticated(shared, shared, false), clock, drops);
        StampKeyFinder finder = service.finder();
        search = finder == null ? null : new StampSearch(finder, toPort, System::nanoTime);
    }

    /** Replies have left. */
    void sent() throws IOException {
        followUps.read();
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
        if (length != StampReflector.NO_REPLY) followUps.leaves(datagram, reflector);
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
            if (search != null) return searched(search, datagram, nowNanos);
        }
        return withoutKey(datagram, nowNanos, DropReason.NO_KEY);
    }

    private @Nullable StampReflector withoutKey(Datagram datagram, long nowNanos, DropReason otherwise) {
        if (service.open()) return open(datagram, nowNanos);
        drops.count(otherwise);
        return null;
    }

    /** By keys that were found, or have to be looked for, of the flow that was looked up. */
    private @Nullable StampReflector searched(StampSearch keys, Datagram datagram, long nowNanos) {
        StampKeyring keyring = keys.verifying(lookup, datagram.payload());
        if (keyring != null) return begun(keyring, nowNanos);
        return switch (keys.await(datagram, lookup, this::found)) {
            case WAITS -> null;
            case CROWDED_OUT -> withoutKey(datagram, nowNanos, DropReason.TOO_MANY_WAITING);
            case KEYLESS -> withoutKey(datagram, nowNanos, DropReason.NO_KEY);
        };
    }

    private StampReflector open(Datagram datagram, long nowNanos) {
        if (!service.stateful()) return anybody;
        int ssid = hasSsid(datagram) ? Fields.u16(datagram.payload(), OPEN_SSID) : 0;
        StampReflector known = sessions.find(lookup.at(datagram, StampFormat.UNAUTHENTICATED, ssid), nowNanos);
        return known != null ? known : begun(sessions, service.unauthenticated(true), anybody, nowNanos);
    }

    /** In a packet of TWAMP Light there is padding instead, perhaps another each time; STAMP has zeros behind. RFC 8972 §3. */
    private static boolean hasSsid(Datagram datagram) {
        if (datagram.length() < StampFormat.UNAUTHENTICATED.length()) return false;
        long bits = Fields.u64(datagram.payload(), 36);
        for (int at = OPEN_SSID + Short.BYTES; at < 36; at += Integer.BYTES) bits |= Fields.u32(datagram.payload(), at);
        return bits == 0;
    }

    /** Who verifies the packet. */
    private @Nullable StampReflector keyed(Datagram datagram, long nowNanos) {
        MemorySegment packet = datagram.payload();
        lookup.at(datagram, StampFormat.AUTHENTICATED, Fields.u16(packet, KEYED_SSID));
        StampReflector known = keyedSessions.find(lookup, nowNanos);
        if (known != null && known.authentic(packet)) return known;
        if (keyHolders == null || shared == null || !keyHolders.authentic(packet)) return null;
        return service.stateful()
                ? begun(keyedSessions, service.authenticated(shared, shared, true), keyHolders, nowNanos)
                : keyHolders;
    }

    /** A new session of the flow that was looked up; without state where there are too many with. */
    private StampReflector begun(
            StampSessions<StampFlow> table, StampReflectorConfig config, StampReflector stateless, long nowNanos) {
        if (table.full(nowNanos)) return stateless;
        var reflector = new StampReflector(config, clock, drops);
        table.add(lookup.copy(), reflector, nowNanos);
        return reflector;
    }

    /** A search has ended: those who waited for it are answered, or not. */
    private void found(List<StampSearch.Waiting> waiting) {
        long now = System.nanoTime();
        for (var packet : waiting) {
            Datagram datagram = spare.at(0);
            packet.restore(datagram);
            StampReflector reflector = reflector(datagram, now);
            if (reflector == null) continue;
            answer(datagram, reflector);
            if (socket.send(spare, 1) > 0) drops.count(DropReason.SEND_FAILED);
        }
    }

    /** A new session of the flow that was looked up, under keys of IKE that verify its packet. */
    private @Nullable StampReflector begun(StampKeyring keyring, long nowNanos) {
        StampFlow flow = lookup.copy();
        if (!owners.claim(keyring.sa(), flow)) {
            drops.count(DropReason.REUSED_SSID);
            return null;
        }
        if (keyedSessions.full(nowNanos)) {
            drops.count(DropReason.TOO_MANY_WAITING);
            return null;
        }
        var config = service.authenticated(keyring.sender(), keyring.reflector(), service.stateful());
        var reflector = new StampReflector(config, clock, drops);
        keyedSessions.add(flow, reflector, nowNanos);
        return reflector;
    }
}
