package org.waywiser.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Properties;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code waywiser version}: the versions of this program, its JDK and the kernel, and the kernel features found. */
@Command(name = "version", description = "Prints the version, the JDK and the kernel features found.")
final class VersionCommand implements Runnable {
    @Mixin
    @SuppressWarnings("UnusedVariable") // picocli reads it
    private final HelpOption help = new HelpOption();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before run()
    private CommandSpec spec;

    @Override
    public void run() {
        var out = spec.commandLine().getOut();
        out.printf("waywiser  %s%n", version());
        out.printf("JDK       %s (%s)%n", Runtime.version(), System.getProperty("java.vendor"));
        out.printf(
                "kernel    %s %s (%s)%n",
                System.getProperty("os.name"), System.getProperty("os.version"), System.getProperty("os.arch"));
        out.printf("sockets   %s%n", KernelFeatures.reception());
        out.printf("xfrm      %s%n", KernelFeatures.xfrm() ? "found" : "not found");
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
