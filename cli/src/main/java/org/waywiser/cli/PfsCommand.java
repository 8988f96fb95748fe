package org.waywiser.cli;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import org.waywiser.cli.option.Command;
import org.waywiser.cli.option.Option;
import org.waywiser.cli.option.Options;
import org.waywiser.cli.option.Parameter;
import org.waywiser.keys.credentials.PassphraseEditor;
import org.waywiser.keys.credentials.UnusableCredentials;
import org.waywiser.security.Secret;
import picocli.CommandLine.Model.CommandSpec;

/** {@code waywiser pfs}: files of passphrases, as of perfSONAR's pfstore. */
final class PfsCommand {
    private PfsCommand() {}

    static CommandSpec spec() {
        return Command.holding("pfs", "Adds, removes and lists identities of a passphrase file.")
                .addSubcommand("add", new Add().spec())
                .addSubcommand("remove", new Remove().spec())
                .addSubcommand("list", new List().spec());
    }

    /** Which file. */
    private static final class FileOptions extends Options {
        private final Option<Path> file = option(Path.class, "-k", "--pfs", "-f")
                .label("FILE")
                .help("Passphrase file as of perfSONAR's pfstore.");

        Path path() throws UserError {
            if (file.given()) return file.get();
            throw new UserError(ExitStatus.USAGE, "which file? Name it with --pfs FILE");
        }
    }

    private interface Work {
        String run() throws UnusableCredentials, IOException, UserError;
    }

    private abstract static class Editing extends Command {
        final FileOptions file = with(new FileOptions());

        Editing(String name, String description) {
            super(name, description);
        }

        final Integer tell(Work work) throws UserError {
            try {
                out().print(work.run());
                out().flush();
                return ExitStatus.MEASURED;
            } catch (UnusableCredentials e) {
                throw UserError.of(ExitStatus.USAGE, e);
            } catch (IOException e) {
                throw new UserError(ExitStatus.USAGE, "cannot write " + file.path() + ": " + e.getMessage());
            }
        }
    }

    /** Gives an identity a passphrase. */
    private static final class Add extends Editing {
        private final Parameter<String> name =
                parameter(0, String.class).label("NAME").help("Identity: a word of at most 80 octets.");

        Add() {
            super(
                    "add",
                    "Gives an identity a passphrase, or another one. It is asked for on a terminal, else it is the"
                            + " first line of the input. The file is made, readable for its owner only, if it is not"
                            + " there.");
        }

        @Override
        public Integer call() throws UserError {
            return tell(() -> {
                Path path = file.path();
                Secret passphrase = passphrase();
                try {
                    boolean changed = PassphraseEditor.put(path, name.get(), passphrase);
                    return "%s %s%n".formatted(changed ? "changed" : "added", name.get());
                } finally {
                    passphrase.wipe();
                }
            });
        }

        // Its documentation still allows null, whatever this JDK does.
        @SuppressWarnings("SystemConsoleNull")
        private Secret passphrase() throws UserError, IOException {
            Console console = System.console();
            if (console == null || !console.isTerminal()) {
                String line = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
                if (line == null)
                    throw new UserError(ExitStatus.USAGE, "no passphrase: give it as a line of the input");
                return Secret.of(line.getBytes(StandardCharsets.UTF_8));
            }
            char[] first = typed(console, "Passphrase for " + name.get() + ": ");
            char[] again = typed(console, "Once more: ");
            try {
                if (!Arrays.equals(first, again)) throw new UserError(ExitStatus.USAGE, "that was not the same twice");
                var octets = StandardCharsets.UTF_8.encode(CharBuffer.wrap(first));
                byte[] exact = new byte[octets.remaining()];
                octets.get(exact);
                octets.clear();
                while (octets.hasRemaining()) octets.put((byte) 0);
                return Secret.owning(exact);
            } finally {
                Arrays.fill(first, '\0');
                Arrays.fill(again, '\0');
            }
        }

        private static char[] typed(Console console, String prompt) throws UserError {
            char[] typed = console.readPassword("%s", prompt);
            if (typed == null) throw new UserError(ExitStatus.USAGE, "no passphrase was given");
            return typed;
        }
    }

    /** Takes an identity out. */
    private static final class Remove extends Editing {
        private final Parameter<String> name =
                parameter(0, String.class).label("NAME").help("Identity.");

        Remove() {
            super("remove", "Takes an identity and its passphrase out.");
        }

        @Override
        public Integer call() throws UserError {
            return tell(() -> {
                if (PassphraseEditor.remove(file.path(), name.get())) return "removed %s%n".formatted(name.get());
                throw new UserError(ExitStatus.USAGE, file.path() + " has no identity " + name.get());
            });
        }
    }

    /** Tells who is there. */
    private static final class List extends Editing {
        List() {
            super("list", "Lists identities, never passphrases.");
        }

        @Override
        public Integer call() throws UserError {
            return tell(() -> {
                var names = PassphraseEditor.identities(file.path());
                return names.isEmpty() ? "" : String.join(System.lineSeparator(), names) + System.lineSeparator();
            });
        }
    }
}
