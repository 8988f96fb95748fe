package org.waywiser.net.udp;

import java.io.IOException;

/** A socket, or several, that a thread sleeps on. */
public interface Waiting {
    /** Whether the kernel stamps what arrives, so that it may wait to be received. */
    default boolean stampsArrivals() {
        return true;
    }

    /**
     * Sleeps until a datagram is there, someone woke it up, or the time is over.
     *
     * @param nanos for ever if Long.MAX_VALUE
     */
    void await(long nanos) throws IOException;
}
