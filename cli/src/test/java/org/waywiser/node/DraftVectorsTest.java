package org.waywiser.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.waywiser.net.clock.WallClock;
import org.waywiser.protocol.control.Profile;
import org.waywiser.protocol.control.ServerSettings;
import org.waywiser.protocol.probe.ProbeMode;
import org.waywiser.protocol.probe.ReflectorConfig;
import org.waywiser.protocol.probe.ReflectorSession;
import org.waywiser.security.Secret;
import org.waywiser.security.binding.Derivation;
import org.waywiser.security.control.ControlKeys;
import org.waywiser.security.probe.ProbeCipher;
import org.waywiser.security.probe.ProbeKeys;
import org.waywiser.testkit.Vectors;
import org.waywiser.wire.Octets;
import org.waywiser.wire.control.Accept;
import org.waywiser.wire.control.Modes;
import org.waywiser.wire.control.Sid;
import org.waywiser.wire.control.StartSessions;

/**
 * Each end against a peer that holds nothing but keys of the vectors, which a script computed from the same roots with ciphers of its own:
 * what connections and sessions really use is what the drafts say. draft-ietf-ippm-ipsec-01 §4.
 */
@Tag("net")
@Timeout(60)
class DraftVectorsTest {
    private static final Vectors VECTORS = Vectors.read("/drafts/derivations.txt");
    private static final Octets CHALLENGE = Octets.of(VECTORS.octets("challenge"));
    private static final Octets SALT = Octets.of(VECTORS.octets("salt"));
    private static final long COUNT = Long.parseLong(VECTORS.text("count"));
    private static final Sid SID = new Sid(Octets.of(VECTORS.octets("sid")));
    private static final Octets CLIENT_IV = Octets.hex("000102030405060708090a0b0c0d0e0f");
    private static final Octets SERVER_IV = Octets.hex("202122232425262728292a2b2c2d2e2f");
    private static final int PACKETS = 5;

    /** Keys and Token of one row. */
    private record Expected(ControlKeys control, Octets token, ProbeKeys test) {
        static Expected of(BindingPlan plan) {
            String root = "sha256." + plan.root() + ".";
            boolean ofSid = plan.derivation() == Derivation.SESSION_ID;
            return switch (plan.profile()) {
                case DRAFT ->
                    new Expected(
                            new ControlKeys(secret("token-aes"), secret("token-hmac")),
                            Octets.of(VECTORS.octets(root + "draft.token")),
                            test(ofSid ? root + "draft.session-id" : "draft.direct"));
                case DRAFT_ALT1 ->
                    new Expected(
                            new ControlKeys(secret(root + "alt1.aes"), secret(root + "alt1.hmac")),
                            Octets.of(VECTORS.octets(root + "alt1.token")),
                            test(ofSid ? root + "alt1.session-id" : root + "alt1"));
                case DRAFT_ALT2 ->
                    new Expected(
                            new ControlKeys(secret("sha256.alt2.aes"), secret("sha256.alt2.hmac")),
                            Octets.EMPTY,
                            test("sha256.alt2"));
                case RFC7717 -> throw new IllegalArgumentException();
            };
        }

        private static ProbeKeys test(String prefix) {
            return new ProbeKeys(secret(prefix + ".aes"), secret(prefix + ".hmac"));
        }

        private static Secret secret(String field) {
            return Secret.owning(VECTORS.octets(field));
        }

        ProbeCipher cipher(Modes mode) {
            return mode.equals(Modes.ENCRYPTED) ? ProbeCipher.encrypted(test) : ProbeCipher.authenticated(test);
        }
    }

    /** Gives what a script says, then what is really random. */
    private static final class Scripted implements RandomGenerator {
        private final Queue<Octets> script;
        private final SecureRandom rest = new SecureRandom();

        Scripted(Octets... script) {
            this.script = new ArrayDeque<>(List.of(script));
        }

        @Override
        public synchronized void nextBytes(byte[] octets) {
            Octets next = script.poll();
            if (next == null) {
                rest.nextBytes(octets);
                return;
            }
            assertThat(octets).as("what is drawn next").hasSize(next.length());
            System.arraycopy(next.toByteArray(), 0, octets, 0, octets.length);
        }

