package org.waywiser.lab.strongswan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.waywiser.keys.IkeSecret;
import org.waywiser.keys.strongswan.DisclosedHa;
import org.waywiser.keys.strongswan.HaPeer;
import org.waywiser.lab.ForkedJava;
import org.waywiser.lab.capture.Dissection;
import org.waywiser.lab.capture.Wiretap;
import org.waywiser.lab.peers.Laboratory;
import org.waywiser.lab.peers.Laboratory.Way;
import org.waywiser.lab.peers.Tool;
import org.waywiser.security.binding.RootKind;
import org.waywiser.testkit.Rfc;

/** Two hosts with a strongSwan each, whose ESP all traffic between them goes through, and a Waywiser on each. */
@Tag("interop")
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Rfc(value = 7717, section = "5.1")
@Rfc(value = 7296, section = "2.14")
@Rfc(value = 7296, section = "2.17")
class StrongSwanKeysTest {
    private static final InetAddress THERE = InetAddress.ofLiteral(Way.WIRE.there());
    private static final String PORT = "8620";

    private final Laboratory laboratory = Laboratory.create();
    private final Gateway here;
    private final Gateway there;
    private final Path directory;

    StrongSwanKeysTest(@TempDir Path directory) throws Exception {
        this.directory = directory;
        here = Gateway.here(laboratory.here(), directory);
        there = Gateway.there(laboratory.there(), directory);
    }

    @AfterEach
    void endSas() {
        var _ = catchThrowable(here::abandon); // there may be none
        var _ = catchThrowable(there::abandon); // there may be none
    }

    @AfterAll
    void tidyUp() {
        here.close();
        there.close();
        laboratory.close();
    }

    @Test
    @Rfc(value = 7296, section = "2.18")
    void secretsEqualThoseInStrongSwansOwnLogThroughRekeysFromEitherSide() throws Exception {
        try (HaPeer ours = here.listen();
                HaPeer theirs = there.listen()) {
            forgetLogs();
            here.initiate();
            compareIke(ours, theirs);
            compareChild(ours, theirs);
            for (Gateway initiator : List.of(here, there)) {
                forgetLogs();
                initiator.rekeyIke();
                compareIke(ours, theirs);
                forgetLogs();
                initiator.rekeyChild();
                compareChild(ours, theirs);
            }

            here.terminate();
            Gateway.until(() -> ours.statuses().isEmpty() && theirs.statuses().isEmpty(), "end of the SA");
        }
    }

    /** So that each secret stands there once. */
    private void forgetLogs() {
        here.charon().log().forget();
        there.charon().log().forget();
    }

    /** No key is ever printed, not even by a test that fails. */
    private void compareIke(HaPeer ours, HaPeer theirs) throws Exception {
        compareIke(here, ours);
        compareIke(there, theirs);
        assertThat(ours.byPeer(THERE)
                        .orElseThrow()
                        .secret()
                        .equals(theirs.byPeer(InetAddress.ofLiteral(Way.WIRE.here()))
                                .orElseThrow()
                                .secret()))
                .isTrue();
    }

    private static void compareIke(Gateway gateway, HaPeer peer) throws Exception {
        long ike = gateway.ikeSpi();
        Gateway.until(() -> peer.statuses().stream().anyMatch(sa -> sa.spiI() == ike), "IKE SA in what was told");
        assertThat(DisclosedHa.skeyseed(peer, ike).equals(gateway.logged("SKEYSEED")))
                .isTrue();
        assertThat(DisclosedHa.skD(peer, ike).equals(gateway.logged("Sk_d secret")))
                .isTrue();
    }

    private void compareChild(HaPeer ours, HaPeer theirs) throws Exception {
        compareChild(here, ours);
        compareChild(there, theirs);
    }

    private static void compareChild(Gateway gateway, HaPeer peer) throws Exception {
        int child = gateway.childSpi();
        Gateway.until(() -> DisclosedHa.keymat(peer, child).isPresent(), "child in what was told");
        assertThat(DisclosedHa.keymat(peer, child).orElseThrow().equals(gateway.loggedKeymat()))
                .isTrue();
    }

    @Test
    void anSaWithAWrongPreSharedKeyIsNeverThere() throws Exception {
        try (HaPeer ours = here.listen();
                HaPeer theirs = there.listen()) {
            long before = theirs.status().messages();
            assertThat(catchThrowable(() -> here.charon().swanctl("--initiate", "--ike", "wrong", "--timeout", "10")))
                    .isInstanceOf(AssertionError.class);
            // IKE_ADD, a Message ID, IKE_DELETE
            Gateway.until(() -> ours.status().messages() >= 3 && theirs.status().messages() >= before + 3, "message");

            assertThat(ours.statuses()).isEmpty();
            assertThat(theirs.statuses()).isEmpty();
            assertThat(ours.byPeer(THERE)).isEmpty();
        }
    }

