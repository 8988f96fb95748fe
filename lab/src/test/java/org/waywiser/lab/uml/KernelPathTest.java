package org.waywiser.lab.uml;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.waywiser.protocol.path.Protection;
import org.waywiser.testkit.Rfc;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What {@code waywiser path} says of set-ups of a real kernel with every privilege, and what {@code --security auto} makes of them. One
 * machine goes through all, the tests read what it has printed.
 */
@Tag("interop")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Rfc(value = 4301, section = "5")
@Rfc(value = 7717, section = "5.4")
class KernelPathTest {
    private static final String FLUSH =
            "for host in a b; do ip -n $host xfrm state flush; ip -n $host xfrm policy flush; done\n";
    private static final String NO_KEYS = "";
    private static final String PASSPHRASE = " -k lab.pfs -u lab";
    private static final String ALL_KEYS =
            PASSPHRASE + " --ike-id a.lab.example --ike-psk-file psk --ike-peer-id b.lab.example";

    private Map<String, String> printed = Map.of();

    @BeforeAll
    void visitAll(@TempDir Path directory) throws Exception {
        var script = new StringBuilder(set("none", "") + look() + measure(ALL_KEYS));
        script.append(set("none passphrase", "")).append(measure(PASSPHRASE));
        script.append(set("none open", "")).append(measure(NO_KEYS));
        for (Tunnel tunnel : Tunnel.values()) {
            script.append(set(tunnel + " tunnel", tunnel.tunnel())).append(look() + measure(ALL_KEYS));
            script.append(set(tunnel + " transport", tunnel.transport())).append(look() + measure(ALL_KEYS));
        }
        script.append(set("down", Tunnel.ESP_GCM.transport() + "ip -n a xfrm state flush\n"))
                .append(look() + measure(PASSPHRASE));
        script.append(set("blocked", "ip -n a xfrm policy add src 10.0.0.1 dst 10.0.0.2 dir out action block\n"))
                .append(look() + measure(PASSPHRASE));
        script.append(set("narrow hop", "")).append("waywiser path 10.0.9.2\n");
        script.append(set("tunnel device", "")).append("waywiser path 10.0.8.2\n");
        String all = Uml.on(directory)
                .within(300)
                .script("""
                    for host in a b; do echo "$host.lab.example : for the laboratory"; done >psk
                    echo 'lab 666f7220746865206c61626f7261746f7279' >lab.pfs
                    chmod 600 psk lab.pfs
                    ip netns exec b waywiser serve --listen 10.0.0.2 --ike-id b.lab.example --ike-psk-file psk -k lab.pfs >serve.out 2>&1 &
                    await serve.out TWAMP-Control
                    # c lies behind b, where the way is narrower; a learns it from the first packet that is too large
                    ip netns add c
                    ip link add vc netns c mtu 1400 type veth peer name vbc netns b mtu 1400
                    ip -n c addr add 10.0.9.2/24 dev vc
                    ip -n b addr add 10.0.9.1/24 dev vbc
                    ip -n c link set vc up
                    ip -n b link set vbc up
                    ip netns exec b sysctl -q net.ipv4.ip_forward=1
                    ip -n a route add 10.0.9.0/24 via 10.0.0.2
                    ip netns exec a bash -c 'head -c 1472 /dev/zero >/dev/udp/10.0.9.2/9'
                    # what a program takes from there may be ESP next
                    ip -n a tuntap add dev outside mode tun
                    ip -n a link set outside up
                    ip -n a route add 10.0.8.0/24 dev outside src 10.0.0.1
                    cat >commands <<'END'
                    @SET_UPS@END
                    ip netns exec a java org.waywiser.lab.uml.Commands commands
                    """.replace("@SET_UPS@", script))
                .boot();
        printed = Arrays.stream(all.split("== ", -1))
                .filter(section -> section.contains("\n"))
                .collect(Collectors.toMap(
                        section -> section.substring(0, section.indexOf('\n')),
                        section -> section.substring(section.indexOf('\n'))));
    }

    private static String set(String heading, String setUp) {
        return FLUSH + setUp + "echo '== " + heading + "'\n";
    }

    private static String look() {
        return "waywiser path 10.0.0.2\n";
    }

    private static String measure(String keys) {
        return "waywiser twping 10.0.0.2 --security auto -c 3 -i 10msf --json" + keys + "\n";
    }