        @Override
        public long nextLong() {
            return rest.nextLong();
        }
    }

    @ParameterizedTest
    @MethodSource("org.waywiser.node.DraftBindingTest#rows")
    void theClientUsesTheKeysOfTheVectors(BindingPlan plan, Modes mode) throws Exception {
        Expected expected = Expected.of(plan);
        var token = new CompletableFuture<Octets>();
        try (var socket = new DatagramSocket(0, Plans.LOOPBACK);
                var server = new FakeServer(client -> {
                    client.greet(
                            plan.profile(),
                            Plans.ALL.or(Modes.IPSEC),
                            FakeSa.ofVectors().of(plan).sa().name(),
                            CHALLENGE,
                            SALT,
                            COUNT);
                    var setUp = client.setUp(plan.profile());
                    token.complete(setUp.token());
                    client.start(expected.control(), setUp.clientIv(), SERVER_IV)
                            .accept(Accept.OK, socket.getLocalPort(), SID)
                            .acknowledge(Accept.OK);
                    reflect(socket, ProbeMode.of(mode), expected.cipher(mode));
                    client.command(16);
                })) {
            var random = plan.profile() == Profile.DRAFT
                    ? new Scripted(
                            CLIENT_IV, Octets.of(VECTORS.octets("token-aes")), Octets.of(VECTORS.octets("token-hmac")))
                    : new Scripted(CLIENT_IV);
            Credentials credentials = Credentials.bound(
                    plan, FakeSa.ofVectors(), Plans.PROTECTED, List.of(mode), Credentials.DEFAULT_MAX_COUNT);
            var summary = new TwampClient(
                            Plans.measurement(server.address(), w -> w.count = PACKETS), credentials, random)
                    .measure()
                    .getFirst()
                    .summary();

            assertThat(token.join()).isEqualTo(expected.token());
            assertThat(summary.packets().lost()).isZero();
            assertThat(summary.drops()).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("org.waywiser.node.DraftBindingTest#rows")
    void theServerUsesTheKeysOfTheVectors(BindingPlan plan, Modes mode) throws Exception {
        Expected expected = Expected.of(plan);
        ServerPlan served = Plans.server(null, FakeSa.ofVectors()).with(SharedKeysTest.rules(plan, Plans.PROTECTED));
        ServerSettings usual = served.settings(0);
        var settings = new ServerSettings(
                usual.profile(),
                usual.offered(),
                usual.withoutSa(),
                COUNT,
                0,
                usual.setUpTimeout(),
                usual.serverWait(),
                usual.maxSessions());
        try (var server = TwampServer.start(
                        served, settings, new Scripted(CHALLENGE, SALT), System::nanoTime, () -> SID);
                var client = new RawClient(server);
                var sender = new RawSender()) {
            client.greeting(plan.profile());
            client.send(client.setUp(plan.profile(), mode, expected.token(), expected.control(), CLIENT_IV));
            assertThat(client.serverStart(true)).isEqualTo(Accept.OK);
            client.send(client.sealed(RawSender.request(sender.port())));
            assertThat(client.accepted().sid()).isEqualTo(SID);
            client.send(client.sealed(new StartSessions().toByteArray()));
            assertThat(client.reply(16)[0]).isZero();

            sender.exchange(server, ProbeMode.of(mode), expected.cipher(mode), 0);
            client.reset();
            Eventually.idle(server);
        }
    }

    private static void reflect(DatagramSocket socket, ProbeMode mode, ProbeCipher cipher) throws IOException {
        var config =
                new ReflectorConfig(mode, cipher, 0, 0, 0, Duration.ofMinutes(1).toNanos());
        var session = new ReflectorSession(config, WallClock.system());
        session.start(System.nanoTime());
        for (int i = 0; i < PACKETS; i++) {
            var packet = new DatagramPacket(new byte[2048], 2048);
            socket.receive(packet);
            int length = session.reflect(
                    MemorySegment.ofArray(packet.getData()),
                    packet.getLength(),
                    255,
                    -1,
                    WallClock.system().ntp(),
                    System.nanoTime());
            if (length < 0) throw new AssertionError("dropped: " + session.counts());
            socket.send(new DatagramPacket(Arrays.copyOf(packet.getData(), length), length, packet.getSocketAddress()));
        }
    }
}
