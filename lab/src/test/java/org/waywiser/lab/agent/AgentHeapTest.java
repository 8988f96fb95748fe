package org.waywiser.lab.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.waywiser.cli.Waywiser;
import org.waywiser.keys.agent.Access;
import org.waywiser.keys.agent.AgentServer;
import org.waywiser.lab.ForkedJava;
import org.waywiser.protocol.ike.ChildPolicy;
import org.waywiser.protocol.ike.IkePolicy;
import org.waywiser.protocol.ike.IkeSaInfo;
import org.waywiser.security.Secret;
import org.waywiser.security.ike.ChildProposals;
import org.waywiser.security.ike.IkeProposals;
import org.waywiser.security.ike.auth.Identities;
import org.waywiser.security.ike.auth.PeerPolicy;
import org.waywiser.security.ike.auth.PreSharedKeys;
import org.waywiser.security.ike.auth.SharedKeyAuthenticator;
import org.waywiser.testkit.Rfc;

/** Root keys stay with the agent: what a memory dump of each process holds, garbage included. */
@Tag("interop")
@Timeout(240)
@Rfc(value = 7717, section = "5.1")
class AgentHeapTest {
    private static final byte[] PRE_SHARED_KEY = "a pre-shared key of this test".getBytes(StandardCharsets.US_ASCII);
    private static final List<String> AS_NOBODY = as("nobody");

    @TempDir
    private Path directory;

    private Path dumps = Path.of("");

