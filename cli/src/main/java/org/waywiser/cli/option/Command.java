package org.waywiser.cli.option;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** A command with its options; what {@link #call} returns is its exit status. */
public abstract class Command extends Options implements Callable<Integer> {
    private final String name;
    private final String[] description;
    private @Nullable CommandSpec spec;

    /** @param description of one or more paragraphs */
    protected Command(String name, String... description) {
        this.name = name;
        this.description = description.clone();
    }

    /** One that only holds others. */
    public static CommandSpec holding(String name, String description) {
        CommandSpec holder = CommandSpec.create().name(name);
        holder.usageMessage().description(description).synopsisSubcommandLabel("COMMAND");
        return explained(holder);
    }

    /** For the command line, with all its options. */
    public final CommandSpec spec() {
        if (spec == null) {
            spec = CommandSpec.wrapWithoutInspection(this).name(name);
            spec.usageMessage().description(description).sortOptions(false);
            addTo(spec);
            explained(spec);
        }
        return spec;
    }

    private static CommandSpec explained(CommandSpec spec) {
        return spec.addOption(OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("Shows this help.")
                .build());
    }

    /** Where results go. */
    protected final PrintWriter out() {
        return spec().commandLine().getOut();
    }

    /** Where messages go. */
    protected final PrintWriter err() {
        return spec().commandLine().getErr();
    }
}
