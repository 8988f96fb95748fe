package org.waywiser.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.stream.Stream;
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
 * it loads and learns here for the starts to come.
 */
public final class Rehearsal {
    private Rehearsal() {}

    public static void main(String[] args) throws IOException {
        var silence = new PrintWriter(Writer.nullWriter());
        CommandLine waywiser = Waywiser.commandLine().setOut(silence).setErr(silence);
        waywiser.execute("--help");
        waywiser.execute("version");
        waywiser.execute("demo", "-c", "100", "-i", "1ms");
        var anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        ServerPlan plan = ServerPlan.of(anyPort, Modes.UNAUTHENTICATED, null, null);
        var random = new SecureRandom();
        Path folder = Files.createTempDirectory("waywiser-rehearsal");
        try (var twamp = TwampServer.start(plan.with(StampService.unprotected()), random);
                var owamp = OwampServer.start(plan, SessionStore.open(folder), random)) {
            waywiser.execute("twping", "-c", "20", "-i", "1ms", AddressText.of(twamp.controlAddress()));
            waywiser.execute("stamp", "-c", "20", "-i", "1ms", AddressText.of(twamp.testAddress()));
            waywiser.execute("owping", "-c", "20", "-i", "1ms", "-L", "0.1", AddressText.of(owamp.controlAddress()));
        } finally {
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.toList()) Files.delete(file);
            }
            Files.delete(folder);
        }
    }
}
