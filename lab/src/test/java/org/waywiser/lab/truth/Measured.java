package org.waywiser.lab.truth;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.stream.StreamSupport;
import org.waywiser.wire.NtpTimestamp;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a scenario left behind.
 *
 * @param reports as they were printed
 * @param a what passed the interface of a
 * @param router what passed the interface of the router to a
 * @param b what passed the interface of b
 * @param there netem's counters of the way there
 * @param back netem's counters of the way back
 */
record Measured(
        Scenario scenario,
        List<JsonNode> reports,
        Capture a,
        Capture router,
        Capture b,
        JsonNode there,
        JsonNode back) {
    private static final JsonMapper JSON = new JsonMapper();

    /** Of a one-way session: numbers in the order of arrival, copies too, and the delay of each first copy. */
    record OneWay(JsonNode report, List<Long> arrivals, Delays delays) {}

    static Measured of(Path directory, Scenario scenario) throws IOException {
        Path path = directory.resolve(scenario.name());
        return new Measured(
                scenario,
                Files.readAllLines(Path.of(path + ".json")).stream()
                        .map(JSON::readTree)
                        .toList(),
                Capture.of(Path.of(path + ".a")),
                Capture.of(Path.of(path + ".r")),
                Capture.of(Path.of(path + ".b")),
                counters(Path.of(path + ".there")),
                counters(Path.of(path + ".back")));
    }

    private static JsonNode counters(Path file) throws IOException {
        var queues = JSON.readTree(Files.readString(file));
        return StreamSupport.stream(queues.spliterator(), false)
                .filter(queue -> queue.at("/handle").asString().equals("30:"))
                .findFirst()
                .orElseThrow();
    }

    JsonNode report() {
        assertThat(reports).hasSize(1);
        return reports.getFirst();
    }

    RoundTrips roundTrips() {
        int sender = address(report().at("/local"));
        int senderPort = report().at("/local/port").asInt();
        int reflector = address(report().at("/peer"));
        int reflectorPort = report().at("/peer/port").asInt();
        return RoundTrips.of(
                scenario.packets(),
                router.from(sender, senderPort),
                b.from(sender, senderPort),
                a.from(reflector, reflectorPort));
    }

    /** @param direction as the report has it */
    OneWay oneWay(String direction) {
        var report = reports.stream()
                .filter(one -> one.at("/direction").asString().equals(direction))
                .findFirst()
                .orElseThrow();
        var arrivals = (direction.equals("to") ? b : a)
                .from(address(report.at("/sender")), report.at("/sender/port").asInt());
        var seen = new HashSet<Long>();
        return new OneWay(
                report,
                arrivals.stream().map(packet -> packet.number(0)).toList(),
                Delays.known(arrivals.stream()
                        .filter(packet -> seen.add(packet.number(0)))
                        .map(packet -> NtpTimestamp.nanosBetween(packet.timestamp(4), packet.ntp()))
                        .toList()));
    }

    private static int address(JsonNode end) {
        return ByteBuffer.wrap(
                        InetAddress.ofLiteral(end.at("/address").asString()).getAddress())
                .getInt();
    }
}
