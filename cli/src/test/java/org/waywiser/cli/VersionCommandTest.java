package org.waywiser.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class VersionCommandTest {
    @Test
    void namesProgramJdkKernelAndWhatTheKernelCanDo() {
        var out = new StringWriter();
        var status = Waywiser.commandLine().setOut(new PrintWriter(out)).execute("version");

        assertThat(status).isZero();
        assertThat(out.toString())
                .containsPattern("waywiser +\\d+\\.\\d+")
                .containsPattern("JDK +25")
                .containsPattern("kernel +Linux")
                .containsPattern("sockets +batches, stamps of arrivals and departures")
                .containsPattern("xfrm +(not )?found");
    }
}
