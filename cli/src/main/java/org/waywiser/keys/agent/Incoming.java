package org.waywiser.keys.agent;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import org.waywiser.keys.KeySource.Subscription;
import tools.jackson.databind.node.ObjectNode;

/** A client's subscription to what an agent tells of its SAs. */
final class Incoming implements Runnable, Subscription {
    private static final System.Logger LOG = System.getLogger("org.waywiser.agent");

    private final Path socket;
    private final Conversation conversation;
    private final Reader reader;
    private volatile boolean closed;

    /** Takes one event. */
    @FunctionalInterface
    interface Reader {
        void read(ObjectNode text) throws AgentFailure;
    }

    private Incoming(Path socket, Conversation conversation, Reader reader) {
        this.socket = socket;
        this.conversation = conversation;
        this.reader = reader;
    }

    static Incoming subscribe(Questions agent, Reader reader) throws AgentFailure {
        Conversation conversation = agent.open();
        try {
            agent.ask(conversation, new Request.Subscribe());
            var _ = agent.answer(conversation);
        } catch (AgentFailure e) {
            conversation.close();
            throw e;
        }
        var news = new Incoming(agent.socket(), conversation, reader);
        Thread.ofVirtual().name("agent-news").start(news);
        return news;
    }

    @Override
    public void run() {
        try (conversation) {
            for (Frame frame = conversation.receive(); frame != null; frame = conversation.receive()) {
                reader.read(frame.text());
            }
            if (!closed) LOG.log(Level.WARNING, "the agent at {0} tells nothing any more: it has ended", socket);
        } catch (IOException | AgentFailure e) {
            if (!closed) LOG.log(Level.WARNING, "the agent at {0} tells nothing any more: {1}", socket, e.getMessage());
        }
    }

    @Override
    public void close() {
        closed = true;
        conversation.close();
    }
}
