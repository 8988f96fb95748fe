package org.waywiser.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.waywiser.protocol.schedule.Schedule;
import org.waywiser.wire.control.Modes;

class MeasurementTest {
    private static final Modes ALL =
            Modes.UNAUTHENTICATED.or(Modes.AUTHENTICATED).or(Modes.ENCRYPTED);
    private final SecureRandom random = new SecureRandom();

    @Test
    void measuresInOpenMode() throws Exception {
        try (var server = TwampServer.start(ServerPlan.of(loopback("127.0.0.1"), ALL, null, null), random)) {
            var outcomes = new TwampClient(plan(server.controlAddress(), 2), Credentials.none(), random).measure();
            assertThat(outcomes).hasSize(2);
            for (SessionOutcome outcome : outcomes) {
                assertThat(outcome.summary().packets().received()).isEqualTo(50);
                assertThat(outcome.summary().packets().lost()).isZero();
            }
        }
    }

    private static InetSocketAddress loopback(String address) throws UnknownHostException {
        return new InetSocketAddress(InetAddress.getByName(address), 0);
    }

    private static MeasurementPlan plan(InetSocketAddress server, int sessions) {
        return new MeasurementPlan(
                server,
                null,
                0,
                0,
                sessions,
                50,
                () -> Schedule.fixed(1_000_000),
                -1,
                false,
                Duration.ofSeconds(2),
                Duration.ZERO,
                0,
                0);
    }
}
