package org.waywiser.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.waywiser.protocol.control.Profile;
import org.waywiser.protocol.control.ServerSettings;
import org.waywiser.wire.control.Accept;
import org.waywiser.wire.control.Modes;
import org.waywiser.wire.control.StartSessions;

/** A Server for clients that do what they should not; afterwards it serves others, holds nothing and has told no secret. */
abstract class HostileClients {
    static final Modes[] KEYED = {Modes.AUTHENTICATED, Modes.ENCRYPTED};

    final SecureRandom random = new SecureRandom();
    final NodeLog log = new NodeLog();
    TwampServer server = quick(Duration.ofMinutes(1), Duration.ofMinutes(15));

    /** Keys derived quickly, and timeouts of one's choice. */
    TwampServer quick(Duration setUp, Duration servwait) {
        try {
            ServerPlan plan = Plans.server(Passphrases.file(), null);
            return TwampServer.start(
                    plan,
                    new ServerSettings(
                            Profile.RFC7717, plan.offered(), Modes.NONE, 1024, 42L << 32, setUp, servwait, 10),
                    random,
                    System::nanoTime);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    void restart(Duration setUp, Duration servwait) throws Exception {
        server.close();
        server = quick(setUp, servwait);
    }

    @BeforeEach
    final void forget() {
        log.forget();
    }

    @AfterEach
    final void servesOthersAndKeepsNothing() throws Exception {
        log.close();
        Eventually.idle(server);
        for (Credentials keys : List.of(Credentials.none(), Plans.withPassphrase(Modes.ENCRYPTED))) {
            var plan = Plans.measurement(server.controlAddress());
            MeasurementTest.complete(
                    new TwampClient(plan, keys, random).measure().getFirst());
        }
        Eventually.holds(() -> server.connections() == 0, () -> "connections closed");
        int port = server.testAddress().getPort();
        server.close();
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(t -> t.getName().equals("reflector-" + port));
        String hex = HexFormat.of().formatHex(Plans.PASSPHRASE.getBytes(StandardCharsets.US_ASCII));
        assertThat(String.join("\n", log.lines()))
                .doesNotContain(Plans.PASSPHRASE)
                .doesNotContainIgnoringCase(hex);
    }

    static void startOne(RawClient client) throws Exception {
        client.send(client.sealed(Arrays.copyOf(RawClient.request(20001), 96)));
        assertThat(client.accepted().accept()).isEqualTo(Accept.OK);
        client.send(client.sealed(new StartSessions().toByteArray()));
        assertThat(client.reply(16)[0]).isZero();
    }
}
