package org.waywiser.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("net")
class DoctorCommandTest {
    @Test
    void hasALineForEachThing() {
        var text = new StringWriter();
        int status = Waywiser.commandLine().setOut(new PrintWriter(text)).execute("doctor");

        assertThat(status).isEqualTo(ExitStatus.MEASURED);
        assertThat(text.toString().lines().filter(line -> !line.startsWith(" ")))
                .allMatch(line -> line.matches("(ok|--) .*"))
                .extracting(line -> line.substring(3, 14).strip())
                .containsExactly(
                        "sockets", "clock", "TCP 862", "UDP 862", "UDP 500", "UDP 4500", "xfrm", "agent", "strongSwan");
    }
}
