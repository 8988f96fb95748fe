package org.waywiser.lab.uml;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.waywiser.testkit.Rfc;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Who measures is an ordinary user; another one is the agent, with CAP_NET_ADMIN alone. */
@Tag("interop")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Rfc(value = 7717, section = "5.1")
class OrdinaryUserTest {
    private static final String NET_ADMIN_ALONE = "0000000000001000";
    private static final String NONE = "0000000000000000";

    private String printed = "";
    private List<JsonNode> reports = List.of();

    @BeforeAll
    void measure(@TempDir Path directory) throws Exception {
        printed = Uml.on(directory)
                .script(Tunnel.ESP_CBC_SHA256.tunnel() + """
                    ip netns exec b waywiser serve --listen 10.0.0.2 >serve.out 2>&1 &
                    ip netns exec b waywiser serve --listen 10.0.0.2 --twamp-port 8862 --key-source xfrm --profile draft --root ipsec-sa >draft.out 2>&1 &
                    mkdir -m 777 /run/agent
                    as() { # user, capabilities, command
                      user=$1 capabilities=$2
                      shift 2
                      exec ip netns exec a setpriv --reuid=$user --regid=$user --clear-groups --bounding-set=-all$capabilities \\
                        --inh-caps=-all$capabilities --ambient-caps=-all$capabilities "$@"
                    }
                    as 65534 ,+net_admin waywiser agent --key-source xfrm --child-initiator local --socket /run/agent/socket --allow-uid 1 >agent.out 2>&1 & agent=$!
                    cat >commands <<'END'
                    echo "user $(id -u) $(grep CapEff /proc/self/status)"
                    waywiser path 10.0.0.2 --agent-socket /run/agent/socket
                    waywiser twping 10.0.0.2:8862 --profile draft --root ipsec-sa --agent-socket /run/agent/socket -c 200 -i 10msf --json
                    waywiser twping 10.0.0.2 --security auto --agent-socket /run/agent/socket -c 3 -i 10msf --json
                    waywiser twping 10.0.0.2 --security auto -c 3 -i 10msf --json
                    END
                    await serve.out TWAMP-Control
                    await draft.out TWAMP-Control
                    await agent.out 'agent at'
                    echo "agent $(grep -e Uid -e CapEff /proc/$agent/status | tr '\\n' ' ')"
                    (await draft.out connected
                    """ + Tunnel.ESP_CBC_SHA256.rekeyed() + """
                    ) & rekeying=$!
                    (as 1 "" java org.waywiser.lab.uml.Commands commands)
                    wait $rekeying
                    """)
                .boot();
        var mapper = new JsonMapper();
        reports = printed.lines()
                .filter(line -> line.startsWith("{"))
                .map(mapper::readTree)
                .toList();
        assertThat(reports).as(printed).hasSize(3);
    }

    @Test
    void neitherHasMorePrivilegeThanItNeeds() {
        assertThat(printed)
                .containsPattern("agent Uid:\\s+65534\\s.*CapEff:\\s+" + NET_ADMIN_ALONE)
                .containsPattern("user 1 CapEff:\\s+" + NONE);
    }

    @Test
    void thePathIsToldByTheAgent() {
        assertThat(printed)
                .contains("protection encrypted and authenticated, says the agent")
                .contains("takes packets of 1438 octets, the link 1500");
    }

    @Test
    void keysOfTheKernelComeFromTheAgentAndNothingIsLostWhileTheyAreReplaced() {
        JsonNode report = reports.getFirst();
        assertThat(report.at("/security/profile").asString()).isEqualTo("draft");
        assertThat(report.at("/security/root").asString()).isEqualTo("ipsec-sa");
        assertThat(report.at("/security/key_source").asString()).isEqualTo("agent");
        assertThat(report.at("/packets/received").asInt()).isEqualTo(200);
        assertThat(report.at("/packets/lost").asInt()).isZero();
        assertThat(report.at("/rekeyings")).hasSize(1);
        JsonNode rekeying = report.at("/rekeyings/0");
        assertThat(rekeying.at("/protocol").asString()).isEqualTo("ESP");
        assertThat(rekeying.at("/old_spi_i").asString()).isEqualTo("0001000b");
        assertThat(rekeying.at("/old_spi_r").asString()).isEqualTo("0001000a");
        assertThat(rekeying.at("/spi_i").asString()).isEqualTo("0002000b");
        assertThat(rekeying.at("/spi_r").asString()).isEqualTo("0002000a");
    }

    @Test
    void autoTakesTheWordOfTheAgentAndNothingLess() {
        assertThat(reports.get(1).at("/security/reason").asString())
                .isEqualTo("unauthenticated: the path is inside IPsec, there and back");
        assertThat(reports.get(1).at("/security/path/source").asString()).isEqualTo("agent");
        assertThat(reports.get(2).at("/security/reason").asString())
                .isEqualTo("unauthenticated: the path is probably inside IPsec of unknown kind, and there are no keys");
        assertThat(reports.get(2).at("/security/path/source").asString()).isEqualTo("mtu");
        assertThat(reports)
                .allSatisfy(
                        report -> assertThat(report.at("/packets/lost").asInt()).isZero());
    }
}