    @Test
    void aDatagramFromAnotherSourceIsDroppedAndCounted() throws Exception {
        try (HaPeer ours = here.listen()) {
            here.host().call(() -> {
                try (var stranger = new DatagramSocket(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0))) {
                    byte[] octets = {3, 11, 34, 0, 1};
                    stranger.send(new DatagramPacket(octets, octets.length, InetAddress.ofLiteral("127.0.0.2"), 4510));
                }
                return true;
            });
            Gateway.until(() -> ours.status().strangers() == 1, "stranger");
            assertThat(ours.status().messages()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource
    void measuresInTheDraftsProfileFromEitherRootWithEspOnTheWire(RootKind root) throws Exception {
        Path capture = directory.resolve(root + ".pcap");
        try (Wiretap wiretap = Wiretap.on(laboratory.here(), capture, "host " + Way.WIRE.there());
                ForkedJava _ = serve("--profile", "draft", "--root", root.toString());
                ForkedJava client = ForkedJava.start(
                        here.host().inside(),
                        System.getProperty("java.class.path"),
                        BoundClient.class,
                        Way.WIRE.there(),
                        PORT,
                        root.name(),
                        "500")) {
            client.await("(waiting) for an SA");
            here.initiate();

            assertThat(client.await("(sent .*)"))
                    .startsWith("sent 500 received 500 lost 0 bound to " + (root == RootKind.IKE_SA ? "IKE" : "ESP"));
            var dissection = new Dissection(wiretap.end());
            String wire = "sll.ifindex == "
                    + Tool.run(here.host().inside("cat", "/sys/class/net/wire/ifindex"))
                            .strip();
            List<String> spis = dissection.values(wire + " && esp", "esp.spi");
            // a thousand and some, of which a capture on a busy machine may miss a few
            assertThat(spis).hasSizeGreaterThan(500);
            assertThat(spis.stream().distinct()).as("one SA each way").hasSize(2);
            assertThat(dissection.values(wire + " && !udpencap && !isakmp && ip", "frame.number"))
                    .as("packets outside of ESP")
                    .isEmpty();
        }
    }

    @Test
    void goesOnThroughTwentyRekeysOfTheIkeSaAndTwentyOfTheChild() throws Exception {
        try (ForkedJava _ = serve();
                ForkedJava agent = agent()) {
            here.initiate();
            awaitSa(agent);
            try (ForkedJava twping = twping("-c", "1000000", "-i", "5msf", "--json")) {
                here.awaitTraffic();
                for (int i = 0; i < 10; i++) {
                    here.rekeyIke();
                    there.rekeyChild();
                    there.rekeyIke();
                    here.rekeyChild();
                }
                twping.interrupt();
                assertThat(twping.output())
                        .contains("\"lost\":0", "\"duplicates\":0", "\"drops\":{}")
                        .containsPattern("\"received\":[1-9]\\d{2,}");
            }
            // what begins now has the newest SA
            assertThat(measure()).contains(IkeSecret.spi(here.ikeSpi()));
        }
    }

    @Test
    void thePathIsToldByWhatWasNegotiatedSinceNoKernelHoldsTheSas() throws Exception {
        try (ForkedJava agent = agent()) {
            here.initiate();
            agent.await("(has child)");
            String line = "path " + Way.WIRE.there() + " --agent-socket " + socket();
            try (ForkedJava path = here.waywiser(line);
                    ForkedJava unasked = here.waywiser("path " + Way.WIRE.there())) {
                assertThat(path.output())
                        .contains("protection encrypted and authenticated, says who negotiated it")
                        .contains("required   not known", "cbc(aes) 128, hmac(sha256), in UDP")
                        .contains("back  ESP tunnel %08x".formatted(here.childSpi()));
                assertThat(unasked.output()).contains("protection unknown");
            }
        }
    }

    @Test
    void measuresAfterARestartOfEitherStrongSwanAndOfEitherWaywiser() throws Exception {
        try (ForkedJava server = serve();
                ForkedJava agent = agent()) {
            here.initiate();
            awaitSa(agent);
            String before = measure();

            there.crash();
            server.await("(strongSwan has ended)");
            here.abandon();
            here.initiate();
            awaitSa(agent);
            String after = measure();
            assertThat(after).contains(IkeSecret.spi(here.ikeSpi())).isNotEqualTo(before);
        }
        // both Waywisers are gone, and the SA is there
        try (ForkedJava _ = serve("--ha-resync");
                ForkedJava _ = agent("--ha-resync")) {
            assertThat(measure()).contains(IkeSecret.spi(here.ikeSpi()));
        }
    }

    /** Measures with the agent's SA, and gives the report. */
    private String measure() throws Exception {
        try (ForkedJava twping = twping("-c", "500", "-i", "2msf", "--json")) {
            String report = twping.output();
            assertThat(report).contains("\"lost\":0", "\"received\":500", "\"profile\":\"rfc7717\"");
            return report.replaceAll("(?s).*\"spi_i\":\"([0-9a-f]{16})\".*", "$1");
        }
    }

    private static void awaitSa(ForkedJava waywiser) throws IOException {
        waywiser.await("(IKE SA [0-9a-f]{16} [0-9a-f]{16} with .*lab.example)");
    }

    private ForkedJava serve(String... more) throws IOException {
        return there.waywiserWithKeys(
                "serve --listen " + Way.WIRE.there() + " --twamp-port " + PORT + " " + String.join(" ", more));
    }

    private ForkedJava agent(String... more) throws IOException {
        return here.waywiserWithKeys("agent --socket " + socket() + " " + String.join(" ", more));
    }

    private ForkedJava twping(String... more) throws IOException {
        return here.waywiser("twping " + Way.WIRE.there() + ":" + PORT + " --security ike --agent-socket " + socket()
                + " " + String.join(" ", more));
    }

    private Path socket() {
        return directory.resolve("agent.sock");
    }
}
