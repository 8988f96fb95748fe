package org.waywiser.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.waywiser.cli.report.Reported;
import picocli.CommandLine.Option;

/** What makes a command fail that has measured, and the exit status of each that reports. Add with {@code @Mixin}. */
final class FailOptions {
    static final Set<String> TWO_WAY = Set.of("rtt", "forward", "reverse", "turnaround", "ipdv", "pdv");
    static final Set<String> ONE_WAY = Set.of("delay", "ipdv", "pdv");

    @Option(
            names = "--fail-if",
            paramLabel = "CONDITION",
            converter = FailCondition.Converter.class,
            description = "Exit status 1 if it holds for a session: loss>1%%, duplicates>0, rtt.p99>5ms, one-way"
                    + " delay.p99>5ms, of one way there and back forward.loss>1%%; may be given several times.")
    private List<FailCondition> conditions = new ArrayList<>();

    /** Fails where a condition is on what is not measured. */
    void check(Set<String> delays) throws UserError {
        for (FailCondition condition : conditions)
            if (!condition.fits(delays))
                throw new UserError(
                        ExitStatus.USAGE, "--fail-if '" + condition.text() + "' is on what is not measured here");
    }

    /** The exit status that sessions stand for; conditions that hold are named. */
    int status(List<? extends Reported> reports, PrintWriter err) {
        if (reports.stream().allMatch(report -> report.packets().received() == 0)) return ExitStatus.NOTHING_MEASURED;
        List<FailCondition> held = conditions.stream()
                .filter(condition -> reports.stream().anyMatch(condition::holds))
                .toList();
        held.forEach(condition -> err.println("waywiser: " + condition.text() + " holds"));
        return held.isEmpty() ? ExitStatus.MEASURED : ExitStatus.CONDITION_HELD;
    }
}
