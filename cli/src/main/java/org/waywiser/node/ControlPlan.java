package org.waywiser.node;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.waywiser.protocol.control.ControlClient;
import org.waywiser.protocol.control.Profile;
import org.waywiser.wire.control.Modes;

/** What a control connection has to know of the measurement that it is for. */
interface ControlPlan {
    /** Where the Server listens. */
    InetSocketAddress server();

    /** Local address, null for the system's choice. */
    @Nullable
    InetAddress source();

    /** What to use besides of TWAMP where the Server offers it. RFC 5618 §3.1. */
    default Modes features() {
        return Modes.NONE;
    }

    /** Of test and control packets. */
    int dscp();

    /**
     * The state machine of a connection.
     *
     * @param maxCount largest PBKDF2 Count that is worked for
     * @param random a cryptographically strong one
     */
    ControlClient machine(Profile profile, long maxCount, RandomGenerator random);
}
