package org.waywiser.net.udp;

import org.jspecify.annotations.Nullable;
import org.waywiser.net.linux.ControlMessages;
import org.waywiser.net.linux.Errno;
import org.waywiser.net.linux.Messages;
import org.waywiser.net.linux.SocketAddress;
import org.waywiser.net.linux.Sockets;
import org.waywiser.net.linux.TransmitStamps;

/**
 * What leaves by one socket. Datagrams of a batch that follow each other to one peer in one form leave as a train: in one go, as the kernel's
 * way then is walked once for all of them, and none waits for those before it.
 */
final class Departures {
    /** Datagrams, and their octets, that the kernel takes as one. */
    private static final int LONGEST_TRAIN = 64;

    private static final int LARGEST_TRAIN = 65_000;

    private final int socket;
    private final short family;
    private boolean connected;
    private boolean refused;
    private @Nullable StampQueue stamps;

    /** Octets of the longest datagrams that may leave as a train, as far as is known. */
    private int longestTogether = LARGEST_TRAIN / 2;

    Departures(int socket, short family) {
        this.socket = socket;
        this.family = family;
    }

    /** The socket talks to one peer from now on. */
    void connected() {
        connected = true;
    }

    /** Datagrams may ask when they leave. */
    void stamps(StampQueue queue) {
        stamps = queue;
    }

    /** Whether the peer's host reported a closed port when something was sent; then it is told once. */
    boolean refused() {
        boolean was = refused;
        refused = false;
        return was;
    }

    /** As {@link UdpSocket#send}. */
    int send(DatagramBatch batch, int count) {
        int failed = 0;
        for (int from = 0; from < count; from++) {
            int to = from;
            while (to < count && batch.at(to).length != Datagram.SKIP) address(batch, to++);
            if (to > from) failed += transmit(batch, from, to);
            from = to;
        }
        return failed;
    }

    /**
     * Sends what was addressed, trains in one go; an error in between does not keep the others back.
     *
     * @return how many the kernel did not take
     */
    private int transmit(DatagramBatch batch, int from, int to) {
        int failed = 0;
        for (int next = from; next < to; ) {
            int end = endOfTrain(batch, next, to);
            if (end - next > 1 && sentTogether(batch, next, end)) {
                next = end;
                continue;
            }
            while (end < to && endOfTrain(batch, end, to) == end + 1) end++;
            failed += transmitEach(batch, next, end);
            next = end;
        }
        return failed;
    }

    /** After the last of those that go like the first and may leave with it. */
    private int endOfTrain(DatagramBatch batch, int first, int to) {
        Datagram leader = batch.at(first);
        if (leader.length > longestTogether) return first + 1;
        int most = Math.min(to, first + Math.min(LONGEST_TRAIN, LARGEST_TRAIN / Math.max(leader.length, 1)));
        int end = first + 1;
        while (end < most && batch.at(end).goesLike(leader)) end++;
        return end;
    }

    private boolean sentTogether(DatagramBatch batch, int from, int to) {
        switch (batch.messages().sendTogether(socket, from, to)) {
            case 1 -> {
                return true;
            }
            case -Errno.EINVAL -> longestTogether = batch.at(from).length - 1;
            case -Errno.EIO -> longestTogether = 0;
            default -> {} // of the moment: they are sent one by one
        }
        return false;
    }

    /** @return how many the kernel did not take */
    private int transmitEach(DatagramBatch batch, int from, int to) {
        int failed = 0;
        for (int next = from; next < to; ) {
            int taken = transmitSome(batch.messages(), next, to);
            if (taken < 0) failed++;
            int after = next + Math.max(taken, 1);
            if (stamps != null) account(stamps, batch, next, taken, after, to);
            next = after;
        }
        return failed;
    }

    /** What the kernel counts of these is clear only if it has taken all. */
    private static void account(StampQueue stamps, DatagramBatch batch, int from, int taken, int after, int to) {
        if (taken < 0) stamps.refused();
        int wanting = 0;
        for (int i = from; i < after; i++) if (batch.at(i).wantsTransmitStamp) wanting++;
        stamps.handedOver(wanting);
        if (after < to) stamps.refused();
    }

    private int transmitSome(Messages messages, int from, int to) {
        int taken = messages.send(socket, from, to);
        if (taken != -Errno.ECONNREFUSED) return taken;
        // This is about an earlier packet; the one at hand has not left yet.
        refused = true;
        if (stamps != null) stamps.refused();
        return messages.send(socket, from, to);
    }

    /** Sends the first datagram: 0, or a negated errno. */
    int sendFirst(DatagramBatch batch) {
        address(batch, 0);
        return Math.min(transmitSome(batch.messages(), 0, 1), 0);
    }

    /** Writes for the kernel where a datagram goes, and how; it is stamped already, so the less there is to do the better. */
    private void address(DatagramBatch batch, int place) {
        Datagram datagram = batch.at(place);
        Messages messages = batch.messages();
        boolean v4 =
                connected ? family == SocketAddress.AF_INET : SocketAddress.mapped(datagram.peerHigh, datagram.peerLow);
        if (!connected && datagram.nameLength == 0) {
            datagram.nameLength = SocketAddress.write(
                    messages.name(place),
                    family,
                    datagram.peerHigh,
                    datagram.peerLow,
                    datagram.peerPort,
                    datagram.peerScope);
        }
        ControlMessages controls = messages.control(place);
        long control = writeControl(controls, datagram, v4);
        if (datagram.wantsTransmitStamp && stamps != null && stamps.asks()) {
            control = TransmitStamps.ask(controls, control);
        }
        messages.lengths(place, connected ? 0 : datagram.nameLength, control, datagram.length);
    }

    private static long writeControl(ControlMessages control, Datagram datagram, boolean v4) {
        long at = 0;
        if (datagram.trafficClass > 0) {
            at = v4
                    ? control.putInt(at, Sockets.IPPROTO_IP, Sockets.IP_TOS, datagram.trafficClass)
                    : control.putInt(at, Sockets.IPPROTO_IPV6, Sockets.IPV6_TCLASS, datagram.trafficClass);
        }
        if (datagram.localHigh == 0 && datagram.localLow == 0) return at;
        if (v4) return control.putSource(at, (int) datagram.localLow);
        // The interface matters, and is fixed, for a link-local address only.
        return control.putSource(
                at,
                datagram.localHigh,
                datagram.localLow,
                Datagram.linkLocal(datagram.localHigh) ? datagram.localInterface : 0);
    }
}
