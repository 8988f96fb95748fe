package org.waywiser.lab.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.waywiser.keys.credentials.PassphraseFile;
import org.waywiser.keys.embedded.EmbeddedIke;
import org.waywiser.lab.ForkedJava;
import org.waywiser.node.ServerPlan;
import org.waywiser.node.TwampServer;
import org.waywiser.protocol.ike.IkeSettings;
import org.waywiser.testkit.Rfc;
import org.waywiser.wire.Octets;
import org.waywiser.wire.control.Accept;
import org.waywiser.wire.control.AcceptSession;
import org.waywiser.wire.control.KeyId;
import org.waywiser.wire.control.Modes;
import org.waywiser.wire.control.RequestTwSession;
import org.waywiser.wire.control.ServerGreeting;
import org.waywiser.wire.control.ServerStart;
import org.waywiser.wire.control.SetUpResponse;
import org.waywiser.wire.control.TypeP;

/**
 * A server under many clients of another process at once, and one that stalls. As root, since the receive buffer that others
 * get is too small for a machine that is busy with other things.
 */
@Tag("interop")
class ManyConnectionsTest {
    private static final int CLIENTS = 200;
    private static final int PACKETS = 100;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

    /** Held, so that it keeps its level: hundreds of lines about ordinary events help nobody. */
    private static final Logger LOG = Logger.getLogger("org.waywiser");

    private static final InetSocketAddress ANY_PORT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    private static final Modes OFFERED = Modes.UNAUTHENTICATED.or(Modes.AUTHENTICATED);

    private static final SetUpResponse SET_UP =
            new SetUpResponse(Modes.UNAUTHENTICATED, KeyId.NONE, Octets.zeros(64), Octets.zeros(16));
    private static final RequestTwSession REQUEST =
            RequestTwSession.of(4, 9, 9, Octets.zeros(16), Octets.zeros(16), 0, 0, 0, TypeP.ofDscp(0));

    @BeforeAll
    static void logProblemsOnly() {
        LOG.setLevel(Level.WARNING);
    }

    @AfterAll
    static void logAsBefore() {
        LOG.setLevel(null);
    }

    @Test
    @Rfc(value = 7717, section = "5")
    void answersAllConnectionsKeyedByOneIkeSaWhileOneClientStalls(@TempDir Path directory) throws Exception {
        IkeSettings settings = IkeSettings.defaults(
                Optional.of(LabKeys.ike(LabKeys.SERVER, LabKeys.CLIENT).answering()));
        try (var ike = EmbeddedIke.start(ANY_PORT, settings);
                var server = TwampServer.start(ServerPlan.of(ANY_PORT, OFFERED, null, ike), new SecureRandom())) {
            answersAllAndKeepsNothing(
                    server, directory, String.valueOf(ike.address().getPort()));
        }
    }

    @Test
    @Rfc(value = 4656, section = "3.1")
    void answersAllConnectionsKeyedByPassphraseWhileOneClientStalls(@TempDir Path directory) throws Exception {
        try (var server =
                TwampServer.start(ServerPlan.of(ANY_PORT, OFFERED, passphrases(directory), null), new SecureRandom())) {
            answersAllAndKeepsNothing(server, directory);
        }
    }

    private static void answersAllAndKeepsNothing(TwampServer server, Path directory, String... moreArguments)
            throws Exception {
        InetSocketAddress address = server.controlAddress();
        try (var stalled = new Socket(address.getAddress(), address.getPort())) {
            InputStream in = stalled.getInputStream();
            in.readNBytes(ServerGreeting.LENGTH);
            stalled.getOutputStream().write(SET_UP.toByteArray());
            in.readNBytes(ServerStart.LENGTH);
            byte[] request = Arrays.copyOf(REQUEST.toByteArray(), RequestTwSession.LENGTH);
            stalled.getOutputStream().write(request, 0, 50);
            // One client comes first, since a server starts some threads when they are needed.
            measure(1, 1, address, moreArguments);
            List<String> before = threads(directory, names -> connections(names) == 1);

            measure(CLIENTS, PACKETS, address, moreArguments);

            assertThat(threads(directory, before::equals)).isEqualTo(before);
            stalled.getOutputStream().write(request, 50, request.length - 50);
            assertThat(in.readNBytes(AcceptSession.LENGTH)).startsWith((byte) Accept.OK.code());
        }
    }

    private static void measure(int clients, int packets, InetSocketAddress server, String... moreArguments)
            throws IOException, InterruptedException {
        var arguments = new ArrayList<>(
                List.of(String.valueOf(clients), String.valueOf(packets), String.valueOf(server.getPort())));
        arguments.addAll(List.of(moreArguments));
        int sent = clients * packets;
        try (var process = ForkedJava.start(ManyClients.class, arguments.toArray(String[]::new))) {
            assertThat(process.output()).contains("sent " + sent + " received " + sent);
        }
    }

    private static long connections(List<String> threads) {
        return threads.stream().filter("control-connection"::equals).count();
    }

    /** The threads once they are as wanted, or as they are when patience is at its end. */
    private static List<String> threads(Path directory, Predicate<List<String>> wanted) throws IOException {
        long start = System.nanoTime();
        while (true) {
            List<String> names = ThreadCensus.take(directory.resolve("threads"));
            if (wanted.test(names) || System.nanoTime() - start > PATIENCE_NANOS) return names;
        }
    }

    private static PassphraseFile passphrases(Path directory) throws Exception {
        String hex = HexFormat.of().formatHex(LabKeys.PASSPHRASE.getBytes(StandardCharsets.UTF_8));
        Path file = directory.resolve("lab.pfs");
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, LabKeys.USER + " " + hex + "\n");
        return PassphraseFile.read(file);
    }
}
