package org.waywiser.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.waywiser.node.store.SessionStore;
import org.waywiser.protocol.control.ClientEffect;
import org.waywiser.protocol.control.Profile;
import org.waywiser.protocol.control.ServerSettings;
import org.waywiser.wire.WireWriter;
import org.waywiser.wire.control.Accept;
import org.waywiser.wire.control.AcceptSession;
import org.waywiser.wire.control.Modes;
import org.waywiser.wire.control.RequestSession;
import org.waywiser.wire.control.Sid;
import org.waywiser.wire.control.Slot;
import org.waywiser.wire.control.StartSessions;

/** A Server of OWAMP for clients that do what they should not; afterwards it serves others and holds nothing. */
abstract class HostileOneWayClients {
    static final int MOST_SESSIONS = 10;

    @TempDir
    private Path folder;

    final NodeLog log = new NodeLog();
    OwampServer server;
    private int starts;

    @BeforeEach
    final void start() throws Exception {
        start(Duration.ofMinutes(15));
        log.forget();
    }

    final void start(Duration servwait) throws Exception {
        ServerPlan plan = Plans.server(Passphrases.file(), null);
        server = OwampServer.start(
                plan,
                OneWayPolicy.DEFAULT,
                SessionStore.open(folder.resolve("sessions" + starts++)),
                new ServerSettings(
                        Profile.RFC7717,
                        plan.offered(),
                        Modes.NONE,
                        1024,
                        42L << 32,
                        Duration.ofMinutes(1),
                        servwait,
                        MOST_SESSIONS),
                new SecureRandom());
    }

    @AfterEach
    final void servesOthersAndKeepsNothing() throws Exception {
        log.close();
        idle();
        try (var client = new OneWayPeer(server.controlAddress())) {
            store(client, 20);
        }
        server.close();
    }

    void idle() {
        Eventually.holds(
                () -> server.connections() == 0 && server.sessions() == 0,
                () -> server.connections() + " connections and " + server.sessions() + " sessions gone");
    }

    /** Runs a session between two ports of the Server, whose packets are then stored. */
    Sid store(OneWayPeer client, int packets) throws Exception {
        var accepted = client.ask(OneWayPeer.fromServer(0, wanted -> {
            wanted.confReceiver = true;
            wanted.packets = packets;
            wanted.startTime += (1L << 32) / 5;
            // Many take a busy machine its time, and what is later than Timeout is not sent.
            wanted.timeout = packets > 1_000 ? 3L << 32 : (1L << 32) / 2;
            wanted.slots = List.of(new Slot(Slot.FIXED, (1L << 32) / 20_000));
        }));
        client.start();
        client.next(ClientEffect.OneWay.Ended.class);
        client.end();
        client.fetch(accepted.sid());
        assertThat(client.records()).hasSize(packets);
        return accepted.sid();
    }

    RawClient client(Modes mode) throws Exception {
        var client = new RawClient(server.controlAddress());
        return mode.equals(Modes.UNAUTHENTICATED) ? client.open() : client.keyed(mode);
    }

    static byte[] request(RawClient client) {
        return request(client, OneWayPeer.toServer(20_001, wanted -> wanted.packets = 100_000));
    }

    static byte[] request(RawClient client, RequestSession request) {
        return concat(client.sealed(request.header()), client.sealed(request.schedule()));
    }

    private static byte[] concat(byte[] first, byte[] second) {
        return new WireWriter().bytes(first).bytes(second).toByteArray();
    }

    static Sid running(RawClient client) throws Exception {
        client.send(request(client));
        AcceptSession accepted = client.accepted();
        assertThat(accepted.accept()).isEqualTo(Accept.OK);
        client.send(client.sealed(new StartSessions().toByteArray()));
        assertThat(client.reply(16)[0]).isZero();
        return accepted.sid();
    }
}