    @ParameterizedTest
    @CsvSource({
        "ESP_CBC_SHA256,  encrypted and authenticated,                     1438, 1458",
        "ESP_GCM,         encrypted and authenticated,                     1446, 1466",
        "ESP_NULL_SHA256, authenticated only: readable on the wire,        1454, 1474",
        "ESP_CBC_ALONE,   'encrypted only: unprotected, forgeries pass',   1454, 1474",
        "AH_SHA256,       authenticated only: readable on the wire,        1448, 1468"
    })
    void namesAndOverheadAreThoseOfEachSetUp(Tunnel tunnel, String words, int inTunnel, int inTransport) {
        for (String mode : List.of("tunnel", "transport")) {
            assertThat(printed.get(tunnel + " " + mode))
                    .contains("protection " + words + ", says the kernel")
                    .contains("required   by policies, there and back")
                    .containsPattern("there (ESP|AH) " + mode + " 0001000a")
                    .containsPattern("back +(ESP|AH) " + mode + " 0001000b")
                    .contains("takes packets of " + (mode.equals("tunnel") ? inTunnel : inTransport)
                            + " octets, the link 1500")
                    .doesNotContain("the SAs alone would leave");
        }
    }

    @Test
    void namesWhatIsNotProtectedAndWhatDoesNotArrive() {
        assertThat(printed.get("none"))
                .contains("clear: no policy asks for more, says the kernel", "required   no, not on all ways");
        assertThat(printed.get("down")).contains("required, but no SA is there");
        assertThat(printed.get("blocked")).contains("blocked by a policy");
    }

    @Test
    void aNarrowHopIsNoProtectionAndATunnelDeviceMayBe() {
        assertThat(printed.get("narrow hop"))
                .contains("protection clear: no policy asks for more", "takes packets of 1400 octets, the link 1500");
        assertThat(printed.get("tunnel device"))
                .contains("protection unknown", "it leaves by outside, which may protect it itself");
    }

    @ParameterizedTest
    @EnumSource(
            value = Tunnel.class,
            names = {"ESP_CBC_SHA256", "ESP_GCM"})
    void autoMeasuresInTheOpenInsideSasThatEncryptAndAuthenticate(Tunnel tunnel) {
        for (String mode : List.of("tunnel", "transport")) {
            JsonNode report = measured(tunnel + " " + mode);
            assertThat(report.at("/mode").asString()).isEqualTo("open");
            assertThat(report.at("/security/kind").asString()).isEqualTo("open");
            assertThat(report.at("/security/reason").asString())
                    .isEqualTo("unauthenticated: the path is inside IPsec, there and back");
            assertThat(report.at("/security/path/protection").asString()).isEqualTo("encrypted");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "ESP_NULL_SHA256 tunnel,    authenticated",
        "ESP_NULL_SHA256 transport, authenticated",
        "AH_SHA256 tunnel,          authenticated",
        "AH_SHA256 transport,       authenticated",
        "ESP_CBC_ALONE tunnel,      encrypted-only",
        "ESP_CBC_ALONE transport,   encrypted-only",
        "none,                      clear"
    })
    void autoTakesKeysOfAnIkeSaWhereSasGiveLess(String setUp, String protection) {
        JsonNode report = measured(setUp);
        assertThat(report.at("/mode").asString()).isEqualTo("authenticated");
        assertThat(report.at("/security/kind").asString()).isEqualTo("ike");
        assertThat(report.at("/security/reason").asString())
                .isEqualTo("keys of an IKE SA: the path is "
                        + Protection.named(protection).orElseThrow().words());
        assertThat(report.at("/security/path/protection").asString()).isEqualTo(protection);
    }

    @ParameterizedTest
    @CsvSource({
        "passphrase, authenticated, passphrase, ; there is no IKE",
        "open,       open,          open,       ', and there are no keys'"
    })
    void autoTakesWhatIsLeftWithoutIke(String setUp, String mode, String kind, String why) {
        JsonNode report = measured("none " + setUp);
        assertThat(report.at("/mode").asString()).isEqualTo(mode);
        assertThat(report.at("/security/kind").asString()).isEqualTo(kind);
        assertThat(report.at("/security/reason").asString()).endsWith(Protection.CLEAR.words() + why);
    }

    @ParameterizedTest
    @CsvSource({"down, 'required, but no SA is there: packets are dropped'", "blocked, blocked by a policy"})
    void autoSaysWhatKeepsItFromTheServer(String setUp, String words) {
        assertThat(printed.get(setUp)).containsPattern("waywiser: .*; the path is " + words + "\nexit 3");
    }

    /** Of three packets, all answered. */
    private JsonNode measured(String setUp) {
        String json = String.valueOf(printed.get(setUp))
                .lines()
                .filter(line -> line.startsWith("{"))
                .findFirst()
                .orElseThrow(() -> new AssertionError(printed.get(setUp)));
        JsonNode report = new JsonMapper().readTree(json);
        assertThat(report.at("/packets/received").asInt()).as(json).isEqualTo(3);
        return report;
    }
}
