package org.waywiser.lab.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.waywiser.keys.embedded.EmbeddedIke;
import org.waywiser.protocol.ike.IkeSettings;
import org.waywiser.testkit.Rfc;

/** A responder on a real socket that many ask who are not where they claim to be. */
@Rfc(value = 8019, section = "4")
@Rfc(value = 7296, section = "2.6")
class SpoofedFloodTest {
    private static final int SOURCES = 10_000;
    private static final long REQUESTS = 100_000;
    private static final int REAL_PEERS = 10;
    private static final long MOST_GROWTH = 32L << 20;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Test
    void aHundredThousandSpoofedRequestsTakeLittleMemoryAndARealPeerComesThrough() throws Exception {
        var loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        var anyPort = new InetSocketAddress(loopback, 0);
        var answering = LabKeys.ike(LabKeys.SERVER, LabKeys.CLIENT).answering();
        var initiating = LabKeys.ike(LabKeys.CLIENT, LabKeys.SERVER).towards(LabKeys.SERVER);
        try (var responder = EmbeddedIke.start(anyPort, IkeSettings.defaults(Optional.of(answering)));
                var initiator = EmbeddedIke.start(anyPort, IkeSettings.defaults(Optional.empty()));
                var thread = Executors.newSingleThreadExecutor()) {
            initiator.establish(responder.address(), initiating, PATIENCE); // all classes are loaded
            long before = heap();
            var flood = new SpoofedFlood(responder.address(), SOURCES, initiating);
            var result = thread.submit(flood);
            flood.awaitUnderWay();
            for (int i = 0; i < REAL_PEERS; i++) initiator.establish(responder.address(), initiating, PATIENCE);
            assertThat(result.isDone()).as("the flood is over").isFalse();
            var flooded = result.get();
            long growth = heap() - before;

            System.out.printf("%s, heap %+d kB%n", flooded, growth >> 10);
            assertThat(growth).isLessThan(MOST_GROWTH);
            assertThat(flooded.requests()).isEqualTo(REQUESTS);
            assertThat(flooded.answers()).isEqualTo(REQUESTS);
            assertThat(flooded.answered()).as("octets").isLessThan(flooded.asked());
            assertThat(initiator.all()).hasSize(REAL_PEERS + 1);
        }
    }

    /** What is in use once nothing is left to collect. */
    private static long heap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
