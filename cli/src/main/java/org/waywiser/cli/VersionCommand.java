package org.waywiser.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.Properties;
import org.waywiser.cli.option.Command;

/** {@code waywiser version}: the versions of this program, its JDK and the kernel, and the kernel features found. */
final class VersionCommand extends Command {
    VersionCommand() {
        super("version", "Prints the version, the JDK and the kernel features found.");
    }

    @Override
    public Integer call() {
        PrintWriter out = out();
        out.printf("waywiser  %s%n", version());
        out.printf("JDK       %s (%s)%n", Runtime.version(), System.getProperty("java.vendor"));
        out.printf(
                "kernel    %s %s (%s)%n",
                System.getProperty("os.name"), System.getProperty("os.version"), System.getProperty("os.arch"));
        out.printf("sockets   %s%n", KernelFeatures.reception());
        out.printf("xfrm      %s%n", KernelFeatures.xfrm() ? "found" : "not found");
        return ExitStatus.MEASURED;
    }

    static String version() {
        try (var in = VersionCommand.class.getResourceAsStream("version.properties")) {
            var properties = new Properties();
            properties.load(in);
            return properties.getProperty("version");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
