package org.waywiser.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The profiles of the drafts as users meet them, with an agent on each host. draft-ietf-ippm-ipsec-01 §4. */
@Tag("net")
@Timeout(240)
class ProfileCommandTest {
    private static final String QUICK = "-c 5 -i 1msf -L 2 ";

    @TempDir
    private static Path directory;

    private static TwoAgents agents;

    @BeforeAll
    static void startAgents() throws Exception {
        agents = new TwoAgents(directory);
    }

    @AfterAll
    static void endAgents() {
        agents.close();
    }

    @ParameterizedTest
    @CsvSource({
        "--profile draft, draft, ike-sa, direct",
        "--profile draft --root ipsec-sa --derivation session-id, draft, ipsec-sa, session-id",
        "--profile draft-alt1, draft-alt1, ike-sa, session-id",
        "--profile draft-alt1 --root ipsec-sa, draft-alt1, ipsec-sa, session-id"
    })
    void bothEndsMeasureWithKeysOfTheirAgents(String options, String profile, String root, String derivation)
            throws Exception {
        try (Started server = agents.serve(options)) {
            Run run =
                    Run.line(agents.twping(server, QUICK + options + " --json")).succeeds();

            server.await("(profile " + profile + ", root " + root + ", derivation " + derivation
                    + ": clients need the same)");
            assertThat(run.out())
                    .contains(
                            "\"key_source\":\"agent\"",
                            "\"profile\":\"" + profile + "\"",
                            "\"root\":\"" + root + "\"",
                            "\"derivation\":\"" + derivation + "\"",
                            "\"remote_id\":\"server.example\"",
                            "\"sent\":5,\"received\":5,\"lost\":0",
                            "\"warnings\":[]");
        }
    }

    @Test
    void keysOfTheSaItselfAreNotHadFromAnAgent() {
        String agent = " --profile draft-alt2 --agent-socket ";
        Run.line("twping 127.0.0.1 --security ike" + agent + agents.socket("client"))
                .fails(2, "which an agent does not give away", "--key-source embedded");
        Run.line("serve --twamp-port 0" + agent + agents.socket("server"))
                .fails(2, "which an agent does not give away", "--key-source embedded");
    }

    @Test
    void keysOfTheSaItselfAreHadFromTheOwnEngineWhereTheUserAllowsIt() throws Exception {
        String alt2 = " --profile draft-alt2 --ike-psk-file " + directory + "/";
        try (Started server = Started.line("serve --listen 127.0.0.1 --twamp-port 0 --ike-port 0"
                + " --ike-id server.example --allow-unprotected-alt" + alt2 + "server.psk")) {
            String port = server.await("TWAMP-Control on 127.0.0.1:(\\d+)");
            String line = "twping 127.0.0.1:" + port + " " + QUICK + "--security ike --json"
                    + " --ike-id client.example --ike-peer-id server.example --ike-peer-port "
                    + server.await("IKEv2 on UDP 127.0.0.1:(\\d+)") + alt2 + "client.psk";

            Run.line(line).fails(4, "draft-alt2 shares keys between sessions");
            assertThat(Run.line(line + " --allow-unprotected-alt").out())
                    .contains(
                            "\"profile\":\"draft-alt2\"",
                            "\"sent\":5,\"received\":5,\"lost\":0",
                            "UNPROTECTED: draft-alt2 shares keys",
                            "the keys are those of the ESP SA itself");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--profile draft | '' | 3 | offers no IKEv2-derived mode | with the same --profile",
                "'' | --profile draft | 3 | names no SA that it shares with this host | is the profile the same at"
                        + " both ends?",
                "--profile draft-alt1 | '' | 3 | has another length than expected | the peer may speak another profile",
                "--profile draft-alt1 | --profile draft | 3 | has another length than expected | another profile",
                "--profile draft | --profile draft-alt1 | 3 | has another length than expected | another profile",
                "'' | --profile draft-alt1 | 3 | has another length than expected | another profile",
                "--profile draft --root ipsec-sa | --profile draft | 4 | the root ike-sa is not of that kind | is"
                        + " --root the same at both ends?",
                "--profile draft-alt1 | --profile draft-alt1 --root ipsec-sa | 4 | the root ipsec-sa is not of that"
                        + " kind | is --root the same at both ends?"
            })
    void saysWhatMayDifferWhereTheEndsDoNotUnderstandEachOther(
            String served, String asked, int status, String what, String hint) throws Exception {
        try (Started server = agents.serve(served)) {
            Run.line(agents.twping(server, QUICK + asked)).fails(status, what, hint);
        }
    }

    @ParameterizedTest
    @CsvSource({"draft, session-id, direct", "draft, direct, session-id"})
    void saysWhatMayDifferWhereNoPacketComesBack(String profile, String served, String asked) throws Exception {
        try (Started server = agents.serve("--profile " + profile + " --derivation " + served)) {
            Run run = Run.line(agents.twping(server, QUICK + "--json --profile " + profile + " --derivation " + asked));

            assertThat(run.status()).isEqualTo(ExitStatus.NOTHING_MEASURED);
            assertThat(run.out())
                    .contains("\"received\":0", "none does where --derivation is not the same at both ends");
            server.await("test packets dropped: 5 (HMAC does not match)");
        }
    }
}
