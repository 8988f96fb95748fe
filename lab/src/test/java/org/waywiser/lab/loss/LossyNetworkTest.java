package org.waywiser.lab.loss;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.waywiser.cli.Waywiser;
import org.waywiser.lab.ForkedJava;
import org.waywiser.lab.loss.LossyWire.Seen;
import org.waywiser.lab.peers.Namespace;
import org.waywiser.testkit.ReflectedTruth;
import org.waywiser.testkit.Rfc;
import org.waywiser.testkit.StreamTruth;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A minute of TWAMP and of OWAMP both ways between two hosts, over a wire that loses, duplicates and reorders: what is reported
 * equals what the wire did, to the packet.
 */
@Tag("interop")
@Rfc(value = 6673, section = "4.3")
@Rfc(value = 7680, section = "2.4")
@Rfc(value = 5560, section = "3.4")
@Rfc(value = 4737, section = "3.3")
class LossyNetworkTest {
    private static final long SEED = 2026;
    private static final String HERE = "10.214.1.1";
    private static final String THERE = "10.214.1.2";
    private static final int REFLECTOR = 8620;

    /** Where a reply in open mode has the number of its packet. RFC 5357 §4.2.1. */
    private static final int SENDER_SEQUENCE_NUMBER = 24;

    private static final String[] MEASURING = {"-c", "6000", "-i", "0.01", "-L", "4", "--json"};

    @Test
    void reportsExactlyWhatTheWireDid() throws Exception {
        List<JsonNode> twoWay;
        List<JsonNode> oneWay;
        LossyWire wire;
        try (var here = Namespace.create("here");
                var there = Namespace.create("there");
                var lossy = LossyWire.join(here, HERE + "/24", there, THERE + "/24", SEED)) {
            wire = lossy;
            try (var server = start(
                            there,
                            "serve",
                            List.of("--listen", THERE, "--twamp-port", "" + REFLECTOR, "--owamp-port", "8610"));
                    var owping = client(here, server, "OWAMP-Control", "owping", THERE + ":8610");
                    var twping = client(here, server, "", "twping", THERE + ":" + REFLECTOR)) {
                twoWay = documents(twping.output());
                oneWay = documents(owping.output());
            }
        }
        assertThat(twoWay).hasSize(1);
        assertThat(oneWay).hasSize(2);
        twoWay(twoWay.getFirst(), wire);
        for (var document : oneWay) {
            boolean to = document.at("/direction").asString().equals("to");
            oneWay(document, to ? wire.deliveredThere() : wire.deliveredHere());
        }
    }

    private static ForkedJava client(Namespace host, ForkedJava server, String ready, String command, String target)
            throws Exception {
        if (!ready.isEmpty()) server.await("(" + ready + ")");
        var arguments = new ArrayList<>(List.of(target));
        arguments.addAll(List.of(MEASURING));
        return start(host, command, arguments);
    }

    private static ForkedJava start(Namespace host, String command, List<String> arguments) throws Exception {
        var all = new ArrayList<>(List.of(command));
        all.addAll(arguments);
        return ForkedJava.start(
                host.inside(), System.getProperty("java.class.path"), Waywiser.class, all.toArray(String[]::new));
    }

    private static List<JsonNode> documents(String output) {
        var mapper = new JsonMapper();
        return output.lines()
                .filter(line -> line.startsWith("{"))
                .map(mapper::readTree)
                .toList();
    }

    private static void oneWay(JsonNode document, List<Seen> delivered) {
        var numbers = delivered.stream()
                .filter(seen -> seen.fromPort() != REFLECTOR && seen.toPort() != REFLECTOR)
                .map(seen -> seen.number(0))
                .toList();
        var truth = new StreamTruth(6000, numbers);
        assertThat(document.at("/packets/sent").asLong()).isEqualTo(6000);
        packets(document.at("/packets"), truth);
        losses(document.at("/losses"), truth);
        reordering(document.at("/reordering"), truth);
    }

    private static void twoWay(JsonNode document, LossyWire wire) {
        var packetOfReply = wire.deliveredThere().stream()
                .filter(seen -> seen.toPort() == REFLECTOR)
                .map(seen -> seen.number(0))
                .toList();
        var cameBack = wire.deliveredHere().stream()
                .filter(seen -> seen.fromPort() == REFLECTOR)
                .toList();
        // The reflector has answered everything, in the order in which it came.
        assertThat(cameBack)
                .allMatch(seen -> seen.number(SENDER_SEQUENCE_NUMBER) == packetOfReply.get((int) seen.number(0)));
        var truth = new ReflectedTruth(
                6000,
                packetOfReply,
                cameBack.stream().map(seen -> seen.number(0)).toList());

        assertThat(document.at("/packets/sent").asLong()).isEqualTo(6000);
        packets(document.at("/packets"), truth.round());
        losses(document.at("/losses"), truth.round());
        reordering(document.at("/reordering"), truth.round());

        var back = document.at("/directions/reverse");
        assertThat(back.at("/packets/sent").asLong())
                .isEqualTo(truth.back().received() + truth.back().lost());
        packets(back.at("/packets"), truth.back());
        losses(back.at("/losses"), truth.back());
        reordering(back.at("/reordering"), truth.back());

        var forward = document.at("/directions/forward");
        long lost = forward.at("/packets/lost").asLong();
        assertThat(lost + truth.lostRepliesToFurtherCopies())
                .isEqualTo(truth.lostThere())
                .isPositive();
        assertThat(6000 - forward.at("/packets/received").asLong() - lost).isEqualTo(truth.unknown());
        assertThat(forward.at("/packets/duplicates").asLong())
                .isEqualTo(truth.there().duplicates());
        assertThat(forward.at("/packets/reordered").asLong())
                .isEqualTo(truth.there().reordered());
        reordering(forward.at("/reordering"), truth.there());
    }

    private static void packets(JsonNode reported, StreamTruth truth) {
        assertThat(List.of(
                        reported.at("/received").asLong(),
                        reported.at("/lost").asLong(),
                        reported.at("/duplicates").asLong(),
                        reported.at("/reordered").asLong()))
                .isEqualTo(List.of(truth.received(), truth.lost(), truth.duplicates(), truth.reordered()))
                .allMatch(count -> count > 100);
    }

    private static void losses(JsonNode reported, StreamTruth truth) {
        assertThat(reported.at("/runs").asLong()).isEqualTo(truth.lossRuns());
        assertThat(reported.at("/longest_run").asLong())
                .isEqualTo(truth.longestLossRun())
                .isGreaterThan(1);
    }

    private static void reordering(JsonNode reported, StreamTruth truth) {
        assertThat(reported.at("/largest_extent").asLong()).isEqualTo(truth.largestReorderingExtent());
        int n = 1;
        for (var degree : reported.at("/n_reordered")) {
            assertThat(degree.asLong()).as("%d-reordered", n).isEqualTo(truth.reordered(n++));
        }
        assertThat(truth.reordered(n)).isZero();
    }
}
