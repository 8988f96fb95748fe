package org.waywiser.keys.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.waywiser.keys.IkeSecret;
import org.waywiser.keys.KeySource;
import org.waywiser.keys.Rekeying;
import org.waywiser.keys.SaStatus;
import org.waywiser.testkit.Rfc;
import org.waywiser.wire.control.SaName;

@Timeout(60)
@Rfc(value = 7717, section = "5.1")
class AgentTest {
    private static final InetAddress PEER = InetAddress.ofLiteral("192.0.2.1");

    private final FakeKeeper keeper = new FakeKeeper();

    @TempDir
    private Path directory;

    private Path socket;
    private AgentServer server;
    private AgentClient client;

    @BeforeEach
    void start() throws IOException {
        socket = directory.resolve("agent.sock");
        server = AgentServer.start(socket, Optional.empty(), Access.byFile(), keeper);
        client = new AgentClient(socket);
    }

    @AfterEach
    void end() throws IOException {
        client.close();
        server.close();
    }

    @Test
    void givesTheSharedSecretOfAnSaByItsSpisAndByItsPeer() throws Exception {
        SaStatus old = FakeKeeper.sa(1, "server.example");
        SaStatus newest = FakeKeeper.sa(2, "server.example");
        keeper.add(old);
        keeper.add(newest);

        assertThat(client.bySpis(1, ~1)).hasValue(old.with(FakeKeeper.secret(old)));
        assertThat(client.byPeer(PEER)).hasValue(newest.with(FakeKeeper.secret(newest)));
    }

    @Test
    void knowsNothingOfOtherSas() throws Exception {
        keeper.add(FakeKeeper.sa(1, "server.example"));

        assertThat(client.bySpis(1, 1)).isEmpty();
        assertThat(client.byPeer(InetAddress.ofLiteral("2001:db8::1"))).isEmpty();
    }

    @Test
    void findsByAddressOnlyThePeerThatProvedTheIdentityAskedFor() throws Exception {
        keeper.add(FakeKeeper.sa(1, "server.example"));
        keeper.add(FakeKeeper.sa(2, "other.example"));

        assertThat(client.byPeer(PEER, Optional.of("server.example"))
                        .orElseThrow()
                        .spiI())
                .isEqualTo(1);
        assertThat(client.byPeer(PEER, Optional.of("third.example"))).isEmpty();
    }

    @Test
    void listsWhatItHoldsWithoutKeys() throws Exception {
        SaStatus sa = FakeKeeper.sa(0x8000_0000_0000_0001L, "server.example");
        keeper.add(sa);

        assertThat(client.all()).containsExactly(sa);
    }

    @Test
    void listsPairsOfSasWhoseIkeSaIsOutOfReachAndSaysWhyTheyHaveNoSuchKeys() throws Exception {
        SaStatus pair = FakeKeeper.pairOf(0xfff0_0001);
        keeper.add(FakeKeeper.sa(1, "server.example"));
        keeper.pair(pair);

        assertThat(client.all()).contains(pair);
        assertThat(pair.spiIText()).isEqualTo("fff00001");
        assertThatExceptionOfType(AgentFailure.class)
                .isThrownBy(() -> client.byPeer(pair.peer().getAddress()))
                .withMessage("it has no IKE SAs")
                .returns(AgentError.UNSUPPORTED, AgentFailure::error);
        assertThatExceptionOfType(AgentFailure.class)
                .isThrownBy(() -> client.stampKeys(1, ~1, 7))
                .withMessage("this key source has no keys for STAMP")
                .returns(AgentError.UNSUPPORTED, AgentFailure::error);
    }

    @Test
    void setsUpAndDeletesSas() throws Exception {
        SaStatus sa = client.establish("server.example", PEER);
        assertThat(client.all()).containsExactly(sa);

        assertThat(client.delete(sa.spiI(), sa.spiR())).isEqualTo(sa);
        assertThat(client.all()).isEmpty();
        assertThatExceptionOfType(AgentFailure.class)
                .isThrownBy(() -> client.delete(sa.spiI(), sa.spiR()))
                .returns(AgentError.NOT_FOUND, AgentFailure::error);
    }

    @Test
    void passesOnWhyAnSaCouldNotBeSetUp() {
        assertThatExceptionOfType(AgentFailure.class)
                .isThrownBy(() -> client.establish("liar.example", PEER))
                .withMessage("it did not prove its name")
                .returns(AgentError.AUTHENTICATION, AgentFailure::error);
    }

