package org.waywiser.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of sessions whose SA is deleted. draft-ietf-ippm-ipsec-01 §4. */
@Tag("net")
@Timeout(240)
class OnDeleteCommandTest {
    @TempDir
    private Path directory;

    @Test
    void sessionsGoOnOrStopWhenTheirSaIsDeletedAsTheServerIsTold() throws Exception {
        try (var agents = new TwoAgents(directory);
                Started keeping = agents.serve("--profile draft --on-delete keep");
                Started stopping = agents.serve("--profile draft --on-delete stop")) {
            String running = " --profile draft --json -c 2000 -i 10msf";
            String asked = agents.twping(stopping, "");
            try (Started kept = Started.line(agents.twping(keeping, running.strip()));
                    Started stopped = Started.line(asked + running)) {
                keeping.await("(connected), ");
                stopping.await("(connected), ");
                // by the time that another was measured from beginning to end, these are past their set-up
                Run.line(asked + " --profile draft -c 5 -i 1msf -L 2").succeeds();

                Run.line("ike down client.example --agent-socket " + agents.socket("server"))
                        .succeeds();

                assertThat(Integer.parseInt(stopped.await("\"sent\":\\d+,\"received\":(\\d+)")))
                        .isLessThan(2000);
                kept.await("(\"sent\":2000,\"received\":2000,\"lost\":0)");
                kept.endsWith(ExitStatus.MEASURED);
            }
        }
    }
}
