package org.waywiser.lab.uml;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Both ends take their keys from their own kernels, which know neither the IKE SA nor each other. */
@Tag("interop")
class KernelKeysTest {
    @TempDir
    private Path directory;

    private String measured(Tunnel tunnel, String profile, String derivation) throws Exception {
        boolean alternative2 = profile.equals("draft-alt2");
        String serve = "serve --listen 10.0.0.2 --key-source xfrm --profile " + profile
                + (alternative2 ? "" : " --root ipsec-sa --derivation " + derivation);
        // The server first: shared keys are for SAs that came into being under its eyes.
        return Uml.on(directory)
                .script("ip netns exec b waywiser " + serve + " >serve.out 2>&1 & server=$!\n"
                        + "await serve.out TWAMP-Control\n"
                        + tunnel.tunnel()
                        + "ip netns exec a java " + KernelKeyedMeasurement.class.getName() + " 10.0.0.2 862 20 "
                        + constant(profile) + " " + constant(derivation)
                        // Shared keys allow one session, until its timeout is over.
                        + (alternative2 ? " encrypted" : " authenticated encrypted")
                        + " 2>&1 || cat serve.out\n"
                        + "kill $server; wait $server || true\n")
                .boot();
    }

    private static String constant(String text) {
        return text.toUpperCase(Locale.ROOT).replace('-', '_');
    }

    private static void complete(String printed, int sessions) {
        assertThat(printed.lines().filter(line -> line.contains("20 received, 0 lost")))
                .as(printed)
                .hasSize(sessions)
                .allMatch(line -> line.contains("ESP SPIi 0001000b SPIr 0001000a"));
    }

    @Test
    void draftWithKeymat() throws Exception {
        complete(measured(Tunnel.ESP_GCM, "draft", "direct"), 2);
    }

    @Test
    void alternative1WithAKeyOfEachSession() throws Exception {
        complete(measured(Tunnel.ESP_CBC_SHA256, "draft-alt1", "session-id"), 2);
    }

    @Test
    void alternative2WithTheKeysOfTheSaInsideThatVerySa() throws Exception {
        complete(measured(Tunnel.ESP_CBC_SHA256, "draft-alt2", "direct"), 1);
    }

    @Test
    void encryptionAloneKeysNothing() throws Exception {
        String printed = measured(Tunnel.ESP_CBC_ALONE, "draft", "direct");

        assertThat(printed).contains("does not authenticate").doesNotContain("received,");
    }
}
