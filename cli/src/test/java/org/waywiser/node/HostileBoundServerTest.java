package org.waywiser.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.waywiser.keys.KeysUnavailable;
import org.waywiser.keys.SaBinding;
import org.waywiser.net.clock.WallClock;
import org.waywiser.node.MeasurementFailure.Kind;
import org.waywiser.protocol.control.Profile;
import org.waywiser.protocol.metrics.DropReason;
import org.waywiser.protocol.probe.ProbeMode;
import org.waywiser.protocol.probe.ReflectorConfig;
import org.waywiser.protocol.probe.ReflectorSession;
import org.waywiser.security.AesCipher;
import org.waywiser.security.Secret;
import org.waywiser.security.binding.Derivation;
import org.waywiser.security.binding.RootKind;
import org.waywiser.security.control.ControlKeys;
import org.waywiser.security.probe.ProbeCipher;
import org.waywiser.wire.Octets;
import org.waywiser.wire.control.Accept;
import org.waywiser.wire.control.Modes;

/** Servers, and others on the way, that break the rules of the drafts: the client gives nothing away. draft-ietf-ippm-ipsec-01 §4. */
@Tag("net")
@Timeout(60)
class HostileBoundServerTest {
    private static final int PACKETS = 20;
    private static final Octets SERVER_IV = Octets.hex("202122232425262728292a2b2c2d2e2f");
    private static final Octets OTHER_IV = Octets.hex("302122232425262728292a2b2c2d2e2f");

    private final SecureRandom random = new SecureRandom();
    private final NodeLog log = new NodeLog();

    @AfterEach
    void closeLog() {
        log.close();
    }

    /** With the root itself as key, as the draft has it, the answer would be a block of its key stream for whoever asks. */
    @ParameterizedTest
    @EnumSource(RootKind.class)
    void challengesWithZeroAndLearnsNothingOfTheRoot(RootKind root) throws Exception {
        var plan = new BindingPlan(Profile.DRAFT_ALT1, root, Derivation.SESSION_ID);
        var token = new CompletableFuture<Octets>();
        try (SaBinding binding = FakeSa.known().of(plan);
                var server = new FakeServer(client -> {
                    client.greet(
                            plan.profile(),
                            Plans.ALL.or(Modes.IPSEC),
                            binding.sa().name(),
                            Octets.zeros(16),
                            0);
                    token.complete(client.setUp(plan.profile()).token());
                })) {
            assertThat(failure(server.address(), plan, FakeSa.known()).kind()).isEqualTo(Kind.NO_CONNECTION);

            byte[] rootOctets = new byte[root == RootKind.IKE_SA ? 32 : 96];
            new Random(1).nextBytes(rootOctets);
            for (int length : new int[] {16, 24, 32}) {
                for (int at = 0; at + length <= rootOctets.length; at++) {
                    byte[] block = new byte[16];
                    AesCipher.ecb(true, Secret.of(Arrays.copyOfRange(rootOctets, at, at + length)))
                            .finish(block, 0, 16);
                    assertThat(token.join()).isNotEqualTo(Octets.of(block));
                }
            }
        }
    }

    static Stream<Arguments> repetitions() {
        return DraftBindingTest.plans().stream()
                .filter(plan -> plan.profile().isAlternative())
                .flatMap(plan -> Stream.of(Arguments.of(plan, true), Arguments.of(plan, false)));
    }

    /** Its own earlier vector, or the one that the client has just sent: recorded or bounced answers would fit. */
    @ParameterizedTest
    @MethodSource("repetitions")
    void repeatsAnInitializationVector(BindingPlan plan, boolean bounced) throws Exception {
        FakeSa sa = FakeSa.known();
        if (!bounced) {
            try (SaBinding binding = FakeSa.known().of(plan);
                    var first = new FakeServer(client -> {
                        client.bound(plan, binding, SERVER_IV);
                        client.accept(Accept.TEMPORARY_LIMIT, 0);
                    })) {
                assertThat(failure(first.address(), plan, sa)).hasMessageContaining("refused the test session");
            }
        }
        try (SaBinding binding = FakeSa.known().of(plan);
                var second = new FakeServer(client -> {
                    client.greet(
                            plan.profile(),
                            Plans.ALL.or(Modes.IPSEC),
                            binding.sa().name(),
                            FakeServer.CHALLENGE,
                            0);
                    var setUp = client.setUp(plan.profile());
                    client.start(
                            keys(binding, plan, setUp.token()),
                            setUp.clientIv(),
                            bounced ? setUp.clientIv() : SERVER_IV);
                })) {
            MeasurementFailure failure = failure(second.address(), plan, sa);

            assertThat(failure.kind()).isEqualTo(Kind.KEYS);
            assertThat(failure).hasMessageContaining("used before");
            assertThat(second.rest()).as("nothing is said under these vectors").isEmpty();
        }
    }

