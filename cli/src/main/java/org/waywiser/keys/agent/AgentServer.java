package org.waywiser.keys.agent;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import jdk.net.ExtendedSocketOptions;
import jdk.net.UnixDomainPrincipal;

/** Answers at a Unix domain socket what a {@link SaKeeper} knows, to users that may ask. One virtual thread a connection, limited in number. */
public final class AgentServer implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("org.waywiser.agent");

    /** How much is borne before a connection is closed. */
    record Limits(int connections, int perUser, Duration silence) {
        static final Limits USUAL = new Limits(512, 128, Duration.ofSeconds(10));
    }

    /** What is counted. */
    enum Count {
        /** Connections. */
        ACCEPTED,
        /** Connections of users who may not ask. */
        REFUSED,
        /** Connections above the limits. */
        TURNED_AWAY,
        /** Connections closed since the user was too slow to say or to take anything. */
        OVERDUE,
        /** Connections closed since something else than a request came. */
        MALFORMED,
        /** Answers other than success. */
        ERRORS
    }

    private final SocketFile file;
    private final Access access;
    private final SaKeeper keeper;
    private final Limits limits;
    private final ScheduledExecutorService timer = Conversation.timer("agent-alarms");
    // both guarded by the latter
    private final Map<UserPrincipal, Integer> byUser = new HashMap<>();
    private final Set<Conversation> open = new HashSet<>();
    private final Map<Count, Long> counts = new EnumMap<>(Count.class);
    private boolean closed;

    private AgentServer(SocketFile file, Access access, SaKeeper keeper, Limits limits) {
        this.file = file;
        this.access = access;
        this.keeper = keeper;
        this.limits = limits;
    }

    /**
     * Begins to serve.
     *
     * @param group owner group of the socket file
     * @throws IOException with one line for the user
     */
    public static AgentServer start(Path socket, Optional<String> group, Access access, SaKeeper keeper)
            throws IOException {
        return start(socket, group, access, keeper, Limits.USUAL);
    }

    static AgentServer start(Path socket, Optional<String> group, Access access, SaKeeper keeper, Limits limits)
            throws IOException {
        var file = SocketFile.listen(socket, group, !access.isByFile(), limits.connections());
        var server = new AgentServer(file, access, keeper, limits);
        // what is slow the first time shall not take the time of the first who asks
        Frame.prepare();
        Thread.ofPlatform().daemon().name("agent").start(server::accept);
        return server;
    }

    /** Where it listens. */
    public Path socket() {
        return file.path();
    }

    private void accept() {
        while (true) {
            try {
                admit(file.channel().accept());
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException e) {
                LOG.log(Level.WARNING, "agent: cannot accept a connection: {0}", e.getMessage());
                // out of file descriptors, most likely: the next attempt fails as fast
                if (!pause()) return;
            }
        }
    }

    private static boolean pause() {
        try {
            Thread.sleep(Duration.ofMillis(100));
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }

    private void admit(SocketChannel channel) throws IOException {
        var conversation = Conversation.answering(channel, timer, Answering.LONGEST_REQUEST);
        UnixDomainPrincipal peer;
        try {
            peer = channel.getOption(ExtendedSocketOptions.SO_PEERCRED);
        } catch (IOException e) {
            // gone already
            conversation.close();
            return;
        }
        count(Count.ACCEPTED);
        if (!enter(peer.user(), conversation)) {
            count(Count.TURNED_AWAY);
            // nothing is said: to say it could take as long as the other likes
            conversation.close();
            return;
        }
        Thread.ofVirtual().name("agent-connection").start(() -> {
            try (conversation) {
                Optional<Access.Rights> rights = access.of(peer, file.owner());
                if (rights.isEmpty()) {
                    count(Count.REFUSED);
                    LOG.log(
                            Level.WARNING,
                            "agent: user {0} may not ask",
                            peer.user().getName());
                }
                new Answering(conversation, peer.user().getName(), rights, keeper, limits.silence(), this::count).run();
            } finally {
                leave(peer.user(), conversation);
            }
        });
    }

    private boolean enter(UserPrincipal user, Conversation conversation) {
        synchronized (counts) {
            int own = byUser.getOrDefault(user, 0);
            if (closed || open.size() >= limits.connections() || own >= limits.perUser()) return false;
            byUser.put(user, own + 1);
            open.add(conversation);
            return true;
        }
    }

    private void leave(UserPrincipal user, Conversation conversation) {
        synchronized (counts) {
            byUser.computeIfPresent(user, (_, own) -> own == 1 ? null : own - 1);
            open.remove(conversation);
        }
    }

    private void count(Count what) {
        synchronized (counts) {
            counts.merge(what, 1L, Long::sum);
        }
    }

    long counted(Count what) {
        synchronized (counts) {
            return counts.getOrDefault(what, 0L);
        }
    }

    /** Connections now. */
    int connections() {
        synchronized (counts) {
            return open.size();
        }
    }

    /** Closes all connections; then the file is gone. SAs stay: they are the keeper's. */
    @Override
    public void close() throws IOException {
        file.close();
        synchronized (counts) {
            closed = true;
            open.forEach(Conversation::close);
        }
        timer.shutdownNow();
    }
}
