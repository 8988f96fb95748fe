package org.waywiser.net.udp;

import java.io.IOException;
import java.net.InetSocketAddress;
import org.waywiser.protocol.metrics.DropReason;
import org.waywiser.protocol.probe.SenderSession;

/** A sender's session on its socket: what is done for each packet, without regard to when. */
final class SenderEnd {
    /** Few, as there may be thousands of senders; enough to save calls where replies come in quick succession. */
    static final int RECEIVED_AT_ONCE = 8;

    private final UdpSocket socket;
    private final SenderSession session;
    private final InetSocketAddress peer;
    private final Source reflector;
    private final Source lookup = new Source();
    private final DatagramBatch out;
    private final DatagramBatch in;
    private final Datagram packet;
    private boolean stamps;
    private final UdpSocket.TransmitStamp left;
    private boolean prepared;

    /** @param stamps whether the kernel is asked when packets leave */
    SenderEnd(UdpSocket socket, InetSocketAddress reflector, SenderSession session, int dscp, boolean stamps) {
        this(socket, reflector, session, dscp, stamps, socket.newBatch(1), socket.newBatch(RECEIVED_AT_ONCE));
    }

    /**
     * One of several on one thread.
     *
     * @param out a place that ends share which send with the same DSCP: {@link #release} it before another prepares its packet
     * @param in places that they share
     */
    SenderEnd(
            UdpSocket socket,
            InetSocketAddress reflector,
            SenderSession session,
            int dscp,
            boolean stamps,
            DatagramBatch out,
            DatagramBatch in) {
        this.socket = socket;
        this.session = session;
        this.peer = reflector;
        this.reflector = Source.of(reflector);
        this.out = out;
        this.in = in;
        packet = out.at(0);
        packet.peer(reflector);
        packet.trafficClass(dscp << 2);
        this.stamps = stamps;
        left = session::left;
    }

    /** Before anything else, on the thread that uses the socket. */
    void connect() throws IOException {
        socket.connect(peer);
        stamps = stamps && socket.turnOnTransmitStamps();
    }

    /** Does what can be done before the next packet's time has come; once is enough. */
    void prepare() {
        if (prepared) return;
        packet.length(session.packetLength());
        packet.wantsTransmitStamp(stamps);
        session.prepare(packet.payload());
        prepared = true;
    }

    boolean prepared() {
        return prepared;
    }

    /** What was prepared is to be prepared again. */
    void release() {
        prepared = false;
    }

    /** Sends the prepared packet. Nothing may come between T1 and the kernel. */
    void send(long nowNanos, long lagNanos) {
        session.stamp(packet.payload());
        int failed = socket.send(out, 1);
        session.sent(nowNanos, lagNanos);
        if (failed > 0) session.drop(DropReason.SEND_FAILED);
        prepared = false;
    }

    /** Sends off schedule what has to be sent again. */
    void repeat(long nowNanos) {
        session.repeat();
        prepared = false;
        prepare();
        send(nowNanos, 0);
    }

    /**
     * Takes in what has arrived.
     *
     * @return whether there may be more
     */
    boolean receive() throws IOException {
        int count = socket.receive(in);
        if (count == UdpSocket.RECEIVE_REFUSED) {
            session.drop(DropReason.PORT_UNREACHABLE);
            return true;
        }
        // Before the replies: what they answer has left, and its stamp is there.
        socket.readTransmitStamps(left);
        for (int i = 0; i < count; i++) {
            Datagram datagram = in.at(i);
            // What arrived before the socket was connected may come from anyone.
            if (!lookup.at(datagram).equals(reflector)) {
                session.drop(DropReason.STRAY);
            } else {
                session.received(
                        datagram.payload(),
                        datagram.length(),
                        datagram.timeToLive(),
                        datagram.trafficClass(),
                        datagram.stampNtp(),
                        datagram.stampSource());
            }
        }
        if (count > 0) session.drop(DropReason.BUFFER_FULL, socket.overflowed());
        return count == in.places();
    }
}
