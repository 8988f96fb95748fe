package org.waywiser.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.waywiser.cli.option.Option;
import org.waywiser.cli.option.Options;
import org.waywiser.cli.report.Reported;
import org.waywiser.cli.report.html.Page;
import org.waywiser.node.MeasurementPlan;

/** A page with pictures beside what is printed. */
final class PageOptions extends Options {
    private final Option<Path> file = option(Path.class, "--report")
            .label("FILE.html")
            .help("Also write a page there with delay over time, its distribution, loss, reordering and rekeyings as"
                    + " pictures: one file that any browser shows, with all figures as JSON in it.");

    /** Fails before anything is measured that could not be written. */
    void check() throws UserError {
        if (file.given()) SaveOptions.checkWritable(file.get());
    }

    /** The same measurement, with the course of its sessions kept if a page is to show it. */
    MeasurementPlan addTo(MeasurementPlan plan) {
        return plan.withCourse(file.given());
    }

    /** Writes it if that is asked for. */
    void write(List<? extends Reported> reports) throws UserError {
        if (!file.given() || reports.isEmpty()) return;
        try {
            Files.writeString(file.get(), Page.of(reports), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UserError(ExitStatus.USAGE, "cannot write " + file.get() + ": " + e);
        }
    }
}
