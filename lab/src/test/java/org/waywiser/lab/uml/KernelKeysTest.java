package org.waywiser.lab.uml;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.waywiser.testkit.Rfc;

/**
 * Both ends take their keys from their own kernels, which know neither the IKE SA nor each other. One machine makes all measurements, with
 * a server for each profile; the tests read what they left.
 */
@Tag("interop")
@Timeout(240)
@Rfc(value = 7296, section = "2.17")
class KernelKeysTest {
    /** SAs whose notices are far more than a socket holds. */
    private static final int BURST = 4000;

    @TempDir
    private static Path directory;

    private static Map<String, String> printed = Map.of();

    @BeforeAll
    static void measure() throws Exception {
        printed = Uml.sections(Uml.on(directory)
                .within(200)
                // before there are SAs: shared keys are for those that came into being under a server's eyes
                .script(server("draft", 862, "--profile draft --root ipsec-sa --derivation direct")
                        + server("alt1", 863, "--profile draft-alt1 --root ipsec-sa --derivation session-id")
                        + server("alt2", 864, "--profile draft-alt2")
                        + "await draft.serve TWAMP-Control; await alt1.serve TWAMP-Control; await alt2.serve"
                        + " TWAMP-Control")
                .script(Tunnel.ESP_GCM.tunnel()
                        + draft("GCM")
                        + Tunnel.none()
                        + Tunnel.ESP_NULL_SHA256.tunnel()
                        + draft("null encryption")
                        + Tunnel.none()
                        + Tunnel.ESP_CBC_SHA256.transport6()
                        + draft("IPv6", Uml.B6)
                        + Tunnel.none()
                        + Tunnel.ESP_CBC_ALONE.tunnel()
                        + draft("encryption alone"))
                .script(Tunnel.none()
                        + Tunnel.AH_SHA256.transport()
                        + draft("AH")
                        + alternative2("AH for alternative 2"))
                .script(Tunnel.none()
                        + Tunnel.ESP_CBC_SHA256.tunnel()
                        + measured(
                                "alternative 1",
                                "alt1",
                                Uml.B + " 863 20 DRAFT_ALT1 SESSION_ID authenticated encrypted")
                        + alternative2("alternative 2"))
                .script(overrun())
                .boot());
    }

    private static String server(String name, int port, String options) {
        return "ip netns exec b waywiser serve --key-source xfrm --twamp-port " + port + " " + options + " >>" + name
                + ".serve 2>&1 &\necho $! >" + name + ".pid\n";
    }

    private static String draft(String heading) {
        return draft(heading, Uml.B);
    }

    private static String draft(String heading, String address) {
        return measured(heading, "draft", address + " 862 20 DRAFT DIRECT authenticated encrypted");
    }

    /** One session: shared keys allow no other until its timeout is over. */
    private static String alternative2(String heading) {
        return measured(heading, "alt2", Uml.B + " 864 20 DRAFT_ALT2 DIRECT encrypted");
    }

    /** What client and server say to it. */
    private static String measured(String heading, String server, String arguments) {
        return """
            echo '== %s'
            : >%s.serve
            ip netns exec a java %s %s 2>&1 || true
            cat %2$s.serve
            """.formatted(heading, server, KernelKeyedMeasurement.class.getName(), arguments);
    }

    /** SAs come and go while the server does not listen: the first are told of, their end and those in their place are not. */
    private static String overrun() {
        return Tunnel.none() + """
            for i in $(seq 1 @N); do
              echo "xfrm state add src 10.9.$((i / 250)).$((i % 250 + 1)) dst 10.0.0.2 proto ah spi $((4096 + i)) reqid 9 mode transport auth digest_null ''"
            done >burst
            kill -STOP $(cat draft.pid)
            """.replace("@N", String.valueOf(BURST))
                + Tunnel.ESP_GCM.tunnel().replace("0x1000", "0x2000")
                + """
                ip -n b -batch burst
                for host in a b; do
                  ip -n $host xfrm state deleteall src 10.0.0.1 dst 10.0.0.2
                  ip -n $host xfrm state deleteall src 10.0.0.2 dst 10.0.0.1
                  ip -n $host xfrm policy flush
                done
                """
                + Tunnel.ESP_GCM.tunnel()
                + """
                : >draft.serve
                kill -CONT $(cat draft.pid)
                await draft.serve 'read anew'
                cp draft.serve anew
                """
                + draft("overrun")
                + "cat anew\n";
    }

    private static void complete(String heading, String protocol, int sessions) {
        String said = printed.getOrDefault(heading, "");
        assertThat(said.lines().filter(line -> line.contains("20 received, 0 lost")))
                .as(said)
                .hasSize(sessions)
                .allMatch(line -> line.contains(protocol + " SPIi 0001000b SPIr 0001000a"));
    }

    @ParameterizedTest
    @CsvSource({"GCM", "null encryption", "IPv6"})
    void draftWithKeymat(String heading) {
        complete(heading, "ESP", 2);
    }

    @Test
    void alternative1WithAKeyOfEachSession() {
        complete("alternative 1", "ESP", 2);
    }

    @Test
    void alternative2WithTheKeysOfTheSaInsideThatVerySa() {
        complete("alternative 2", "ESP", 1);
    }

    @Test
    void ahKeysAsProtocol2AndNotWithItsOwnKeys() {
        complete("AH", "AH", 2);
        assertThat(printed.get("AH for alternative 2"))
                .contains("takes an ESP SA of AES-CBC with an HMAC, not sha256")
                .doesNotContain("received,");
    }

    @Test
    void encryptionAloneKeysNothing() {
        assertThat(printed.get("encryption alone"))
                .contains("does not authenticate")
                .doesNotContain("received,");
    }

    @Test
    void whatWasMissedIsReadAnew() {
        assertThat(printed.get("overrun"))
                .contains("more changes of SAs than could be taken in: all of them have been read anew");
        complete("overrun", "ESP", 2);
    }
}
