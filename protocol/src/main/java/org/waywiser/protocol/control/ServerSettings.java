package org.waywiser.protocol.control;

import java.time.Duration;
import java.util.Optional;
import org.waywiser.wire.control.Modes;

/**
 * What a Server offers on one listening port.
 *
 * @param profile how connections are set up
 * @param offered Modes of the greeting, security and features; what the service does not know is left out
 * @param withoutSa Modes of a greeting that has no SA to name, where the profile names one
 * @param count PBKDF2 iterations: a power of two, at least 1024
 * @param startTimeNtp when this Server started, NTP 32.32
 * @param setUpTimeout from connection to a complete Set-Up-Response
 * @param serverWait SERVWAIT of RFC 5357 §3.1
 * @param maxSessions sessions on one connection, accepted and not yet stopped
 */
public record ServerSettings(
        Profile profile,
        Modes offered,
        Modes withoutSa,
        long count,
        long startTimeNtp,
        Duration setUpTimeout,
        Duration serverWait,
        int maxSessions) {
    /** Defaults: Count 32768, one minute for the set-up, SERVWAIT 900 s (RFC 5357 §3.1), 10,000 sessions. */
    public static ServerSettings of(Modes offered, long startTimeNtp) {
        return new ServerSettings(
                Profile.RFC7717,
                offered,
                Modes.NONE,
                32_768,
                startTimeNtp,
                Duration.ofSeconds(60),
                Duration.ofSeconds(900),
                10_000);
    }

    /** The same without some modes. */
    public ServerSettings without(Modes some) {
        return in(profile, offered.without(some), withoutSa.without(some));
    }

    /** The same with other timeouts, where they are there. */
    public ServerSettings waiting(Optional<Duration> forSetUp, Optional<Duration> forCommands) {
        return new ServerSettings(
                profile,
                offered,
                withoutSa,
                count,
                startTimeNtp,
                forSetUp.orElse(setUpTimeout),
                forCommands.orElse(serverWait),
                maxSessions);
    }

    /**
     * The same in a profile whose greeting names an SA.
     *
     * @param withSa what a client may choose who has that SA too: {@link Modes#IPSEC} among it
     * @param withoutSa what is left for others, {@link Modes#NONE} for nothing
     */
    public ServerSettings in(Profile other, Modes withSa, Modes withoutSa) {
        return new ServerSettings(other, withSa, withoutSa, count, startTimeNtp, setUpTimeout, serverWait, maxSessions);
    }
}
