package org.waywiser.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.waywiser.net.udp.UdpSocket;
import org.waywiser.node.store.SessionStore;
import org.waywiser.protocol.probe.OneWayConfig;
import org.waywiser.protocol.probe.ProbeMode;
import org.waywiser.testkit.Rfc;
import org.waywiser.wire.control.Accept;
import org.waywiser.wire.control.OwampStopSessions.Description;
import org.waywiser.wire.control.Sid;
import org.waywiser.wire.session.Finished;

/** A Session-Receiver whose socket fails in the middle of its session. */
@Tag("net")
@Timeout(60)
@Rfc(value = 4656, section = "3.8")
class ReceiverFailureTest {
    private static final Sid SID = OneWayPeer.OURS;

    @TempDir
    private Path folder;

    private volatile boolean broken;

    @Test
    void keepsWhatIsStoredAndSaysThatItFailed() throws Exception {
        var store = SessionStore.open(folder);
        try (var log = new NodeLog();
                var service = new OneWayService(Plans.server(null, null), OneWayPolicy.DEFAULT, store, () -> SID);
                var from = OneWayPeer.socket()) {
            UdpSocket to = OneWayPeer.socket();
            var request = OneWayPeer.toServer(from.localAddress().getPort(), wanted -> wanted.sid = SID);
            var receiver =
                    new InetSocketAddress(Plans.LOOPBACK, to.localAddress().getPort());
            var receiving = new OneWayReceiving(
                    service,
                    breakable(to),
                    from.localAddress(),
                    OneWayConfig.of(request, ProbeMode.OPEN, null),
                    store.begin(request));
            receiving.start();
            OneWayPeer.send(request, from, receiver);
            Path file = store.file(SID);
            Eventually.holds(() -> size(file) == 184 + 20 * 25, () -> "all flushed, not " + size(file));
            broken = true;
            to.wakeUp();

            receiving.complete().get(20, TimeUnit.SECONDS);
            assertThat(receiving.failed()).isCompletedWithValue(Accept.INTERNAL_ERROR);
            receiving.stop(Accept.OK, new Description(SID, 20, List.of())).get(20, TimeUnit.SECONDS);
            var stored = store.find(SID).orElseThrow();
            assertThat(stored.header().finished()).isEqualTo(Finished.INCOMPLETE);
            assertThat(stored.count()).isEqualTo(20);
            assertThat(log.onlyWarning()).contains("is not stored as it should be", "out of order");
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private UdpSocket breakable(UdpSocket socket) {
        return (UdpSocket) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {UdpSocket.class}, (_, method, arguments) -> {
                    if (broken && method.getName().equals("receive")) throw new IOException("out of order");
                    try {
                        return method.invoke(socket, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
