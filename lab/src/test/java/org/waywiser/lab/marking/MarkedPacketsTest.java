package org.waywiser.lab.marking;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.waywiser.cli.Waywiser;
import org.waywiser.lab.ForkedJava;
import org.waywiser.lab.peers.Namespace;
import org.waywiser.lab.peers.Tool;
import org.waywiser.testkit.Rfc;

/** The kernel marks packets anew on their way, as routers do; the report says how many, and which way. */
@Tag("interop")
@Rfc(value = 7750, section = "2.2.1")
class MarkedPacketsTest {
    /** Of packets to the reflector every fourth loses its DSCP and every second meets congestion; replies become CS1. */
    private static final String ROUTER = """
        table inet router {
            chain out {
                type filter hook output priority 0
                meta nfproto ipv4 udp dport 862 numgen inc mod 4 == 0 ip dscp set cs0
                meta nfproto ipv4 udp dport 862 numgen inc mod 2 == 0 ip ecn set ce
                meta nfproto ipv4 udp sport 862 ip dscp set cs1
                meta nfproto ipv6 udp dport 862 numgen inc mod 4 == 0 ip6 dscp set cs0
                meta nfproto ipv6 udp dport 862 numgen inc mod 2 == 0 ip6 ecn set ce
                meta nfproto ipv6 udp sport 862 ip6 dscp set cs1
            }
        }
        """;

    @Test
    void areReportedAsTheyArrivedAndCameBack(@TempDir Path directory) throws Exception {
        try (var network = Namespace.create("marking")) {
            Path rules = Files.writeString(directory.resolve("rules"), ROUTER);
            Tool.run(network.inside("nft", "-f", rules.toString()));
            for (String address : List.of("127.0.0.1", "::1")) {
                try (var server = start(network, "serve", "--listen", address)) {
                    server.await("(features offered): .*dscp-ecn-monitoring");
                    assertThat(twping(network, address, "--monitor-dscp"))
                            .contains(
                                    "\"dscp\":{\"forward\":[{\"value\":0,\"packets\":5},{\"value\":46,\"packets\":15}],"
                                            + "\"reverse\":[{\"value\":8,\"packets\":20}]}")
                            .contains(
                                    "\"ecn\":{\"forward\":[{\"value\":0,\"packets\":10},{\"value\":3,\"packets\":10}],"
                                            + "\"reverse\":[{\"value\":0,\"packets\":20}]}");
                    assertThat(twping(network, address))
                            .contains("\"dscp\":{\"forward\":null,\"reverse\":[{\"value\":8,\"packets\":20}]}");
                }
            }
        }
    }

    private static String twping(Namespace network, String address, String... options) throws Exception {
        var arguments = new ArrayList<>(List.of("twping", address, "-c", "20", "-i", "5msf", "-D", "ef", "--json"));
        arguments.addAll(List.of(options));
        try (var client = start(network, arguments.toArray(String[]::new))) {
            return client.output();
        }
    }

    private static ForkedJava start(Namespace network, String... arguments) throws Exception {
        return ForkedJava.start(network.inside(), System.getProperty("java.class.path"), Waywiser.class, arguments);
    }
}
