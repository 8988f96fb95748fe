package org.waywiser.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.waywiser.node.ServerPlan;
import org.waywiser.node.TwampServer;
import org.waywiser.testkit.Rfc;
import org.waywiser.wire.control.Modes;
import tools.jackson.databind.json.JsonMapper;

/** What of RFC 6038, RFC 7750 and RFC 8186 the options of {@code twping} ask for. */
@Tag("net")
@Timeout(60)
class FeatureOptionsTest {
    private static final String QUICK = " -c 10 -i 1msf ";

    private static TwampServer server(Modes features) throws Exception {
        var any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        return TwampServer.start(
                ServerPlan.of(any, Modes.UNAUTHENTICATED.or(features), null, null), new SecureRandom());
    }

    private static String at(TwampServer server) {
        return "twping 127.0.0.1:" + server.controlAddress().getPort() + QUICK;
    }

    @ParameterizedTest
    @CsvSource({
        "--symmetrical-size, 0",
        "--reflect-octets 100, 127",
        "--reflect-octets 100 --symmetrical-size, 101",
        "--monitor-dscp, 30",
        "--ptp, 27",
        "--reflect-octets 100 --symmetrical-size --monitor-dscp --ptp, 102",
        "--reflect-octets 100 -s 500, 500"
    })
    @Rfc(value = 6038, section = "4.1")
    void askForFeaturesOfTestPackets(String options, int padding) throws Exception {
        try (var server = server(TwampServer.FEATURES)) {
            var run = Run.line(at(server) + "--json " + options).succeeds();
            var document = new JsonMapper().readTree(run.lines().getFirst());
            assertThat(document.at("/packets/received").asInt()).isEqualTo(10);
            assertThat(document.at("/schedule/padding_octets").asInt()).isEqualTo(padding);
            assertThat(document.at("/forward/negative").asInt()).isZero();
        }
    }

    @Test
    @Rfc(value = 7750, section = "2.2.1")
    void reportTheDscpThatWasSentAndTheOneThatArrived() throws Exception {
        try (var server = server(TwampServer.FEATURES)) {
            assertThat(Run.line(at(server) + "--monitor-dscp -D ef").succeeds().lines())
                    .contains("dscp       46 sent; there 46; back 46", "ecn        there Not-ECT; back Not-ECT");
            assertThat(Run.line(at(server) + "-D ef").succeeds().lines()).noneMatch(line -> line.startsWith("dscp"));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "--symmetrical-size, symmetrical-size",
        "--reflect-octets 1, reflect-octets",
        "--monitor-dscp, dscp-ecn-monitoring",
        "--ptp, ptp-timestamps"
    })
    void failWhereTheServerDoesNotOfferThem(String option, String feature) throws Exception {
        try (var server = server(Modes.NONE)) {
            Run.line(at(server) + option).fails(3, " does not offer " + feature);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "--reflect-octets -1, --reflect-octets must be 0 to 65535",
        "--reflect-octets 65536, --reflect-octets must be 0 to 65535",
        "--reflect-octets 10 -s 10, --reflect-octets needs more --padding",
        "--reflect-octets many, many"
    })
    void areCheckedBeforeAnythingIsAsked(String options, String words) {
        Run.line("twping 127.0.0.1 " + options).fails(2, words);
    }
}