    @Test
    void tellsSubscribersOfSasThatComeAndGo() throws Exception {
        var heard = new LinkedBlockingQueue<String>();
        var gone = new CompletableFuture<Long>();
        var listener = new KeySource.Listener() {
            @Override
            public void established(IkeSecret sa) {
                SaStatus told = FakeKeeper.sa(sa.spiI(), sa.remoteId());
                heard.add(sa.equals(told.with(FakeKeeper.secret(told))) ? "with its secret" : "something else");
            }

            @Override
            public void deleted(IkeSecret sa) {
                gone.complete(sa.spiI());
            }
        };
        try (var _ = client.listen(listener)) {
            SaStatus sa = FakeKeeper.sa(3, "server.example");
            keeper.add(sa);
            assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("with its secret");
            keeper.delete(sa.spiI(), sa.spiR());
            assertThat(gone.get(10, TimeUnit.SECONDS)).isEqualTo(3);
        }
        Eventually.holds(() -> keeper.listeners() == 0 && server.connections() == 0, "the subscriber is gone");
    }

    @Test
    void tellsSubscribersOfRekeyings() throws Exception {
        var heard = new LinkedBlockingQueue<Rekeying>();
        var listener = new KeySource.Listener() {
            @Override
            public void rekeyed(Rekeying rekeying) {
                heard.add(rekeying);
            }

            @Override
            public void established(IkeSecret sa) {}

            @Override
            public void deleted(IkeSecret sa) {}
        };
        var ike = new Rekeying(SaName.IKE, 1, -2, 3, -4, PEER, "server.example");
        var child = new Rekeying(SaName.ESP, 0xfffffff0L, 2, 3, 4, PEER, "server.example");
        try (var _ = client.listen(listener)) {
            keeper.rekey(ike);
            keeper.rekey(child);
            assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo(ike);
            assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo(child);
        }
    }

    @Test
    void derivesNothingForPurposesThatItDoesNotKnowOrThatAreOfOtherSas() throws Exception {
        keeper.add(FakeKeeper.sa(1, "server.example"));
        try (var raw = new RawAgentClient(socket)) {
            raw.greet();
            for (String purpose : new String[] {"draft", "alt1-enc", "session-id", "sk_d", "keymat", "skeyseed"}) {
                raw.say(
                        "{\"request\":\"derive\",\"spi_i\":\"0000000000000001\",\"spi_r\":\"fffffffffffffffe\",\"purpose\":\""
                                + purpose + "\"}");
                assertThat(raw.hear()).contains("\"error\":\"unsupported\"");
            }
        }
    }

    @Test
    void saysThatThereIsNoAgentAndHowToStartOne() throws Exception {
        server.close();

        assertThat(socket).doesNotExist();
        assertThatExceptionOfType(AgentFailure.class)
                .isThrownBy(() -> client.byPeer(PEER))
                .withMessageContainingAll("no agent", socket.toString(), "waywiser agent", "--agent-socket")
                .returns(AgentError.NO_AGENT, AgentFailure::error);
    }

    @Test
    void anAgentThatWasStartedAnewIsFoundAgain() throws Exception {
        server.close();
        server = AgentServer.start(socket, Optional.empty(), Access.byFile(), keeper);

        assertThat(client.all()).isEmpty();
    }

    @Test
    void replacesTheSocketOfADeadAgentOnly() throws Exception {
        Path stale = directory.resolve("stale.sock");
        try (var dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            dead.bind(UnixDomainSocketAddress.of(stale));
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> AgentServer.start(stale, Optional.empty(), Access.byFile(), keeper))
                    .withMessageContainingAll("another agent", stale.toString());
        }
        AgentServer.start(stale, Optional.empty(), Access.byFile(), keeper).close();
        assertThat(stale).doesNotExist();
    }

    @Test
    void neverTakesThePlaceOfALiveAgentNorOfAFileThatIsNoSocket() throws Exception {
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> AgentServer.start(socket, Optional.empty(), Access.byFile(), keeper))
                .withMessageContaining("another agent");
        assertThat(client.all()).isEmpty();

        Path file = Files.writeString(directory.resolve("notes"), "keep");
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> AgentServer.start(file, Optional.empty(), Access.byFile(), keeper))
                .withMessageContaining("no socket");
        assertThat(file).hasContent("keep");
    }

    @Test
    void opensItsSocketToOwnerAndGroupUnlessUsersAreNamed() throws Exception {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
                .isEqualTo("rw-rw----");

        Path open = directory.resolve("open.sock");
        try (var _ = AgentServer.start(open, Optional.empty(), Access.byFile().allowUser("65534"), keeper)) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(open)))
                    .isEqualTo("rw-rw-rw-");
        }
        try (var left = Files.list(directory)) {
            assertThat(left.map(p -> p.getFileName().toString()))
                    .as("nothing half made")
                    .containsExactlyInAnyOrder("agent.sock", "agent.sock.lock", "open.sock.lock");
        }
    }
}
