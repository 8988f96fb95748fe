package org.waywiser.cli;

import org.jspecify.annotations.Nullable;
import org.waywiser.keys.connections.InvalidConfiguration;
import org.waywiser.node.MeasurementFailure;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** The program {@code waywiser}: a command that only holds others. */
@Command(
        name = "waywiser",
        description = "Measures networks with OWAMP, TWAMP and STAMP, keyed by IKEv2.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            DemoCommand.class,
            ServeCommand.class,
            TwpingCommand.class,
            OwpingCommand.class,
            StampCommand.class,
            FetchCommand.class,
            StatsCommand.class,
            PathCommand.class,
            IkeCommand.class,
            AgentCommand.class,
            DoctorCommand.class,
            VersionCommand.class
        })
public final class Waywiser {
    @Mixin
    @SuppressWarnings("UnusedVariable") // picocli reads it
    private final HelpOption help = new HelpOption();

    Waywiser() {}

    public static void main(String[] args) {
        System.exit(run(args));
    }

    /** Runs one command, without ending the virtual machine; its exit status. */
    public static int run(String... args) {
        ConsoleLog.install();
        return commandLine().execute(args);
    }

    static CommandLine commandLine() {
        return new CommandLine(new Waywiser())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(Waywiser::usage)
                .setExecutionExceptionHandler(Waywiser::failure);
    }

    private static int usage(ParameterException e, String[] args) {
        CommandLine command = e.getCommandLine();
        command.getErr()
                .printf(
                        "waywiser: %s (try: %s --help)%n",
                        oneLine(e.getMessage()), command.getCommandSpec().qualifiedName());
        return ExitStatus.USAGE;
    }

    private static int failure(Exception e, CommandLine command, ParseResult parsed) {
        var err = command.getErr();
        if (e instanceof MeasurementFailure failure) {
            err.println("waywiser: " + oneLine(failure.getMessage()));
            return switch (failure.kind()) {
                case KEYS -> ExitStatus.KEYS;
                case NO_CONNECTION, REFUSED -> ExitStatus.NO_CONNECTION;
            };
        }
        if (e instanceof InvalidConfiguration invalid) {
            invalid.problems().forEach(problem -> err.println("waywiser: " + problem));
            return ExitStatus.USAGE;
        }
        if (e instanceof UserError error) {
            err.println("waywiser: " + oneLine(error.getMessage()));
            return error.status();
        }
        err.println(
                "waywiser: internal error, please report it with the lines below and the output of 'waywiser version'");
        e.printStackTrace(err);
        return ExitStatus.INTERNAL;
    }

    private static String oneLine(@Nullable String message) {
        return String.valueOf(message).strip().replaceAll("\\s*\\R\\s*", " ");
    }
}
