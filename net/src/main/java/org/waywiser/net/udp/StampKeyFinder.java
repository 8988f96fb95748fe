package org.waywiser.net.udp;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.waywiser.security.binding.StampKeys;

/** Finds the keys that a sender may use for a STAMP session, on a thread of its own. */
public interface StampKeyFinder {
    /**
     * Keys of one SA.
     *
     * @param sa its name, by which it is told from others
     * @param keys of the session, the receiver's own
     */
    record Candidate(String sa, StampKeys keys) {}

    /**
     * Looks for them.
     *
     * @param after how long to wait before
     * @param answer told of them once, those of the newest SA first; of none if there are none
     */
    void find(InetAddress peer, int ssid, Duration after, Consumer<List<Candidate>> answer);
}
