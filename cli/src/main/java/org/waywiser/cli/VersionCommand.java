package org.waywiser.cli;

import org.waywiser.cli.option.Command;

/** {@code waywiser version}: the versions of this program, its JDK and the kernel, and the kernel features found. */
final class VersionCommand extends Command {
    VersionCommand() {
        super("version", "Prints the version, the JDK and the kernel features found.");
    }

    @Override
    public Integer call() {
        Version.print(out());
        return ExitStatus.MEASURED;
    }
}