    private static ControlKeys keys(SaBinding binding, BindingPlan plan, Octets token) {
        try {
            return binding.keys(plan.profile(), FakeServer.SALT, 1024)
                    .accept(FakeServer.CHALLENGE, token)
                    .orElseThrow();
        } catch (KeysUnavailable e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @MethodSource("org.waywiser.node.DraftBindingTest#plans")
    void givesASidThatItGaveBefore(BindingPlan plan) throws Exception {
        FakeSa sa = FakeSa.known();
        boolean allowed = plan.profile() == Profile.DRAFT && plan.derivation() == Derivation.DIRECT;
        for (Octets iv : List.of(SERVER_IV, OTHER_IV)) {
            boolean again = iv.equals(OTHER_IV);
            try (SaBinding binding = FakeSa.known().of(plan);
                    var server = new FakeServer(client -> {
                        client.bound(plan, binding, iv);
                        client.accept(Accept.OK, 9);
                    })) {
                MeasurementFailure failure = failure(server.address(), plan, sa);
                if (again && !allowed) {
                    assertThat(failure).hasMessageContaining("SID").hasMessageContaining("used before");
                    assertThat(server.rest()).as("no Start-Sessions").isEmpty();
                } else {
                    assertThat(failure).hasMessageNotContaining("SID");
                }
            }
        }
    }

    /** Beside each proper reply the packet itself comes back, and an altered reply. */
    @ParameterizedTest
    @MethodSource("org.waywiser.node.DraftBindingTest#plans")
    void sendsPacketsBack(BindingPlan plan) throws Exception {
        try (var socket = new DatagramSocket(0, Plans.LOOPBACK);
                SaBinding binding = FakeSa.known().of(plan);
                var server = new FakeServer(client -> {
                    client.bound(plan, binding, SERVER_IV)
                            .accept(Accept.OK, socket.getLocalPort())
                            .acknowledge(Accept.OK);
                    bounce(socket, ProbeCipher.encrypted(client.boundTestKeys()));
                    client.command(16);
                })) {
            var summary = client(server.address(), plan, FakeSa.known())
                    .measure()
                    .getFirst()
                    .summary();

            assertThat(summary.packets().received()).as("%s", summary.drops()).isEqualTo(PACKETS);
            assertThat(summary.packets().lost()).isZero();
            assertThat(summary.drops()).containsEntry(DropReason.BAD_HMAC, 2L * PACKETS);
        }
    }

    private static void bounce(DatagramSocket socket, ProbeCipher cipher) throws IOException {
        var config = new ReflectorConfig(
                ProbeMode.ENCRYPTED, cipher, 0, 0, 0, Duration.ofMinutes(1).toNanos());
        var session = new ReflectorSession(config, WallClock.system());
        session.start(System.nanoTime());
        for (int i = 0; i < PACKETS; i++) {
            var packet = new DatagramPacket(new byte[2048], 2048);
            socket.receive(packet);
            byte[] asked = Arrays.copyOf(packet.getData(), packet.getLength());
            int length = session.reflect(
                    MemorySegment.ofArray(packet.getData()),
                    asked.length,
                    255,
                    -1,
                    WallClock.system().ntp(),
                    System.nanoTime());
            byte[] right = Arrays.copyOf(packet.getData(), length);
            byte[] altered = right.clone();
            altered[3] ^= 1;
            for (byte[] reply : new byte[][] {asked, altered, right}) {
                socket.send(new DatagramPacket(reply, reply.length, packet.getSocketAddress()));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 512, 1025, 65_536, 1L << 31, (1L << 32) - 1})
    void wantsAnUnacceptableCount(long count) throws Exception {
        BindingPlan plan = HostileBoundClientTest.plan(Profile.DRAFT);
        try (var server = new FakeServer(client ->
                client.greet(Profile.DRAFT, Plans.ALL.or(Modes.IPSEC), FakeSa.IKE, FakeServer.CHALLENGE, count))) {
            assertThat(failure(server.address(), plan, FakeSa.known())).hasMessageContaining("Count");
            assertThat(server.rest()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Profile.class,
            names = {"DRAFT", "DRAFT_ALT1", "DRAFT_ALT2"})
    void saysMoreThanItsGreeting(Profile profile) throws Exception {
        BindingPlan plan = HostileBoundClientTest.plan(profile);
        try (SaBinding binding = FakeSa.known().of(plan);
                var server = new FakeServer(client -> {
                    byte[] greeting = FakeServer.Peer.greeting(
                            profile,
                            Plans.ALL.or(Modes.IPSEC),
                            binding.sa().name(),
                            FakeServer.CHALLENGE,
                            FakeServer.SALT,
                            1024);
                    client.send(Arrays.copyOf(greeting, greeting.length + 1));
                })) {
            assertThat(failure(server.address(), plan, FakeSa.known())).hasMessageContaining("another profile");
            assertThat(server.rest()).isEmpty();
        }
    }

    @Test
    void saysLessThanItsGreetingForFiveSeconds() throws Exception {
        var waiting = Stream.of(Profile.DRAFT, Profile.DRAFT_ALT1, Profile.DRAFT_ALT2)
                .map(profile ->
                        CompletableFuture.supplyAsync(() -> afterHalfAGreeting(profile), Thread::startVirtualThread))
                .toList();
        for (var failure : waiting) assertThat(failure.join()).hasMessageContaining("another profile");
    }

    private MeasurementFailure afterHalfAGreeting(Profile profile) {
        try (var server = new FakeServer(client -> {
            client.send(new byte[27]);
            assertThat(client.read(1)).isEmpty();
        })) {
            return failure(server.address(), HostileBoundClientTest.plan(profile), FakeSa.known());
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** Both speak, each another profile: refused, and where the lengths tell, said so. */
    @Test
    void speaksAnotherProfile() {
        var all = Stream.of(Profile.DRAFT, Profile.DRAFT_ALT1, Profile.DRAFT_ALT2)
                .flatMap(client -> Stream.of(Profile.values())
                        .filter(server -> server != client)
                        .map(server -> CompletableFuture.runAsync(
                                () -> doNotUnderstand(client, server), Thread::startVirtualThread)))
                .toList();
        assertThat(all).hasSize(9);
        all.forEach(CompletableFuture::join);
    }

    private void doNotUnderstand(Profile spoken, Profile served) {
        BindingPlan plan = HostileBoundClientTest.plan(spoken);
        BindingPlan other = served == Profile.RFC7717 ? BindingPlan.rfc7717() : HostileBoundClientTest.plan(served);
        try (var server = TwampServer.start(
                Plans.server(null, FakeSa.known()).with(SharedKeysTest.rules(other, Plans.PROTECTED)), random)) {
            assertThat(failure(server.controlAddress(), plan, FakeSa.known()))
                    .hasMessageMatching(".*(another profile|names no SA).*");
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Profile.class,
            names = {"DRAFT", "DRAFT_ALT1", "DRAFT_ALT2"})
    void losesTheBitOfTheDraftsOnItsWay(Profile profile) throws Exception {
        BindingPlan plan = HostileBoundClientTest.plan(profile);
        try (var server = TwampServer.start(
                        Plans.server(Passphrases.file(), FakeSa.known())
                                .with(SharedKeysTest.rules(plan, Plans.PROTECTED)),
                        random);
                var greetingStripped =
                        new Interceptor(server.controlAddress(), Interceptor.without(12, 8), octets -> octets);
                var answerStripped =
                        new Interceptor(server.controlAddress(), octets -> octets, Interceptor.without(0, 8));
                var untouched = new Interceptor(server.controlAddress(), octets -> octets, octets -> octets)) {
            assertThat(failure(greetingStripped.address(), plan, FakeSa.known()))
                    .hasMessageContaining("names no SA");
            assertThat(failure(answerStripped.address(), plan, FakeSa.known()).kind())
                    .isIn(Kind.REFUSED, Kind.KEYS);
            MeasurementTest.complete(
                    client(untouched.address(), plan, FakeSa.known()).measure().getFirst());
        }
    }

    @Test
    void losesTheIkev2DerivedBitOnItsWay() throws Exception {
        var source = new FakeKeySource().knowing(FakeKeySource.sa(7));
        var keys = Plans.withIke(SecurityPolicy.REQUIRE, _ -> FakeKeySource.sa(7), Modes.ENCRYPTED);
        try (var server = TwampServer.start(Plans.server(Passphrases.file(), source), random);
                var greetingStripped =
                        new Interceptor(server.controlAddress(), Interceptor.without(12, 128), octets -> octets);
                var answerStripped =
                        new Interceptor(server.controlAddress(), octets -> octets, Interceptor.without(0, 128));
                var untouched = new Interceptor(server.controlAddress(), octets -> octets, octets -> octets)) {
            assertThat(failure(greetingStripped.address(), keys)).hasMessageContaining("no IKEv2-derived mode");
            assertThat(failure(answerStripped.address(), keys).kind()).isEqualTo(Kind.KEYS);
            MeasurementTest.complete(new TwampClient(Plans.measurement(untouched.address()), keys, random)
                    .measure()
                    .getFirst());
        }
    }

    private TwampClient client(InetSocketAddress server, BindingPlan plan, FakeSa sa) {
        Credentials credentials =
                Credentials.bound(plan, sa, Plans.PROTECTED, List.of(Modes.ENCRYPTED), Credentials.DEFAULT_MAX_COUNT);
        return new TwampClient(Plans.measurement(server, w -> w.count = PACKETS), credentials, random);
    }

    private MeasurementFailure failure(InetSocketAddress server, BindingPlan plan, FakeSa sa) {
        var client = client(server, plan, sa);
        return Objects.requireNonNull(catchThrowableOfType(MeasurementFailure.class, client::measure));
    }

    private MeasurementFailure failure(InetSocketAddress server, Credentials keys) {
        var client = new TwampClient(Plans.measurement(server), keys, random);
        return Objects.requireNonNull(catchThrowableOfType(MeasurementFailure.class, client::measure));
    }
}
