package org.waywiser.lab.uml;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.waywiser.lab.peers.Charon;
import org.waywiser.testkit.Rfc;

/** The kernel's SAs give the same keys as the strongSwan that negotiated them, however often it rekeys. One machine looks, the tests read. */
@Tag("interop")
@Timeout(240)
@Rfc(value = 7296, section = "2.17")
@Rfc(value = 7296, section = "2.8")
class StrongSwanKernelKeysTest {
    private static final List<StrongSwans> SET_UPS = KeysSideBySide.SET_UPS;

    @TempDir
    private static Path directory;

    private static Map<String, String> printed = Map.of();

    @BeforeAll
    static void look() throws Exception {
        printed = Uml.sections(Uml.on(directory)
                .within(200)
                .script(StrongSwans.daemons(
                        daemon -> daemon.set("load", Charon.PLUGINS + " ha").in("plugins", Charon::telling)))
                .script("""
                    ip netns exec b waywiser serve --listen 10.0.0.2 --key-source xfrm --profile draft --root ipsec-sa \\
                      --derivation session-id >serve.out 2>&1 &
                    await serve.out TWAMP-Control
                    """)
                .java(KeysSideBySide.class)
                .boot());
    }

    @ParameterizedTest
    @FieldSource("SET_UPS")
    void keysOfTheKernelAreThoseOfStrongSwan(StrongSwans setUp) {
        int octets = switch (setUp.esp()) {
            case "aes128-sha256" -> 2 * (16 + 32);
            case "aes128gcm16" -> 2 * (16 + 4); // with salt
            default -> 2 * 32;
        };
        assertThat(printed.get(setUp.toString()))
                .contains("begun by a: " + octets + " octets of KEYMAT are equal")
                .contains("rekeyed by b: " + octets + " octets of KEYMAT are equal")
                .contains("nothing was offered that was not there");
    }

    @Test
    void nothingIsLostThroughRekeysAndWhatBeginsThenIsBoundToTheNewest() throws Exception {
        assertThat(printed.get(SET_UPS.getFirst().toString()))
                .contains("rekeyed by a: ", "after rekeys of the IKE SA by a: ", "rekeyed by both at once by ")
                .contains("a measurement ran all the time");
        var measured = Files.readString(directory.resolve(KeysSideBySide.MEASURED));
        assertThat(measured.lines().filter(line -> line.contains("received, 0 lost")))
                .as(measured)
                .satisfiesExactly(
                        line -> assertThat(line).contains("1500 received"),
                        line -> assertThat(line).contains(" 20 received"));
    }
}
