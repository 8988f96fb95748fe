package org.waywiser.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.waywiser.cli.option.Option;
import org.waywiser.cli.option.Options;
import org.waywiser.node.OneWayOutcome;
import org.waywiser.node.OneWayPlan.Direction;

/** Where one-way sessions are saved; the letters are those of perfSONAR's owping. */
final class SaveOptions extends Options {
    private final Option<Path> toServer = option(Path.class, "-T", "--save-to")
            .label("FILE")
            .help("As --to, and save the session there: for stats, and for perfSONAR's owstats.");

    private final Option<Path> fromServer =
            option(Path.class, "-F", "--save-from").label("FILE").help("As --from, and save the session there.");

    /** Where the session of that direction goes, null for nowhere. */
    @Nullable
    Path file(Direction direction) {
        return switch (direction) {
            case TO_SERVER -> toServer.orNull();
            case FROM_SERVER -> fromServer.orNull();
        };
    }

    /** Fails before anything is measured that could not be saved. */
    void check(int sessions) throws UserError {
        for (Direction direction : Direction.values()) {
            Path file = file(direction);
            if (file == null) continue;
            if (sessions != 1)
                throw new UserError(ExitStatus.USAGE, "a file holds one session: leave out --sessions to save it");
            checkWritable(file);
        }
        if (toServer.given() && toServer.get().equals(fromServer.orNull()))
            throw new UserError(ExitStatus.USAGE, "-T and -F name the same file");
    }

    /** Fails if the file cannot be written. */
    static void checkWritable(Path file) throws UserError {
        Path folder = file.toAbsolutePath().getParent();
        boolean writable = Files.exists(file)
                ? Files.isRegularFile(file) && Files.isWritable(file)
                : folder != null && Files.isWritable(folder);
        if (!writable) throw new UserError(ExitStatus.USAGE, "cannot write " + file);
    }

    /** Saves what is to be saved; the same sessions, with the files where they are now. */
    List<OneWayOutcome> save(List<OneWayOutcome> outcomes, PrintWriter err) throws UserError {
        var saved = new ArrayList<OneWayOutcome>();
        for (OneWayOutcome outcome : outcomes) {
            Path file = file(outcome.direction());
            if (file == null) {
                saved.add(outcome);
            } else if (outcome.file() == null) {
                err.println("waywiser: nothing to save in " + file);
                saved.add(outcome);
            } else {
                saved.add(outcome.movedTo(move(outcome.file(), file)));
            }
        }
        return saved;
    }

    private static Path move(Path from, Path to) throws UserError {
        try {
            return Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UserError(ExitStatus.USAGE, "cannot write " + to + ": " + e);
        }
    }
}