    @BeforeEach
    void letNobodyReachTheDirectory() throws IOException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        dumps = Files.createDirectory(directory.resolve("dumps"));
        Files.setPosixFilePermissions(dumps, PosixFilePermissions.fromString("rwxrwxrwx"));
    }

    @ParameterizedTest
    @CsvSource({
        "rfc7717, --mode=A",
        "draft, --root=ike-sa",
        "draft, --root=ipsec-sa",
        "draft-alt1, --root=ike-sa",
        "draft-alt1, --root=ipsec-sa"
    })
    void rootsAreInTheHeapOfTheAgentAndNotInThoseOfOrdinaryUsersWhoMeasure(String profile, String more)
            throws Exception {
        String classPath = readableByAll();
        Path keys = directory.resolve("psk");
        Files.createFile(keys, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(keys, "server.example : " + new String(PRE_SHARED_KEY, StandardCharsets.US_ASCII) + "\n");
        Path socketOfPeer = directory.resolve("peer.sock");
        Path socket = directory.resolve("agent.sock");
        try (var peer = new KnownPeer(answering())) {
            var sas = new KnownSa(peer);
            try (var _ = AgentServer.start(
                            socketOfPeer, Optional.empty(), Access.byFile().allowUser("nobody"), sas);
                    ForkedJava agent = ForkedJava.start(
                            Waywiser.class,
                            "agent",
                            "--socket=" + socket,
                            "--allow-uid=nobody=server.example",
                            "--listen=127.0.0.1",
                            "--ike-port=0",
                            "--ike-peer-port=" + peer.port(),
                            "--ike-id=client.example",
                            "--ike-peer-id=server.example",
                            "--ike-child=aes256-sha256",
                            "--ike-psk-file=" + keys);
                    ForkedJava server = ForkedJava.start(
                            AS_NOBODY,
                            classPath,
                            Waywiser.class,
                            "serve",
                            "--listen=127.0.0.1",
                            "--twamp-port=0",
                            "--profile=" + profile,
                            more,
                            "--agent-socket=" + socketOfPeer)) {
                agent.await("(IKEv2 on UDP)");
                String port = server.await("TWAMP-Control on 127.0.0.1:(\\d+)");
                try (ForkedJava client = ForkedJava.start(
                        AS_NOBODY,
                        classPath,
                        Waywiser.class,
                        "twping",
                        "127.0.0.1:" + port,
                        "--security=ike",
                        "--profile=" + profile,
                        more,
                        "--agent-socket=" + socket,
                        "--interval=100msf",
                        "--duration=110",
                        "--json")) {
                    IkeSaInfo sa = peer.established().get(60, TimeUnit.SECONDS);
                    assertThat(sas.asked().get(60, TimeUnit.SECONDS)).isEqualTo(sa.spiI());
                    byte[] skD = sa.skD().toByteArray();
                    byte[] skeyseed = peer.skeyseed(sa.prf());
                    byte[] keymat = peer.child()
                            .get(60, TimeUnit.SECONDS)
                            .keymat()
                            .octets()
                            .toByteArray();
                    // of what ends up in other objects, a part gives it away as well
                    byte[] espKey = Arrays.copyOf(keymat, 32);
                    assertThat(firstKey(peer, sa, skeyseed))
                            .as("SKEYSEED is right")
                            .isEqualTo(skD);

                    for (ForkedJava measuring : List.of(server, client)) {
                        assertThat(ordinary(measuring)).isTrue();
                        HeapDump heap = HeapDump.of(measuring.pid(), dumps);
                        assertThat(heap.holds("client.example".getBytes(StandardCharsets.US_ASCII)))
                                .as("the heap of a process that knows the SA")
                                .isTrue();
                        assertThat(heap.holds(skD)).as("SK_d").isFalse();
                        assertThat(heap.holds(skeyseed)).as("SKEYSEED").isFalse();
                        assertThat(heap.holds(espKey)).as("KEYMAT").isFalse();
                        assertThat(heap.holds(PRE_SHARED_KEY))
                                .as("the pre-shared key")
                                .isFalse();
                    }
                    HeapDump known = HeapDump.of(agent.pid(), dumps);
                    assertThat(known.holds(skD)).as("SK_d").isTrue();
                    assertThat(known.holds(espKey)).as("KEYMAT").isTrue();

                    try (ForkedJava stranger = ikeList(as("daemon"), classPath, socket);
                            ForkedJava user = ikeList(AS_NOBODY, classPath, socket)) {
                        stranger.await("user (daemon) may not ask the agent");
                        assertThat(user.output()).contains("server.example", "%016x".formatted(sa.spiI()));
                    }
                    client.interrupt();
                    assertThat(client.output())
                            .contains("\"key_source\":\"agent\"", "\"remote_id\":\"server.example\"")
                            .doesNotContain("\"received\":0");
                }
            }
        }
    }

    private static ForkedJava ikeList(List<String> prefix, String classPath, Path socket) throws IOException {
        return ForkedJava.start(prefix, classPath, Waywiser.class, "ike", "list", "--agent-socket=" + socket);
    }

    private static List<String> as(String user) {
        return List.of("setpriv", "--reuid=" + user, "--regid=nogroup", "--clear-groups", "--no-new-privs");
    }

    /** The first octets of prf+ over SKEYSEED. RFC 7296 §2.14. */
    private static byte[] firstKey(KnownPeer peer, IkeSaInfo sa, byte[] skeyseed) {
        byte[] spis =
                ByteBuffer.allocate(16).putLong(sa.spiI()).putLong(sa.spiR()).array();
        return sa.prf()
                .plus(Secret.of(skeyseed), sa.prf().length(), peer.nonces(), spis)
                .toByteArray();
    }

    /** Neither root nor anything that root can do. */
    private static boolean ordinary(ForkedJava process) throws IOException {
        String status = Files.readString(Path.of("/proc", Long.toString(process.pid()), "status"));
        return status.contains("CapEff:\t0000000000000000") && !status.contains("Uid:\t0");
    }

    private static IkePolicy answering() {
        var keys = PreSharedKeys.forAnyPeer(Secret.of(PRE_SHARED_KEY));
        return new IkePolicy(
                        SharedKeyAuthenticator.towardsAnyone(Identities.parse("server.example"), keys),
                        PeerPolicy.sharedKeys(keys),
                        IkeProposals.DEFAULT,
                        Optional.empty())
                .withChild(new ChildPolicy(ChildProposals.parse("aes256-sha256")));
    }

    /** The class path of this test, copied to where nobody can read it: the original may lie in the home of root. */
    private String readableByAll() throws IOException {
        var copies = new ArrayList<String>();
        for (String entry : System.getProperty("java.class.path").split(":", -1)) {
            Path from = Path.of(entry);
            if (!Files.exists(from)) continue;
            Path to = directory.resolve("class-path-" + copies.size() + "-" + from.getFileName());
            if (Files.isDirectory(from)) copyTree(from, to);
            else Files.copy(from, to);
            copies.add(to.toString());
        }
        return String.join(":", copies);
    }

    private static void copyTree(Path from, Path to) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
                Files.createDirectories(to.resolve(from.relativize(folder)));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.copy(file, to.resolve(from.relativize(file)));
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
