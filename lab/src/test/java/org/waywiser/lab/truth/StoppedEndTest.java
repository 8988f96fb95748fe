package org.waywiser.lab.truth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.waywiser.cli.Waywiser;
import org.waywiser.lab.ForkedJava;
import org.waywiser.testkit.Rfc;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * An end that is stopped for a tenth of a second again and again, on a path that takes next to no time. Nearly a third of all packets come
 * meanwhile; what nine of ten stay below has nothing of it.
 */
@Tag("interop")
@Timeout(120)
@Rfc(value = 2681, section = "2.4")
@Rfc(value = 7679, section = "3.4")
class StoppedEndTest {
    private static final AccuracyPage PAGE = new AccuracyPage("accuracy-stops");

    @AfterAll
    static void write() throws Exception {
        PAGE.write();
    }

    @Test
    void theTimeOfAStoppedReflectorIsTurnaround() throws Exception {
        JsonNode report = measured((server, _) -> server, "twping", "127.0.0.1:10862");

        assertThat(report.at("/turnaround/p90_ns").asLong()).isGreaterThan(Stops.NANOS / 2);
        PAGE.stopped("reflector of twping", "turnaround", report);
        for (String figure : List.of("rtt", "forward", "reverse"))
            assertNotMoved("reflector of twping", report, figure);
    }

    @Test
    void theTimeOfAStoppedReceiverIsNoDelay() throws Exception {
        JsonNode here = measured((_, client) -> client, "owping", "127.0.0.1:10861", "-f");
        JsonNode there = measured((server, _) -> server, "owping", "127.0.0.1:10861", "-t");

        assertNotMoved("receiver of owping -f", here, "delay");
        assertNotMoved("receiver of owping -t", there, "delay");
    }

    private static void assertNotMoved(String end, JsonNode report, String figure) {
        PAGE.stopped(end, figure, report);
        assertThat(report.at("/" + figure + "/p90_ns").asLong())
                .as(end + ", " + figure)
                .isLessThan(Stops.NANOS / 4);
    }

    /** @param end which of server and client to stop */
    private static JsonNode measured(BiFunction<ForkedJava, ForkedJava, ForkedJava> end, String... command)
            throws Exception {
        var arguments = new ArrayList<>(List.of(command));
        arguments.addAll(List.of("-c", "3000", "-i", "1msf", "-L", "4", "--json"));
        try (var server = start("serve", "--listen", "127.0.0.1", "--twamp-port", "10862", "--owamp-port", "10861")) {
            server.await("(modes offered)");
            try (var client = start(arguments.toArray(String[]::new));
                    var _ = Stops.of(end.apply(server, client).pid())) {
                return new JsonMapper()
                        .readTree(client.output()
                                .lines()
                                .filter(line -> line.startsWith("{"))
                                .findFirst()
                                .orElseThrow());
            }
        }
    }

    private static ForkedJava start(String... arguments) throws Exception {
        return ForkedJava.start(Waywiser.class, arguments);
    }
}
