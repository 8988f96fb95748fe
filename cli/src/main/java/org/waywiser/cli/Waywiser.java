package org.waywiser.cli;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.waywiser.cli.option.Command;
import org.waywiser.keys.connections.InvalidConfiguration;
import org.waywiser.net.udp.WarmUp;
import org.waywiser.node.MeasurementFailure;
import org.waywiser.protocol.probe.ProbeMode;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** The program {@code waywiser}: a command that only holds others. */
public final class Waywiser {
    /** In the order of the help. */
    private static final SequencedMap<String, Supplier<CommandSpec>> COMMANDS = commands();

    /** Those that send test packets. */
    private static final Set<String> SENDING = Set.of("twping", "owping", "stamp");

    private static final Set<String> HELP = Set.of("-h", "--help");

    private Waywiser() {}

    public static void main(String[] args) {
        System.exit(run(args));
    }

    /** Runs one command, without ending the virtual machine; its exit status. */
    public static int run(String... args) {
        ConsoleLog.install();
        String name = args.length == 0 ? "" : args[0];
        if (SENDING.contains(name) && Collections.disjoint(List.of(args), HELP)) {
            // The way of a packet is compiled while options are read.
            var _ = name.equals("stamp") ? WarmUp.beginStamp(ProbeMode.OPEN) : WarmUp.begin(ProbeMode.OPEN);
        }
        Supplier<CommandSpec> asked = COMMANDS.get(name);
        // To make the options of all commands takes longer than most of them run.
        return commandLine(asked == null ? COMMANDS : Map.of(name, asked)).execute(args);
    }

    /** With all commands. */
    static CommandLine commandLine() {
        return commandLine(COMMANDS);
    }

    private static CommandLine commandLine(Map<String, Supplier<CommandSpec>> commands) {
        CommandSpec spec =
                Command.holding("waywiser", "Measures networks with OWAMP, TWAMP and STAMP, keyed by IKEv2.");
        commands.forEach((name, command) -> spec.addSubcommand(name, command.get()));
        return new CommandLine(spec)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(Waywiser::usage)
                .setExecutionExceptionHandler(Waywiser::failure);
    }

    private static SequencedMap<String, Supplier<CommandSpec>> commands() {
        var commands = new LinkedHashMap<String, Supplier<CommandSpec>>();
        commands.put("demo", () -> new DemoCommand().spec());
        commands.put("serve", () -> new ServeCommand().spec());
        commands.put("reload", () -> new ReloadCommand().spec());
        commands.put("twping", () -> new TwpingCommand().spec());
        commands.put("owping", () -> new OwpingCommand().spec());
        commands.put("stamp", () -> new StampCommand().spec());
        commands.put("fetch", () -> new FetchCommand().spec());
        commands.put("stats", () -> new StatsCommand().spec());
        commands.put("path", () -> new PathCommand().spec());
        commands.put("pfs", PfsCommand::spec);
        commands.put("ike", IkeCommand::spec);
        commands.put("agent", () -> new AgentCommand().spec());
        commands.put("doctor", () -> new DoctorCommand().spec());
        commands.put("version", () -> new VersionCommand().spec());
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
