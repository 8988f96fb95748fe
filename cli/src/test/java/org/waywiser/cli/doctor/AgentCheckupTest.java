package org.waywiser.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.waywiser.cli.doctor.Finding.State;
import org.waywiser.keys.strongswan.HaStatus;

@Tag("net")
class AgentCheckupTest {
    @Test
    void anAgentThatIsNamedAndDoesNotAnswerIsTold(@TempDir Path folder) {
        assertThat(AgentCheckup.at(Optional.of(folder.resolve("agent.sock"))))
                .singleElement()
                .returns(State.LIMITED, Finding::state)
                .satisfies(finding -> assertThat(finding.found()).contains("agent.sock"));
        assertThat(AgentCheckup.at(Optional.empty())).singleElement().returns(State.OK, Finding::state);
    }

    @Test
    void withSasAllIsWell() {
        Finding finding = AgentCheckup.arriving(status(true, 12, 0, 0, Map.of()), 2);

        assertThat(finding).returns(State.OK, Finding::state).returns("", Finding::advice);
        assertThat(finding.found()).isEqualTo("12 messages at 127.0.0.2:4510 from 127.0.0.1:4510");
    }

    @Test
    void saysWhatIsMissingWhereNothingArrives() {
        assertThat(AgentCheckup.arriving(status(false, 0, 0, 0, Map.of()), 0))
                .returns(State.LIMITED, Finding::state)
                .satisfies(finding -> assertThat(finding.advice()).contains("nobody is at 127.0.0.1:4510"));
        assertThat(AgentCheckup.arriving(status(true, 0, 0, 0, Map.of()), 0).advice())
                .contains("from before the agent", "--ha-resync");
        assertThat(AgentCheckup.arriving(status(true, 5, 0, 0, Map.of()), 0).advice())
                .contains("swanctl --initiate");
    }

    @Test
    void countsWhatIsOfNoUseByItsReason() {
        Finding finding = AgentCheckup.arriving(status(true, 5, 2, 1, Map.of("an IKE SA: its prf is no HMAC", 3L)), 0);

        assertThat(finding.found())
                .contains("2 from elsewhere dropped", "1 not understood", "3 times an IKE SA: its prf is no HMAC");
        assertThat(finding.advice()).contains("see the reasons");
        assertThat(finding.counts())
                .containsEntry("messages", 5L)
                .containsEntry("from elsewhere", 2L)
                .containsEntry("not understood", 1L)
                .containsEntry("an IKE SA: its prf is no HMAC", 3L);
    }

    private static HaStatus status(
            boolean connected, long messages, long strangers, long malformed, Map<String, Long> refused) {
        return new HaStatus("127.0.0.1:4510", "127.0.0.2:4510", connected, messages, strangers, malformed, refused);
    }
}
