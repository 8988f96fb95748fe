package org.waywiser.net.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Tag("net")
@Timeout(60)
class ControlListenerTest {
    private static final InetSocketAddress ANY_PORT = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0);

    private final LinkedBlockingQueue<InetSocketAddress> served = new LinkedBlockingQueue<>();

    @Test
    void connectionsWaitUntilTheServerIsReadyForThem() throws Exception {
        try (var listener =
                        ControlListener.open(ANY_PORT, ControlListenerTest::one, c -> served.add(c.peer()), c -> {});
                var early = new Socket(
                        listener.address().getAddress(), listener.address().getPort())) {
            assertThat(listener.connections()).isZero();
            listener.accept();

            assertThat(served.poll(30, TimeUnit.SECONDS)).isEqualTo(early.getLocalSocketAddress());
        }
    }

    @Test
    void closesWithoutHavingServedAnybody() throws Exception {
        InetSocketAddress address;
        try (var listener =
                ControlListener.open(ANY_PORT, ControlListenerTest::one, c -> served.add(c.peer()), c -> {})) {
            address = listener.address();
        }
        // The port is free again.
        ControlListener.open(address, ControlListenerTest::one, c -> served.add(c.peer()), c -> {})
                .close();
        assertThat(served).isEmpty();
    }

    private static ControlListener.Caps one() {
        return new ControlListener.Caps(1, 1);
    }
}
