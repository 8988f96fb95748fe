package org.waywiser.keys.agent;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.SocketTimeoutException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/** Questions to one agent, each over a connection of its own, and the words for whatever goes wrong with them. */
final class Questions implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("org.waywiser.agent");
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Path socket;
    private final ScheduledExecutorService timer = Conversation.timer("agent-alarms");

    /** @param socket where the agent listens */
    Questions(Path socket) {
        this.socket = socket.toAbsolutePath();
    }

    Path socket() {
        return socket;
    }

    /** One question, one answer. */
    Frame ask(Request request) throws AgentFailure {
        return ask(request, PATIENCE);
    }

    /** One whose answer may take longer than others. */
    Frame ask(Request request, Duration patience) throws AgentFailure {
        try (var conversation = open()) {
            ask(conversation, request);
            return answer(conversation, patience);
        }
    }

    /** The agent is there and has greeted. */
    Conversation open() throws AgentFailure {
        var conversation = Conversation.asking(connect(), timer);
        try {
            ask(conversation, new Request.Hello(Answering.VERSION));
            var _ = answer(conversation);
            return conversation;
        } catch (AgentFailure e) {
            conversation.close();
            throw e;
        }
    }

    private SocketChannel connect() throws AgentFailure {
        try {
            return SocketChannel.open(UnixDomainSocketAddress.of(socket));
        } catch (IOException e) {
            boolean denied = e instanceof AccessDeniedException
                    || String.valueOf(e.getMessage()).contains("ermission denied");
            if (denied) {
                throw new AgentFailure(
                        AgentError.DENIED,
                        "this user may not ask the agent at " + socket
                                + ": start it with --allow-uid or --socket-group");
            }
            throw new AgentFailure(
                    AgentError.NO_AGENT,
                    "no agent " + (Files.exists(socket) ? "answers at " : "at ") + socket
                            + ": start it with 'waywiser agent', or name its socket with --agent-socket");
        } catch (IllegalArgumentException e) {
            throw new AgentFailure(AgentError.NO_AGENT, socket + " cannot be a socket: " + e.getMessage());
        }
    }

    void ask(Conversation conversation, Request request) throws AgentFailure {
        try {
            conversation.send(Frame.of(request.write()), PATIENCE);
        } catch (IOException e) {
            // an agent that refuses may close before it has read; its answer is there all the same
            LOG.log(Level.DEBUG, "agent at {0}: {1}", socket, e.getMessage());
        }
    }

    /** The next answer within one conversation. */
    Frame answer(Conversation conversation) throws AgentFailure {
        return answer(conversation, PATIENCE);
    }

    private Frame answer(Conversation conversation, Duration patience) throws AgentFailure {
        @Nullable Frame answer;
        try {
            answer = conversation.receive(patience);
        } catch (SocketTimeoutException e) {
            throw new AgentFailure(
                    AgentError.NO_AGENT, "the agent at " + socket + " does not answer: " + e.getMessage());
        } catch (IOException e) {
            throw strange(String.valueOf(e.getMessage()));
        }
        if (answer == null) {
            throw new AgentFailure(
                    AgentError.NO_AGENT,
                    "the agent at " + socket + " closed the connection: it ends, or has too many; try again");
        }
        if (!answer.text().has("error")) return answer;
        String error = Request.string(answer.text(), "error");
        throw new AgentFailure(
                AgentError.of(error).orElse(AgentError.INTERNAL),
                answer.text().path("message").asString(error));
    }

    AgentFailure strange(String what) {
        return new AgentFailure(AgentError.NO_AGENT, socket + " does not speak as an agent does: " + what);
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
