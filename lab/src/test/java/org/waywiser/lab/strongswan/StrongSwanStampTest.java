package org.waywiser.lab.strongswan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.waywiser.keys.IkeSecret;
import org.waywiser.lab.ForkedJava;
import org.waywiser.lab.peers.Laboratory;
import org.waywiser.lab.peers.Laboratory.Way;
import org.waywiser.testkit.Rfc;

/** STAMP under keys of IKE SAs that a strongSwan negotiated with another, or with our own engine; the sender's come through an agent. */
@Tag("interop")
@Timeout(240)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Rfc(value = 8762, section = "4.4")
@Rfc(value = 8972, section = "3")
class StrongSwanStampTest {
    private static final String PORT = "8622";
    private static final String LOSSLESS = "\"lost\":0";

    private final Laboratory laboratory = Laboratory.create();
    private final Gateway here;
    private final Gateway there;
    private final Path directory;

    StrongSwanStampTest(@TempDir Path directory) throws Exception {
        this.directory = directory;
        here = Gateway.here(laboratory.here(), directory);
        there = Gateway.there(laboratory.there(), directory);
    }

    @AfterEach
    void endSas() {
        var _ = catchThrowable(here::abandon); // there may be none
        var _ = catchThrowable(there::abandon); // there may be none
    }

    @AfterAll
    void tidyUp() {
        here.close();
        there.close();
        laboratory.close();
    }

    @Test
    void measuresUnderKeysOfTwoStrongSwansWithTlvsProtectedToo() throws Exception {
        try (ForkedJava _ = serve();
                ForkedJava agent = agentOfStrongSwan()) {
            here.initiate();
            awaitSa(agent);
            String report = measure("-c 200 -i 5msf --location --direct-measurement -s 100");
            assertThat(report)
                    .contains("\"received\":200", "\"tlvs\":{\"sound\":200}", "\"reflector_received\":200")
                    .contains(IkeSecret.spi(here.ikeSpi()));
        }
    }

    @Test
    @Rfc(value = 7296, section = "2.18")
    void aRunningSessionLosesNothingThroughRekeysFromEitherSideAndTheNextHasTheNewestSa() throws Exception {
        try (ForkedJava _ = serve();
                ForkedJava agent = agentOfStrongSwan()) {
            here.initiate();
            awaitSa(agent);
            try (ForkedJava running = stamp("-c 1000000 -i 5msf")) {
                here.awaitTraffic();
                for (int i = 0; i < 3; i++) {
                    for (Gateway initiator : List.of(here, there)) {
                        initiator.rekeyIke();
                        String sa = IkeSecret.spi(here.ikeSpi());
                        agent.await("IKE SA (" + sa + ")");
                        assertThat(measure("-c 20 -i 5msf")).contains(sa, "\"received\":20");
                    }
                }
                running.interrupt();
                assertThat(running.output())
                        .contains(LOSSLESS, "\"duplicates\":0", "\"drops\":{}", "\"rekeyings\":[{")
                        .containsPattern("\"received\":[1-9]\\d{2,}");
            }
        }
    }

    /** Both implementations of IKEv2 compute SK_d; the rekeys are of ours and of strongSwan's making. */
    @Test
    @Rfc(value = 7296, section = "2.18")
    void ourOwnEngineBehindAnAgentHasTheKeysOfStrongSwan() throws Exception {
        Path keys = Files.writeString(directory.resolve("psk"), "there.own.example : for the laboratory\n");
        try (ForkedJava _ = serve();
                ForkedJava agent = here.waywiser("agent --socket " + socket() + " --listen " + Way.WIRE.here()
                        + " --ike-port 0 --ike-id here.own.example --ike-peer-id there.own.example --ike-psk-file "
                        + keys + " --ike-proposal " + Gateway.PROPOSAL + " --ike-rekey-time 5s")) {
            agent.await("(IKEv2 on UDP)");
            try (ForkedJava running = stamp("-c 1000000 -i 5msf")) {
                for (int i = 0; i < 2; i++) {
                    agent.await("(IKE SA) .* rekeyed: ");
                    there.charon().swanctl("--rekey", "--ike", "own");
                    agent.await("(IKE SA) .* rekeyed: ");
                    assertThat(measure("-c 20 -i 5msf")).contains("\"received\":20", "there.own.example");
                }
                running.interrupt();
                assertThat(running.output())
                        .contains(LOSSLESS, "\"duplicates\":0", "\"drops\":{}", "\"rekeyings\":[{")
                        .containsPattern("\"received\":[1-9]\\d{2,}");
            }
        }
    }

    private static void awaitSa(ForkedJava waywiser) throws IOException {
        waywiser.await("(IKE SA [0-9a-f]{16} [0-9a-f]{16} with .*lab.example)");
    }

    private ForkedJava serve() throws IOException {
        return there.waywiserWithKeys("serve --listen " + Way.WIRE.there() + " --twamp-port " + PORT + " --stamp-ike");
    }

    private ForkedJava agentOfStrongSwan() throws IOException {
        return here.waywiserWithKeys("agent --socket " + socket());
    }

    private ForkedJava stamp(String more) throws IOException {
        return here.waywiser("stamp " + Way.WIRE.there() + ":" + PORT + " --json --security ike --agent-socket "
                + socket() + " " + more);
    }

    /** Measures without loss, and gives the report. */
    private String measure(String more) throws Exception {
        try (ForkedJava stamp = stamp(more)) {
            String report = stamp.output();
            assertThat(report).contains(LOSSLESS, "\"drops\":{}", "\"protocol\":\"stamp\"");
            return report;
        }
    }

    private Path socket() {
        return directory.resolve("agent.sock");
    }
}
