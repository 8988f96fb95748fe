package org.waywiser.lab.uml;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What IPsec costs, where it is known: ESP waits 5 ms on its way there, and nothing else does. One machine makes all measurements, the
 * tests read what they left.
 */
@Tag("interop")
@Timeout(400)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CompareTunnelInKernelTest {
    private static final int PAIRS = 600;
    private static final double DELAY_MILLIS = 5;

    @TempDir
    private static Path directory;

    @BeforeAll
    static void measure() throws Exception {
        Uml.on(directory)
                .within(350)
                .script("""
                    # what a sends with protocol 50 waits 5 ms, everything else nothing
                    ip netns exec a tc qdisc add dev va root handle 1: prio bands 3 priomap 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0
                    ip netns exec a tc qdisc add dev va parent 1:3 handle 30: netem delay 5ms limit 10000
                    ip netns exec a tc filter add dev va parent 1: protocol ip prio 1 u32 match ip protocol 50 0xff flowid 1:3
                    ip netns exec a tc filter add dev va parent 1: protocol ipv6 prio 2 u32 match ip6 protocol 50 0xff flowid 1:3
                    for host in a b; do echo "$host.lab.example : for the laboratory"; done >psk
                    """)
                .script(Tunnel.ESP_CBC_SHA256.tunnel() + compare("tunnel", Uml.B, "", ""))
                .script(without() + Tunnel.ESP_GCM.transport() + compare("transport", Uml.B, "", ""))
                .script(without()
                        + Tunnel.ESP_GCM.transport6()
                        + compare(
                                "keyed6",
                                Uml.B6,
                                "--ike-id b.lab.example --ike-psk-file psk",
                                "--security ike --ike-id a.lab.example --ike-psk-file psk --ike-peer-id b.lab.example"))
                .script("""
                    # who refuses, and why
                    ip netns exec b waywiser serve --listen 10.0.0.2 >refuse.serve 2>&1 & server=$!
                    await refuse.serve TWAMP-Control
                    ip netns exec a waywiser twping 10.0.0.2 --compare-tunnel -c 5 >refused-by-server 2>&1 && exit 1
                    ip netns exec a setpriv --reuid=nobody --regid=nogroup --clear-groups --inh-caps=-all \\
                      waywiser twping 10.0.0.2 --compare-tunnel -c 5 >refused-by-client 2>&1 && exit 1
                    kill $server; wait $server || true
                    ip netns exec b setpriv --reuid=nobody --regid=nogroup --clear-groups --inh-caps=-all \\
                      waywiser serve --listen 10.0.0.2 --twamp-port 10862 --bypass-port >refused-at-server 2>&1 && exit 1
                    true
                    """)
                .script(ordinaryUsers())
                .boot();
    }

    private static String without() {
        return """
            for host in a b; do ip -n $host xfrm state flush; ip -n $host xfrm policy flush; done
            """;
    }

    private static String compare(String name, String server, String serverKeys, String clientKeys) {
        return """
            ip netns exec b waywiser serve --listen @B --bypass-port @S >@.serve 2>&1 & server=$!
            ip netns exec a tcpdump -n -U -Q out -i va -w @.pcap 2>@.tap & tap=$!
            await @.tap listening
            await @.serve TWAMP-Control
            ip netns exec a waywiser twping @B --compare-tunnel -c @N -i 8ms --json @C >@.json
            kill $server; wait $server || true
            kill $tap; wait $tap
            wire() { tcpdump -n -r @.pcap "$1" 2>/dev/null | wc -l; }
            echo "outside $(wire 'udp dst port 8620')" >@.wire
            echo "clear $(wire 'dst host @B and not arp and not icmp6 and not proto 50 and not udp dst port 8620')" >>@.wire
            echo "esp $(wire 'proto 50')" >>@.wire
            """.replace("@N", String.valueOf(PAIRS))
                .replace("@B", server)
                .replace("@S", serverKeys)
                .replace("@C", clientKeys)
                .replace("@", name);
    }

    /** SPD shunts for the port: the measuring processes need no privilege. */
    private static String ordinaryUsers() {
        return without() + Tunnel.ESP_GCM.tunnel() + """
            shunt() { # host, direction, source, destination, which port
              ip -n $1 xfrm policy add src $3 dst $4 proto udp $5 8620 dir $2 priority 10 action allow
            }
            shunt a out 10.0.0.1 10.0.0.2 dport
            shunt b in 10.0.0.1 10.0.0.2 dport
            shunt b out 10.0.0.2 10.0.0.1 sport
            shunt a in 10.0.0.2 10.0.0.1 sport
            nobody="setpriv --reuid=nobody --regid=nogroup --clear-groups --inh-caps=-all"
            ip netns exec b $nobody waywiser serve --listen 10.0.0.2 --twamp-port 10862 --bypass-port --bypass-by policy >shunt.serve 2>&1 &
            server=$!
            await shunt.serve TWAMP-Control
            ip netns exec a $nobody waywiser twping 10.0.0.2:10862 --compare-tunnel --bypass-by policy -c @N -i 8ms --json >shunt.json
            kill $server; wait $server || true
            """.replace("@N", String.valueOf(PAIRS));
    }

    private static JsonNode compared(String name) throws Exception {
        var lines = Files.readAllLines(directory.resolve(name + ".json"));
        assertThat(lines).hasSize(3);
        return new JsonMapper().readTree(lines.getLast());
    }

    @ParameterizedTest
    @CsvSource({"tunnel, 1438, 0.5", "transport, 1466, 0.5", "shunt, 1446, 0.5", "keyed6, 1466, 1"})
    void tellsTheDelayThatOnlyEspHas(String name, int mtu, double tolerance) throws Exception {
        JsonNode compared = compared(name);

        assertThat(compared.at("/difference/pairs").asInt()).isGreaterThanOrEqualTo(500);
        double median = compared.at("/difference/rtt/median_ns").asLong() / 1e6;
        assertThat(median).isBetween(DELAY_MILLIS - tolerance, DELAY_MILLIS + tolerance);
        double medians = (compared.at("/inside/rtt_p50_ns").asLong()
                        - compared.at("/outside/rtt_p50_ns").asLong())
                / 1e6;
        assertThat(medians).isBetween(DELAY_MILLIS - tolerance, DELAY_MILLIS + tolerance);
        assertThat(compared.at("/inside/path_mtu_octets").asInt()).isEqualTo(mtu);
        assertThat(compared.at("/outside/path_mtu_octets").asInt()).isEqualTo(1500);
    }

    @ParameterizedTest
    @CsvSource({"tunnel", "transport", "keyed6"})
    void onTheWireOneSessionIsPlainUdpAndTheRestIsEsp(String name) throws Exception {
        var wire = Files.readAllLines(directory.resolve(name + ".wire"));

        assertThat(wire).contains("outside " + PAIRS, "clear 0");
        assertThat(wire.getLast()).matches("esp [6-9]\\d\\d");
    }

    @Test
    void bothSessionsHaveKeysOfTheIkeSa() throws Exception {
        var mapper = new JsonMapper();
        for (String line : Files.readAllLines(directory.resolve("keyed6.json")).subList(0, 2)) {
            JsonNode report = mapper.readTree(line);
            assertThat(report.at("/mode").asString()).isEqualTo("authenticated");
            assertThat(report.at("/security/kind").asString()).isEqualTo("ike");
            assertThat(report.at("/packets/lost").asInt()).isZero();
        }
    }

    @Test
    void saysWhichSideRefusedAndWhy() throws Exception {
        assertThat(Files.readString(directory.resolve("refused-by-server")))
                .contains("10.0.0.2:862 refused the session outside IPsec", "start it with --bypass-port 8620");
        assertThat(Files.readString(directory.resolve("refused-by-client")))
                .contains("this host refused the session outside IPsec", "CAP_NET_ADMIN", "--bypass-by policy");
        assertThat(Files.readString(directory.resolve("refused-at-server")))
                .contains("no port outside IPsec", "CAP_NET_ADMIN", "--bypass-by policy");
    }
}
