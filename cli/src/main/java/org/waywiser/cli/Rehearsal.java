package org.waywiser.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Comparator;
import java.util.stream.Stream;
import org.waywiser.keys.credentials.PassphraseFile;
import org.waywiser.keys.credentials.UnusableCredentials;
import org.waywiser.net.udp.StampService;
import org.waywiser.node.OwampServer;
import org.waywiser.node.ServerPlan;
import org.waywiser.node.TwampServer;
import org.waywiser.node.store.SessionStore;
import org.waywiser.wire.AddressText;
import org.waywiser.wire.control.Modes;
import picocli.CommandLine;

/**
 * Goes once through what most starts do, over loopback and without a word: {@code bin/waywiser} has the virtual machine keep what
 * it loads and learns here for the starts to come. Its argument is the kind of start, each of which would pay for the classes of
 * the others with memory and time: {@code serve}, {@code measure}, or {@code ike} for both with an IKE engine of their own.
 */
public final class Rehearsal {
    private static final String[] FEW = {"-c", "20", "-i", "1ms", "-L", "0.1"};

    private Rehearsal() {}

    public static void main(String[] args) throws IOException, UnusableCredentials {
        ConsoleLog.install();
        commandLine().execute("--help");
        String kind = args[0];
        if (kind.equals("ike")) commandLine().execute("demo", "-c", "100", "-i", "1ms");
        Path folder = Files.createTempDirectory("waywiser-rehearsal");
        try {
            measure(folder, !kind.equals("serve"));
        } finally {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
            }
        }
    }

    private static void measure(Path folder, boolean json) throws IOException, UnusableCredentials {
        var ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        Path passphrases = Files.createFile(folder.resolve("passphrases"), ownerOnly);
        Files.writeString(passphrases, "rehearsal 616c6c\n");
        var anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        var modes = Modes.UNAUTHENTICATED.or(Modes.AUTHENTICATED).or(Modes.ENCRYPTED);
        var plan = ServerPlan.of(anyPort, modes, PassphraseFile.read(passphrases), null);
        var random = new SecureRandom();
        try (var twamp = TwampServer.start(plan.with(StampService.unprotected()), random);
                var owamp = OwampServer.start(plan, SessionStore.open(folder.resolve("sessions")), random)) {
            String control = AddressText.of(twamp.controlAddress());
            few("twping", control);
            few("twping", control, "-A", "E", "-u", "rehearsal", "-k", passphrases.toString());
            if (json) few("twping", control, "--json");
            few("stamp", AddressText.of(twamp.testAddress()));
            few("owping", AddressText.of(owamp.controlAddress()));
        }
    }

    private static void few(String... measurement) {
        commandLine()
                .execute(Stream.concat(Stream.of(measurement), Stream.of(FEW)).toArray(String[]::new));
    }

    private static CommandLine commandLine() {
        var silence = new PrintWriter(Writer.nullWriter());
        return Waywiser.commandLine().setOut(silence).setErr(silence);
    }
}
