package org.waywiser.cli;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.waywiser.keys.connections.InvalidConfiguration;
import org.waywiser.net.udp.WarmUp;
import org.waywiser.node.MeasurementFailure;
import org.waywiser.protocol.probe.ProbeMode;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** The program {@code waywiser}: a command that only holds others. */
@Command(
        name = "waywiser",
        description = "Measures networks with OWAMP, TWAMP and STAMP, keyed by IKEv2.",
        synopsisSubcommandLabel = "COMMAND")
public final class Waywiser {
    /** In the order of the help. */
    private static final SequencedMap<String, Class<?>> COMMANDS = commands();

    /** Those that send test packets. */
    private static final Set<String> SENDING = Set.of("twping", "owping", "stamp");

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
        String name = args.length == 0 ? "" : args[0];
        if (SENDING.contains(name)) {
            // The way of a packet is compiled while options are read.
            var _ = WarmUp.begin(ProbeMode.OPEN);
        }
        Class<?> asked = COMMANDS.get(name);
        // To read the options of all commands takes longer than most of them run.
        return commandLine(asked == null ? COMMANDS.values() : List.of(asked)).execute(args);
    }

    /** With all commands. */
    static CommandLine commandLine() {
        return commandLine(COMMANDS.values());
    }

    private static CommandLine commandLine(Collection<Class<?>> commands) {
        var waywiser = new CommandLine(new Waywiser());
        commands.forEach(waywiser::addSubcommand);
        return waywiser.setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(Waywiser::usage)
                .setExecutionExceptionHandler(Waywiser::failure);
    }

    private static SequencedMap<String, Class<?>> commands() {
        var commands = new LinkedHashMap<String, Class<?>>();
        commands.put("demo", DemoCommand.class);
        commands.put("serve", ServeCommand.class);
        commands.put("twping", TwpingCommand.class);
        commands.put("owping", OwpingCommand.class);
        commands.put("stamp", StampCommand.class);
        commands.put("fetch", FetchCommand.class);
        commands.put("stats", StatsCommand.class);
        commands.put("path", PathCommand.class);
        commands.put("ike", IkeCommand.class);
        commands.put("agent", AgentCommand.class);
        commands.put("doctor", DoctorCommand.class);
        commands.put("version", VersionCommand.class);
        return commands;
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
