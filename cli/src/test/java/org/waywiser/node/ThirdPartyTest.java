package org.waywiser.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.waywiser.net.clock.WallClock;
import org.waywiser.node.store.SessionStore;
import org.waywiser.protocol.control.ClientEffect;
import org.waywiser.testkit.Rfc;
import org.waywiser.wire.control.Accept;
import org.waywiser.wire.control.FetchedRecord;
import org.waywiser.wire.control.OwampStopSessions.Description;

/** Sessions between two Servers, both asked for by a third host. */
@Tag("net")
@Timeout(60)
@Rfc(value = 4656, section = "6.2")
class ThirdPartyTest {
    private static final InetAddress SENDER = InetAddress.ofLiteral("127.0.0.2");
    private static final InetAddress RECEIVER = InetAddress.ofLiteral("127.0.0.3");

    @TempDir
    private Path folder;

    @Test
    void areMeasuredWhereBothServersAllowThem() throws Exception {
        try (var sending = server(SENDER, "127.0.0.3");
                var receiving = server(RECEIVER, "127.0.0.2/31");
                var atSender = new OneWayPeer(sending.controlAddress());
                var atReceiver = new OneWayPeer(receiving.controlAddress())) {
            long startTime = WallClock.system().ntp() + (1L << 32);
            // The receiver makes the SID, so it is asked first, and the sender's port is not known yet.
            var received = atReceiver.ask(OneWayPeer.toServer(0, wanted -> between(wanted, startTime)));
            atSender.ask(OneWayPeer.fromServer(received.port(), wanted -> {
                between(wanted, startTime);
                wanted.sid = received.sid();
            }));
            atReceiver.start();
            atSender.start();
            Description sent =
                    atSender.next(ClientEffect.OneWay.Ended.class).sent().getFirst();
            assertThat(sent).isEqualTo(new Description(received.sid(), 20, List.of()));
            atSender.end();
            atReceiver.next(ClientEffect.OneWay.Ended.class);
            atReceiver.end(sent);

            atReceiver.fetch(received.sid());
            assertThat(atReceiver.records()).hasSize(20).noneMatch(FetchedRecord::lost);
        }
    }

    @Test
    void areRefusedAndLoggedByDefault() throws Exception {
        try (var log = new NodeLog();
                var server = server(SENDER, "192.0.2.0/24");
                var client = new OneWayPeer(server.controlAddress())) {
            assertThat(client.askInVain(OneWayPeer.fromServer(20_000, wanted -> between(wanted, wanted.startTime))))
                    .isEqualTo(Accept.FAILURE);
            assertThat(log.onlyWarning()).contains("a third party: 127.0.0.3");
        }
    }

    private static void between(OneWayPeer.Wanted wanted, long startTime) {
        wanted.sender = OneWayPeer.octets(SENDER);
        wanted.receiver = OneWayPeer.octets(RECEIVER);
        wanted.startTime = startTime;
    }

    private OwampServer server(InetAddress address, String thirdParties) throws Exception {
        var plan = ServerPlan.of(new InetSocketAddress(address, 0), Plans.ALL, null, null);
        var policy = OneWayPolicy.DEFAULT.with(List.of(AddressPrefix.parse(thirdParties)));
        return OwampServer.start(
                plan, policy, SessionStore.open(folder.resolve(address.getHostAddress())), new SecureRandom());
    }
}
