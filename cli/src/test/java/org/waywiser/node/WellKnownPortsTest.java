package org.waywiser.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.SecureRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.waywiser.node.store.SessionStore;
import org.waywiser.testkit.Rfc;
import org.waywiser.wire.Octets;
import org.waywiser.wire.control.Accept;
import org.waywiser.wire.control.AcceptSession;
import org.waywiser.wire.control.RequestTwSession;
import org.waywiser.wire.control.TypeP;

/** Requests for the UDP ports of test packets, to Servers that have others. */
@Tag("net")
@Timeout(60)
class WellKnownPortsTest {
    private static byte[] request(int receiverPort) {
        return RequestTwSession.of(4, 20001, receiverPort, Octets.zeros(16), Octets.zeros(16), 27, 0, 0, TypeP.DEFAULT)
                .toByteArray();
    }

    @Test
    @Rfc(value = 8545, section = "5.1")
    void aTwampServerSaysWhichPortItHas() throws Exception {
        try (var server = TwampServer.start(Plans.server(null, null), new SecureRandom());
                var client = new RawClient(server)) {
            client.open().send(client.sealed(request(862)));
            AcceptSession answer = client.accepted();
            assertThat(answer.accept()).isEqualTo(Accept.OK);
            assertThat(answer.port()).isEqualTo(server.testAddress().getPort());
        }
    }

    @Test
    @Rfc(value = 8545, section = "5")
    void aTwampServerHasTheNumberOfItsControlPortForTestPacketsToo() throws Exception {
        try (var server = TwampServer.start(Plans.server(null, null), new SecureRandom())) {
            assertThat(server.testAddress().getPort())
                    .isEqualTo(server.controlAddress().getPort());
        }
    }

    @Test
    @Rfc(value = 8545, section = "5.2")
    void anOwampServerSaysWhichPortItHas(@TempDir Path folder) throws Exception {
        try (var server = OwampServer.start(Plans.server(null, null), SessionStore.open(folder), new SecureRandom());
                var client = new OneWayPeer(server.controlAddress());
                var socket = OneWayPeer.socket()) {
            var request = OneWayPeer.toServer(socket.localAddress().getPort(), w -> w.receiverPort = 861);
            assertThat(client.ask(request).port()).isPositive().isNotEqualTo(861);
        }
    }
}
