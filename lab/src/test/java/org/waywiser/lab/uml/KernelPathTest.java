package org.waywiser.lab.uml;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.waywiser.testkit.Rfc;

/** What {@code waywiser path} says of set-ups of a real kernel with every privilege. */
@Tag("interop")
@Rfc(value = 4301, section = "5")
class KernelPathTest {
    private static final String FLUSH =
            "for host in a b; do ip -n $host xfrm state flush; ip -n $host xfrm policy flush; done\n";

    @TempDir
    private Path directory;

    /** What was printed after each heading, by heading. */
    private static Map<String, String> sections(String printed) {
        return Arrays.stream(printed.split("== ", -1))
                .filter(section -> section.contains("\n"))
                .collect(Collectors.toMap(
                        section -> section.substring(0, section.indexOf('\n')),
                        section -> section.substring(section.indexOf('\n'))));
    }

    private static String look(String heading, String setUp) {
        return FLUSH + setUp + "echo '== " + heading + "'; ip netns exec a waywiser path 10.0.0.2 || true\n";
    }

    @Test
    void namesAndOverheadAreThoseOfEachSetUp() throws Exception {
        var script = new StringBuilder(look("none", ""));
        for (Tunnel tunnel : Tunnel.values()) {
            script.append(look(tunnel + " tunnel", tunnel.tunnel()));
            script.append(look(tunnel + " transport", tunnel.transport()));
        }
        script.append(look("down", Tunnel.ESP_GCM.transport() + "ip -n a xfrm state flush\n"));
        script.append(look("blocked", "ip -n a xfrm policy add src 10.0.0.1 dst 10.0.0.2 dir out action block\n"));

        var printed =
                sections(Uml.on(directory).within(300).script(script.toString()).boot());

        assertThat(printed.get("none"))
                .contains("clear: no policy asks for more, says the kernel", "required   no, not on all ways");
        check(printed, Tunnel.ESP_CBC_SHA256, "encrypted and authenticated", 1438, 1458);
        check(printed, Tunnel.ESP_GCM, "encrypted and authenticated", 1446, 1466);
        check(printed, Tunnel.ESP_NULL_SHA256, "authenticated only: readable on the wire", 1454, 1474);
        check(printed, Tunnel.ESP_CBC_ALONE, "encrypted only: unprotected, forgeries pass", 1454, 1474);
        check(printed, Tunnel.AH_SHA256, "authenticated only: readable on the wire", 1448, 1468);
        assertThat(printed.get("down")).contains("required, but no SA is there");
        assertThat(printed.get("blocked")).contains("blocked by a policy");
    }

    private static void check(Map<String, String> printed, Tunnel tunnel, String words, int inTunnel, int inTransport) {
        for (boolean whole : new boolean[] {true, false}) {
            String mode = whole ? "tunnel" : "transport";
            assertThat(printed.get(tunnel + " " + mode))
                    .contains("protection " + words + ", says the kernel")
                    .contains("required   by policies, there and back")
                    .containsPattern("there (ESP|AH) " + mode + " 0001000a")
                    .containsPattern("back +(ESP|AH) " + mode + " 0001000b")
                    .contains("takes packets of " + (whole ? inTunnel : inTransport) + " octets, the link 1500")
                    .doesNotContain("the SAs alone would leave");
        }
    }
}
