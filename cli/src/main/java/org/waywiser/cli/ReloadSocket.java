package org.waywiser.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.waywiser.keys.agent.SocketFile;
import org.waywiser.keys.connections.InvalidConfiguration;

/** Has a running server read its files anew: one line asks, lines answer. Only for its own user and group, and root. */
final class ReloadSocket implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("org.waywiser.server");
    private static final String RELOAD = "reload";
    private static final String DONE = "ok ";
    private static final int BACKLOG = 8;

    /** Reads all files anew and goes by them. */
    interface Reload {
        /** @return what is in force now, in words */
        String run() throws InvalidConfiguration, UserError;
    }

    private final SocketFile file;
    private final Reload reload;

    private ReloadSocket(SocketFile file, Reload reload) {
        this.file = file;
        this.reload = reload;
    }

    /** @throws IOException with one line for the user */
    static ReloadSocket listen(Path path, Reload reload) throws IOException {
        var socket = new ReloadSocket(SocketFile.listen(path, Optional.empty(), false, BACKLOG), reload);
        Thread.ofPlatform().daemon().name("reload").start(socket::accept);
        return socket;
    }

    private void accept() {
        while (true) {
            try {
                SocketChannel asked = file.channel().accept();
                Thread.startVirtualThread(() -> serve(asked));
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException e) {
                LOG.log(Level.WARNING, "cannot answer at {0}: {1}", file.path(), e.getMessage());
            }
        }
    }

    private void serve(SocketChannel asked) {
        try (asked) {
            if (RELOAD.equals(line(asked))) answer(asked);
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "{0}: {1}", file.path(), e.getMessage());
        }
    }

    private synchronized void answer(SocketChannel asked) throws IOException {
        List<String> lines;
        try {
            String now = reload.run();
            LOG.log(Level.INFO, "files read anew: {0}", now);
            lines = List.of(DONE + now);
        } catch (InvalidConfiguration e) {
            lines = e.problems();
        } catch (UserError e) {
            lines = List.of(String.valueOf(e.getMessage()));
        }
        if (!lines.getFirst().startsWith(DONE)) {
            lines.forEach(problem -> LOG.log(Level.WARNING, "not reloaded, what was in force stays: {0}", problem));
        }
        write(asked, String.join("\n", lines) + "\n");
    }

    /** Asks the server there; what is in force now. @throws InvalidConfiguration with what the server has to say against its files */
    static String ask(Path path) throws IOException, InvalidConfiguration {
        try (SocketChannel server = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.connect(UnixDomainSocketAddress.of(path));
            write(server, RELOAD + "\n");
            List<String> lines;
            try (BufferedReader in = reader(server)) {
                lines = in.lines().toList();
            }
            if (lines.isEmpty()) throw new IOException("it closed the connection without an answer");
            if (lines.getFirst().startsWith(DONE)) return lines.getFirst().substring(DONE.length());
            throw new InvalidConfiguration(lines);
        }
    }

    /** No more than the word that is known. */
    private static String line(SocketChannel from) throws IOException {
        ByteBuffer octets = ByteBuffer.allocate(RELOAD.length() + 1);
        while (octets.hasRemaining() && from.read(octets) >= 0) {}
        return new String(octets.array(), 0, octets.position(), StandardCharsets.UTF_8).strip();
    }

    private static void write(SocketChannel to, String text) throws IOException {
        ByteBuffer octets = StandardCharsets.UTF_8.encode(text);
        while (octets.hasRemaining()) to.write(octets);
    }

    private static BufferedReader reader(SocketChannel from) {
        return new BufferedReader(Channels.newReader(from, StandardCharsets.UTF_8));
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
