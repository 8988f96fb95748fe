package org.waywiser.lab.capture;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.waywiser.lab.peers.Namespace;

/** tcpdump, listening from its start to {@link #end} without a gap at either end. */
public final class Wiretap implements AutoCloseable {
    private static final String MARK = "waywiser: that was all";

    /** No capture takes longer; whoever waits for a line that does not come then sees the end. */
    private static final long SECONDS = 1_200;

    private static final long PATIENCE_SECONDS = 60;

    private static final String BUFFER_KIBIBYTES = "65536";

    private final Process tcpdump;
    private final DatagramSocket marker;
    private final Path file;
    private final CompletableFuture<Void> listening;
    private final CompletableFuture<Void> marked;

    private Wiretap(Process tcpdump, DatagramSocket marker, Path file) {
        this.tcpdump = tcpdump;
        this.marker = marker;
        this.file = file;
        this.listening = new CompletableFuture<>();
        this.marked = new CompletableFuture<>();
        // all the time: a pipe that nobody empties stops tcpdump, which then misses packets
        Thread.ofVirtual().start(this::hear);
    }

    /**
     * Listens on the loopback interface.
     *
     * @param file where to write
     * @param filter in tcpdump's language
     */
    static Wiretap on(Path file, String filter) throws IOException {
        return listen(loopback(), "lo", List::of, file, filter);
    }

    /** Listens on all interfaces of a host. */
    public static Wiretap on(Namespace host, Path file, String filter) throws Exception {
        return listen(host.call(Wiretap::loopback), "any", host::inside, file, filter);
    }

    private static DatagramSocket loopback() throws IOException {
        return new DatagramSocket(0, InetAddress.getLoopbackAddress());
    }

    private static Wiretap listen(
            DatagramSocket marker, String device, Function<String[], List<String>> wrap, Path file, String filter)
            throws IOException {
        try {
            var builder = new ProcessBuilder(wrap.apply(new String[] {
                "tcpdump",
                "-i",
                device,
                "--immediate-mode",
                // in that mode each packet takes as much room as the longest could: the usual 2 MiB are full after some
                // 30
                "--buffer-size",
                BUFFER_KIBIBYTES,
                "-U",
                "-Z",
                "root",
                "--print",
                "-l",
                "-A",
                "-w",
                file.toString(),
                filter + " or udp port " + marker.getLocalPort()
            }));
            Process tcpdump = builder.redirectErrorStream(true).start();
            var _ = tcpdump.onExit().orTimeout(SECONDS, TimeUnit.SECONDS).exceptionally(_ -> tcpdump.destroyForcibly());
            var wiretap = new Wiretap(tcpdump, marker, file);
            try {
                await(wiretap.listening);
                return wiretap;
            } catch (CompletionException e) {
                wiretap.close();
                throw e;
            }
        } catch (IOException e) {
            marker.close();
            throw e;
        }
    }

    /** Ends the capture once everything sent so far is in the file: packets pass the loopback in order, a mark is the last. */
    public Path end() throws IOException {
        byte[] mark = MARK.getBytes(StandardCharsets.US_ASCII);
        marker.send(new DatagramPacket(mark, mark.length, marker.getLocalSocketAddress()));
        await(marked);
        close();
        return file;
    }

    private void hear() {
        var said = new StringBuilder();
        try (BufferedReader printed = tcpdump.inputReader(StandardCharsets.UTF_8)) {
            for (String line = printed.readLine(); line != null; line = printed.readLine()) {
                if (line.contains("listening on ")) listening.complete(null);
                if (line.contains(MARK)) marked.complete(null);
                if (!listening.isDone()) said.append('\n').append(line);
            }
        } catch (IOException e) {
            said.append('\n').append(e.getMessage());
        }
        var ended = new AssertionError("tcpdump has ended" + said);
        listening.completeExceptionally(ended);
        marked.completeExceptionally(ended);
    }

    private static void await(CompletableFuture<Void> event) {
        event.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }

    @Override
    public void close() {
        marker.close();
        tcpdump.destroy();
        tcpdump.onExit()
                .orTimeout(5, TimeUnit.SECONDS)
                .exceptionally(_ -> tcpdump.destroyForcibly())
                .join();
    }
}
