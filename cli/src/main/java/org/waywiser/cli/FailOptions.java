package org.waywiser.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Set;
import org.waywiser.cli.option.Option;
import org.waywiser.cli.option.Options;
import org.waywiser.cli.report.Reported;

/** What makes a command fail that has measured, and the exit status of each that reports. */
final class FailOptions extends Options {
    static final Set<String> TWO_WAY = Set.of("rtt", "forward", "reverse", "turnaround", "ipdv", "pdv");
    static final Set<String> ONE_WAY = Set.of("delay", "ipdv", "pdv");

    private final Option<List<FailCondition>> conditions = list(new FailCondition.Converter(), "--fail-if")
            .label("CONDITION")
            .help("Exit status 1 if it holds for a session: loss>1%%, duplicates>0, rtt.p99>5ms, one-way"
                    + " delay.p99>5ms, of one way there and back forward.loss>1%%; may be given several times.");

    /** Fails where a condition is on what is not measured. */
    void check(Set<String> delays) throws UserError {
        for (FailCondition condition : conditions.get())
            if (!condition.fits(delays))
                throw new UserError(
                        ExitStatus.USAGE, "--fail-if '" + condition.text() + "' is on what is not measured here");
    }

    /** The exit status that sessions stand for; conditions that hold are named. */
    int status(List<? extends Reported> reports, PrintWriter err) {
        if (nothingMeasured(reports)) return ExitStatus.NOTHING_MEASURED;
        List<FailCondition> held = conditions.get().stream()
                .filter(condition -> reports.stream().anyMatch(condition::holds))
                .toList();
        held.forEach(condition -> err.println("waywiser: " + condition.text() + " holds"));
        return held.isEmpty() ? ExitStatus.MEASURED : ExitStatus.CONDITION_HELD;
    }

    static boolean nothingMeasured(List<? extends Reported> reports) {
        return reports.stream().allMatch(report -> report.packets().received() == 0);
    }
}
