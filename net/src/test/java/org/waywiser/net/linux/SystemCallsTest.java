package org.waywiser.net.linux;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("net")
class SystemCallsTest {
    private static final long FOREVER = Long.MAX_VALUE;

    @Test
    void namesTheCallAndTheErrorInWords() {
        assertThatThrownBy(() -> Sockets.localAddress(-1, MemorySegment.ofArray(new int[7])))
                .isInstanceOf(IllegalArgumentException.class);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment name = arena.allocate(SocketAddress.SIZE, 8);
            assertThatThrownBy(() -> Sockets.localAddress(-1, name))
                    .isInstanceOf(SystemCallException.class)
                    .hasMessage("getsockname: Bad file descriptor (errno 9)")
                    .satisfies(
                            e -> assertThat(((SystemCallException) e).errno()).isEqualTo(9))
                    .satisfies(e -> assertThat(((SystemCallException) e).call()).isEqualTo("getsockname"));
        }
    }

    @Test
    void findsErrnoWhereTheLinkerCapturesIt() {
        assertThat(Native.ERRNO)
                .isEqualTo(Linker.Option.captureStateLayout().byteOffset(PathElement.groupElement("errno")));
    }

    @Test
    void givesTheKernelNoPointerIntoMemoryThatIsGone() {
        Arena arena = Arena.ofConfined();
        MemorySegment name = arena.allocate(SocketAddress.SIZE, 8);
        arena.close();
        assertThatThrownBy(() -> Sockets.localAddress(-1, name)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void namesTheOptionThatWasRefused() throws IOException {
        int socket = Sockets.datagram(SocketAddress.AF_INET);
        try {
            assertThatThrownBy(() -> Sockets.option(socket, Sockets.IPPROTO_IP, 9999, 1))
                    .isInstanceOf(SystemCallException.class)
                    .hasMessageStartingWith("setsockopt(0, 9999): ");
        } finally {
            Sockets.close(socket);
        }
    }

    @Test
    void wakesAtOnceWhenTheEventfdWasRaisedBeforeAndLowersIt() throws IOException {
        int socket = Sockets.datagram(SocketAddress.AF_INET);
        int eventfd = Polling.eventfd();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocate(Polling.size(1), 8);
            MemorySegment one = arena.allocateFrom(JAVA_LONG, 1);
            Polling.lay(memory, eventfd, socket);
            Polling.raise(eventfd, one);
            Polling.raise(eventfd, one);
            Polling.await(memory, 1, FOREVER);

            long begin = System.nanoTime();
            Polling.await(memory, 1, 1_000_000);
            assertThat(System.nanoTime() - begin).isGreaterThanOrEqualTo(1_000_000);
            Polling.await(memory, 1, 0);
            Polling.await(memory, 1, -5);
        } finally {
            Sockets.close(eventfd);
            Sockets.close(socket);
        }
    }

    @Test
    void setsTheTimerSlackOfTheThread() throws InterruptedException {
        int[] slack = new int[1];
        Thread thread = Thread.ofPlatform().start(() -> {
            Threads.timerSlack(1);
            slack[0] = Threads.timerSlack();
        });
        thread.join();
        assertThat(slack[0]).isOne();
    }

    @Test
    void readsTheKernelsOpinionOfItsClock() throws IOException {
        var clock = KernelClock.read();
        assertThat(clock.maximumErrorMicros()).isNotNegative();
        assertThat(clock.estimatedErrorMicros()).isNotNegative();
    }
}
