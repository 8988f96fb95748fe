package org.waywiser.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;

/** One run of the program in this virtual machine: its exit status and what it printed. */
record Run(int status, String out, String err) {
    static Run of(String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        int status = Waywiser.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
        return new Run(status, out.toString(), err.toString());
    }

    /** With arguments that hold no blanks. */
    static Run line(String arguments) {
        return of(arguments.split(" "));
    }

    Run succeeds() {
        assertThat(status).as(err).isZero();
        assertThat(err).isEmpty();
        return this;
    }

    /** Ends with that status and one line that says all of this. */
    void fails(int expected, String... words) {
        assertThat(status).as(err).isEqualTo(expected);
        assertThat(out).isEmpty();
        assertThat(err).startsWith("waywiser: ").hasLineCount(1).contains(words);
    }

    List<String> lines() {
        return out.lines().toList();
    }
}
