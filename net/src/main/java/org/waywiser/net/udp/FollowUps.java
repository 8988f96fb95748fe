package org.waywiser.net.udp;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.waywiser.protocol.metrics.StampSource;
import org.waywiser.protocol.stamp.StampReflector;

/** Which replies of a port the kernel is asked about, so that the next one of their session can tell when they left. RFC 8972 §4.7. */
final class FollowUps implements UdpSocket.TransmitStamp {
    /** More than leave before stamps are read. */
    private static final int MOST = 64;

    private final UdpSocket socket;
    private final @Nullable StampReflector[] reflectors = new StampReflector[MOST];
    private final long[] replies = new long[MOST];
    private long asked;
    private boolean tried;
    private boolean on;

    FollowUps(UdpSocket socket) {
        this.socket = socket;
    }

    /** A reply is about to leave, the last of a reflector. */
    void leaves(Datagram datagram, StampReflector reflector) {
        boolean wanted = reflector.followed() && on();
        datagram.wantsTransmitStamp(wanted);
        if (!wanted) return;
        int at = (int) (asked++ % MOST);
        reflectors[at] = reflector;
        replies[at] = reflector.lastNumber();
    }

    /** Not before the first who asks: others need not pay for it. */
    private boolean on() {
        if (!tried) on = socket.turnOnTransmitStamps();
        tried = true;
        return on;
    }

    /** Reads what is known of those that left. */
    void read() throws IOException {
        if (on) socket.readTransmitStamps(this);
    }

    @Override
    public void left(long number, long ntp, StampSource source) {
        if (number < asked - MOST) return;
        int at = (int) (number % MOST);
        StampReflector reflector = reflectors[at];
        if (reflector != null) reflector.left(replies[at], ntp, source);
    }
}
