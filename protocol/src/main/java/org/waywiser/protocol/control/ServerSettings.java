package org.waywiser.protocol.control;

import java.time.Duration;
import org.waywiser.wire.control.Modes;

/**
 * What a Server offers on one listening port.
 *
 * @param offered Modes of the greeting
 * @param count PBKDF2 iterations: a power of two, at least 1024
 * @param startTimeNtp when this Server started, NTP 32.32
 * @param setUpTimeout from connection to a complete Set-Up-Response
 * @param serverWait SERVWAIT of RFC 5357 §3.1
 * @param maxSessions accepted and not yet started sessions on one connection
 */
public record ServerSettings(
        Modes offered, long count, long startTimeNtp, Duration setUpTimeout, Duration serverWait, int maxSessions) {
    /** Defaults: Count 32768, one minute for the set-up, SERVWAIT 900 s (RFC 5357 §3.1), 1,000 sessions. */
    public static ServerSettings of(Modes offered, long startTimeNtp) {
        return new ServerSettings(
                offered, 32_768, startTimeNtp, Duration.ofSeconds(60), Duration.ofSeconds(900), 1_000);
    }
}
