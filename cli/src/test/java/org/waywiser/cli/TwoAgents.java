package org.waywiser.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.waywiser.keys.agent.AgentClient;
import org.waywiser.keys.agent.AgentFailure;

/** An agent on each of two hosts, which are one, an SA between them, and programs that take their keys from them. */
final class TwoAgents implements AutoCloseable {
    private final Path directory;
    private final Started responder;
    private final Started initiator;

    TwoAgents(Path directory) throws IOException, AgentFailure {
        this.directory = directory;
        Files.writeString(directory.resolve("client.psk"), "server.example : the right key\n");
        Files.writeString(directory.resolve("server.psk"), "client.example : the right key\n");
        responder = agent("server", "");
        initiator = agent(
                "client",
                " --ike-peer-id server.example --ike-peer-port " + responder.await("IKEv2 on UDP 127.0.0.1:(\\d+)"));
        initiator.await("(IKEv2 on UDP)");
        try (var client = new AgentClient(socket("client"))) {
            client.establish("127.0.0.1", InetAddress.ofLiteral("127.0.0.1"));
        }
    }

    private Started agent(String end, String more) throws IOException {
        return Started.line("agent --socket " + socket(end) + " --listen 127.0.0.1 --ike-port 0 --ike-id " + end
                + ".example --ike-child aes256-sha256 --ike-psk-file " + directory.resolve(end + ".psk") + more);
    }

    /** @param end {@code client} or {@code server} */
    Path socket(String end) {
        return directory.resolve(end + ".sock");
    }

    Started serve(String options) throws IOException {
        return Started.line(
                ("serve --listen 127.0.0.1 --twamp-port 0 --agent-socket " + socket("server") + " " + options).strip());
    }

    /** A command line towards that server. */
    String twping(Started server, String options) throws IOException {
        return ("twping 127.0.0.1:" + server.await("TWAMP-Control on 127.0.0.1:(\\d+)")
                        + " --security ike --agent-socket " + socket("client") + " " + options)
                .strip();
    }

    @Override
    public void close() {
        initiator.close();
        responder.close();
    }
}
