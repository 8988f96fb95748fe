package org.waywiser.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.waywiser.net.udp.Pacing;
import org.waywiser.node.OneWayPlan.Direction;
import org.waywiser.testkit.Rfc;
import org.waywiser.wire.control.Accept;
import org.waywiser.wire.control.AcceptSession;
import org.waywiser.wire.control.OwampStopSessions;
import org.waywiser.wire.control.RequestSession;
import org.waywiser.wire.control.Sid;
import org.waywiser.wire.control.Slot;

/** An OWAMP Server that stops sessions without a word about what it has sent. */
@Tag("net")
class VoidResultsTest {
    @TempDir
    private Path folder;

    @Test
    @Rfc(value = 4656, section = "3.8")
    void areNoResultsOfOurClient() throws Exception {
        try (var server = new FakeServer(client -> {
            client.greet(1, 1024).start(Accept.OK);
            client.command(RequestSession.HEADER_LENGTH);
            client.command(Slot.LENGTH);
            client.send(client.sealed(new AcceptSession(Accept.OK, 20_000, Sid.NONE).toByteArray()));
            client.acknowledge(Accept.OK);
            client.send(client.sealed(new OwampStopSessions(Accept.OK, List.of()).toByteArray()));
        })) {
            var plan = new OneWayPlan(
                    server.address(),
                    null,
                    0,
                    0,
                    List.of(Direction.FROM_SERVER),
                    10,
                    List.of(new Slot(Slot.FIXED, 1L << 28)),
                    0,
                    false,
                    Duration.ofSeconds(2),
                    Duration.ZERO,
                    0,
                    Pacing.SLEEPING);
            var failure = Objects.requireNonNull(catchThrowableOfType(
                    MeasurementFailure.class,
                    () -> new OwampClient(plan, Credentials.none(), folder, new SecureRandom()).measure()));

            assertThat(failure).hasMessageContaining("Stop-Sessions does not account for the sessions");
            assertThat(folder).isEmptyDirectory();
        }
    }
}
