package org.waywiser.net.udp;

import java.io.IOException;
import org.waywiser.net.linux.TransmitStamps;
import org.waywiser.protocol.metrics.StampSource;
import org.waywiser.wire.NtpTimestamp;

/**
 * Knows which datagrams of a socket want to be told when they left, and which of them the kernel speaks of. The kernel numbers what it sent, and
 * of some that it refused nobody knows whether they have a number; so after each refusal it begins anew, as soon as what it had to
 * tell has been read.
 */
final class StampQueue {
    private static final long BITS_32 = 0xffff_ffffL;

    private final TransmitStamps kernel;

    /** Those that want it so far, whether the kernel took them or not. */
    private long wanted;

    /** The one that the kernel counts as 0. */
    private long first;

    /** From this one on numbers are in doubt, if any are. */
    private long doubtful;

    private boolean doubt;
    private boolean unread;

    StampQueue(int socket) throws IOException {
        kernel = new TransmitStamps(socket);
    }

    /** Whether to ask the kernel about the next one. */
    boolean asks() {
        return !doubt;
    }

    /** So many that want it were given to the kernel. */
    void handedOver(int count) {
        wanted += count;
        unread |= count > 0;
    }

    /** The kernel has refused something after those that were handed over. */
    void refused() {
        if (!doubt) doubtful = wanted;
        doubt = true;
        unread = true;
    }

    /** There is something in the error queue, as it seems. */
    void wake() {
        unread = true;
    }

    /** As {@link UdpSocket#readTransmitStamps}. */
    void read(UdpSocket.TransmitStamp told) throws IOException {
        if (!unread) return;
        int count;
        do {
            count = kernel.read();
            for (int i = 0; i < count; i++) tell(i, told);
        } while (count == TransmitStamps.PLACES);
        unread = false;
        if (!doubt) return;
        kernel.restart();
        first = wanted;
        doubt = false;
    }

    private void tell(int place, UdpSocket.TransmitStamp told) {
        long bits = kernel.number(place);
        if (bits < 0) return;
        // The last one given out with these 32 bits.
        long number = wanted - 1 - (wanted - 1 - first - bits & BITS_32);
        if (number < first || doubt && number >= doubtful) return;
        told.left(number, NtpTimestamp.ofUnix(kernel.seconds(place), kernel.nanos(place)), StampSource.KERNEL);
    }
}
