package org.waywiser.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.waywiser.testkit.Vectors;

@Tag("net")
@Timeout(120)
class StrongSwanCommandTest {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({
        "twping 127.0.0.1 --key-source strongswan, --key-source strongswan is for serve and agent",
        "serve --ha-resync, are for --key-source strongswan",
        "agent --ha-local 127.0.0.1, are for --key-source strongswan",
        "agent --key-source agent, is another process",
        "serve --key-source strongswan --ike-psk-file p --ike-id a, strongSwan has its own credentials",
    })
    void endsWithStatus2WhereItsOptionsDoNotFit(String line, String words) {
        Run.line(line).fails(2, words);
    }

    @Test
    void anAgentShowsWhatStrongSwanTellsAndLeavesItToItsOwnTools() throws Exception {
        InetSocketAddress ours = freePort();
        Path socket = directory.resolve("agent.sock");
        // of IPv4, as strongSwan has it
        try (var charon = DatagramChannel.open(StandardProtocolFamily.INET)
                .bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0))
                .socket()) {
            charon.connect(ours);
            String ends = "--ha-local 127.0.0.1:" + charon.getLocalPort() + " --ha-remote 127.0.0.2:" + ours.getPort();
            try (Started agent = Started.line("agent --socket " + socket + " --key-source strongswan " + ends)) {
                agent.await("(keys of strongSwan on UDP 127.0.0.2:" + ours.getPort() + ", from 127.0.0.1:"
                        + charon.getLocalPort() + ")$");
                for (int i = 1; i <= 3; i++) tell(charon, i);
                agent.await("(IKE SA c9e852f21da38a95 .* with b.lab.example)");

                assertThat(Run.line("ike list --agent-socket " + socket)
                                .succeeds()
                                .out())
                        .contains("c9e852f21da38a95", "b.lab.example", "aes256-sha384-prfsha384-x25519");
                assertThat(Run.line("doctor --agent-socket " + socket).lines())
                        .anyMatch(line -> line.contains("key source strongswan, holds 1 SA"))
                        .anyMatch(line -> line.startsWith("ok ha         3 messages at 127.0.0.2:" + ours.getPort()));
                Run.line("ike down c9e852f21da38a95 --agent-socket " + socket).fails(4, "swanctl --terminate");
                Run.line("twping 192.0.2.1 --security ike --agent-socket " + socket)
                        .fails(4, "swanctl --initiate");
            }
        }
    }

    @Test
    void saysWhatToDoWhereThePortIsTaken() throws IOException {
        try (var taken = new DatagramSocket(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.2"), 0))) {
            Run.line("serve --twamp-port 0 --key-source strongswan --ha-remote 127.0.0.2:" + taken.getLocalPort())
                    .fails(3, "something else listens there");
        }
    }

    private static void tell(DatagramSocket charon, int number) throws IOException {
        byte[] octets = Vectors.read("/ha/initiator.txt").octets("%02d".formatted(number));
        charon.send(new DatagramPacket(octets, octets.length));
    }

    private static InetSocketAddress freePort() throws IOException {
        try (var socket = new DatagramSocket(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.2"), 0))) {
            return (InetSocketAddress) socket.getLocalSocketAddress();
        }
    }
}
