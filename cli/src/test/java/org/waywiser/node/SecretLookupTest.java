package org.waywiser.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.waywiser.keys.IkeSecret;
import org.waywiser.keys.KeySource;
import org.waywiser.protocol.control.SecretName;
import org.waywiser.protocol.control.ServerInput;
import org.waywiser.testkit.Rfc;

@Timeout(60)
class SecretLookupTest {
    private static final int WAITERS = 64;
    private static final SecretLookup.Answer UNKNOWN =
            new SecretLookup.Answer(new ServerInput.SecretAnswered(null), "");

    /** Knows no SA, and holds those up who want to hear of new ones. */
    private static final class Slow implements KeySource {
        final AtomicInteger waiting = new AtomicInteger();
        final CountDownLatch go = new CountDownLatch(1);

        @Override
        public Optional<IkeSecret> byPeer(InetAddress peer) {
            return Optional.empty();
        }

        @Override
        public Optional<IkeSecret> bySpis(long spiI, long spiR) {
            return Optional.empty();
        }

        @Override
        public Subscription listen(Listener listener) {
            waiting.incrementAndGet();
            try {
                go.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return () -> {};
        }
    }

    /** SPIs cost whoever makes them up nothing. */
    @Test
    @Rfc(value = 7717, section = "5.3")
    void noMoreThan64WaitForAnSa() {
        var source = new Slow();
        var secrets = new SecretLookup(() -> null, source, false, () -> 0);
        var waiters = IntStream.range(0, WAITERS)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> look(secrets, i), Thread::startVirtualThread))
                .toList();
        Eventually.holds(() -> source.waiting.get() == WAITERS, () -> source.waiting + " wait");

        assertThat(look(secrets, WAITERS)).as("answered at once").isEqualTo(UNKNOWN);
        assertThat(source.waiting).hasValue(WAITERS);

        source.go.countDown();
        assertThat(waiters).allSatisfy(waiter -> assertThat(waiter.join()).isEqualTo(UNKNOWN));
    }

    private static SecretLookup.Answer look(SecretLookup secrets, int spi) {
        return secrets.begin(new SecretName.IkeSa(spi, ~spi), Plans.LOOPBACK);
    }
}
