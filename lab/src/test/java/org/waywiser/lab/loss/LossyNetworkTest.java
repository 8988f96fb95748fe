package org.waywiser.lab.loss;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.waywiser.cli.Waywiser;
import org.waywiser.lab.ForkedJava;
import org.waywiser.lab.loss.LossyWire.Seen;
import org.waywiser.lab.peers.Namespace;
import org.waywiser.testkit.ReflectedTruth;
import org.waywiser.testkit.Rfc;
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
    private static final long PACKETS = 6000;

    /** Where a reply in open mode has the number of its packet. RFC 5357 §4.2.1. */
    private static final int SENDER_SEQUENCE_NUMBER = 24;

    private static final String[] MEASURING = {"-c", "" + PACKETS, "-i", "0.01", "-L", "4", "--json"};

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
        ReportedCounts.oneWay(
                document,
                PACKETS,
                delivered.stream()
                        .filter(seen -> seen.fromPort() != REFLECTOR && seen.toPort() != REFLECTOR)
                        .map(seen -> seen.number(0))
                        .toList());
        everythingHappened(document);
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
                PACKETS,
                packetOfReply,
                cameBack.stream().map(seen -> seen.number(0)).toList());
        ReportedCounts.twoWay(document, PACKETS, truth);
        everythingHappened(document);
        everythingHappened(document.at("/directions/reverse"));
        assertThat(truth.lostThere()).isPositive();
    }

    private static void everythingHappened(JsonNode way) {
        assertThat(Stream.of("received", "lost", "duplicates", "reordered")
                        .map(count -> way.at("/packets/" + count).asLong()))
                .allMatch(count -> count > 100);
        assertThat(way.at("/losses/longest_run").asLong()).isGreaterThan(1);
    }
}
