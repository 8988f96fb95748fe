package org.waywiser.node.policy;

import java.time.Duration;
import java.util.Optional;

/**
 * How many control connections a Server bears, and for how long in silence.
 *
 * @param most at once
 * @param perAddress at once from one IPv4 address, or from one IPv6 network of 64 bits
 * @param handshake from the connection to a complete Set-Up-Response; empty for the usual time
 * @param idle SERVWAIT of RFC 5357 §3.1; empty for the usual time
 */
public record ConnectionLimits(int most, int perAddress, Optional<Duration> handshake, Optional<Duration> idle) {
    /** 10,000, of which one address may have 1,000. */
    public static final ConnectionLimits DEFAULT =
            new ConnectionLimits(10_000, 1_000, Optional.empty(), Optional.empty());

    /** The same with other numbers. */
    public ConnectionLimits of(int inAll, int fromOne) {
        return new ConnectionLimits(inAll, fromOne, handshake, idle);
    }
}
