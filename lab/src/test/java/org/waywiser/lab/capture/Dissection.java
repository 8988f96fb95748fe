package org.waywiser.lab.capture;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** tshark's reading of a capture. */
public final class Dissection {
    private final Path capture;
    private final List<String> decodeAs;

    /** @param decodeAs which dissector reads a port, such as {@code tcp.port==18620,twamp.control} */
    public Dissection(Path capture, String... decodeAs) {
        this.capture = capture;
        this.decodeAs = List.of(decodeAs);
    }

    /** Values of fields by their names, of each packet that a display filter lets through; absent fields are empty. */
    List<Map<String, String>> packets(String filter, String... fields) throws IOException, InterruptedException {
        var arguments = new ArrayList<>(List.of("-Y", filter, "-T", "fields", "-E", "separator=/t"));
        for (String field : fields) arguments.addAll(List.of("-e", field));
        var packets = new ArrayList<Map<String, String>>();
        for (String line : tshark(arguments)) {
            String[] values = line.split("\t", -1);
            var packet = new HashMap<String, String>();
            for (int i = 0; i < fields.length; i++) packet.put(fields[i], values[i]);
            packets.add(packet);
        }
        return packets;
    }

    /** One field of each packet that a display filter lets through. */
    public List<String> values(String filter, String field) throws IOException, InterruptedException {
        return packets(filter, field).stream()
                .map(packet -> packet.getOrDefault(field, ""))
                .toList();
    }

    /** Packets that a dissector could not read to their end, one line each. */
    public List<String> malformed() throws IOException, InterruptedException {
        return tshark(List.of("-Y", "_ws.malformed"));
    }

    private List<String> tshark(List<String> arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("tshark", "-n", "-r", capture.toString()));
        for (String rule : decodeAs) command.addAll(List.of("-d", rule));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int status = process.waitFor();
        if (status != 0) throw new AssertionError(String.join(" ", command) + " ended with " + status);
        return output.lines().toList();
    }
}
