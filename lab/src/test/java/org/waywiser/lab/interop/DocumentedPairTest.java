package org.waywiser.lab.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.waywiser.cli.Waywiser;
import org.waywiser.keys.credentials.LaboratoryCa;
import org.waywiser.lab.peers.Charon;
import org.waywiser.lab.peers.Laboratory;
import org.waywiser.security.ike.auth.Identities;
import org.waywiser.testkit.Rfc;

/** What docs/ike.md says works, works: its files and commands as they stand there, at other addresses. */
@Tag("interop")
@Timeout(120)
@Rfc(value = 7296, section = "4")
class DocumentedPairTest {
    /** A fenced block whose first line is a comment with its name. */
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```\\w*\\n# (\\S+/\\S+)\\n(.*?)^```$");

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"psk", "certificates"})
    void worksWhenPasted(String pair) throws Exception {
        Map<String, String> blocks = blocks(pair);
        Path folder = Files.createDirectory(directory.resolve("ours"));
        for (var block : blocks.entrySet()) Files.writeString(folder.resolve(block.getKey()), block.getValue());
        try (var laboratory = Laboratory.create();
                var charon = Charon.start(
                        Files.createDirectory(directory.resolve("charon")),
                        laboratory.there(),
                        UnaryOperator.identity())) {
            charon.load(block(blocks, "swanctl.conf"), certificates(folder));
            List<String> commands = block(blocks, "commands").lines().toList();
            assertThat(commands).hasSize(2);
            for (String command : commands) weInitiate(laboratory, folder, command);
            strongSwanInitiates(laboratory, folder, charon);
        }
    }

    private static void weInitiate(Laboratory laboratory, Path folder, String command) throws Exception {
        Process process = waywiser(laboratory, folder, command);
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            var lines = new ArrayList<String>();
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                lines.add(line);
                if (line.startsWith("held")) process.toHandle().destroy();
            }
            assertThat(lines)
                    .as(command)
                    .contains("local     meter.example.org", "remote    gateway.example.org", "deleted");
            assertThat(process.waitFor()).isZero();
        } finally {
            process.destroyForcibly();
        }
    }

    private static void strongSwanInitiates(Laboratory laboratory, Path folder, Charon charon) throws Exception {
        Process process = waywiser(laboratory, folder, "waywiser serve --config waywiser.yaml --twamp-port 0");
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            String line = out.readLine();
            while (line != null && !line.startsWith("IKEv2 on")) line = out.readLine();
            assertThat(line).isNotNull();
            assertThat(charon.swanctl("--initiate", "--ike", "meter", "--timeout", "10"))
                    .contains("initiate completed successfully");
            assertThat(charon.swanctl("--list-sas")).contains("meter.example.org");
        } finally {
            process.destroy();
            process.waitFor();
        }
    }

    private static Process waywiser(Laboratory laboratory, Path folder, String command) throws IOException {
        var words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Waywiser.class.getName()));
        List<String> typed = List.of(command.split(" "));
        words.addAll(typed.subList(1, typed.size()));
        return new ProcessBuilder(laboratory.here().inside(words.toArray(String[]::new)))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
    }

    /** What an authority would have issued; ours in the folder, strongSwan's to be loaded. */
    private static Map<String, String> certificates(Path folder) throws IOException {
        Instant now = Instant.now();
        var ca = LaboratoryCa.create("CA of the page", now);
        var ours = ca.issue(List.of(Identities.parse("meter.example.org")), now);
        var theirs = ca.issue(List.of(Identities.parse("gateway.example.org")), now);
        String authority = LaboratoryCa.pem(ca.certificate());
        Files.writeString(folder.resolve("ca.pem"), authority);
        Files.writeString(
                folder.resolve("meter.pem"), LaboratoryCa.pem(ours.chain().getFirst()));
        Files.writeString(folder.resolve("meter.key"), LaboratoryCa.pem(ours.key()));
        return Map.of(
                "x509ca/ca.pem", authority,
                "x509/gateway.pem", LaboratoryCa.pem(theirs.chain().getFirst()),
                "private/gateway.key", LaboratoryCa.pem(theirs.key()));
    }

    private static String block(Map<String, String> blocks, String name) {
        return Objects.requireNonNull(blocks.get(name), name);
    }

    private static Map<String, String> blocks(String pair) throws IOException {
        String page = Files.readString(Path.of("..", "docs", "ike.md"))
                .replace("192.0.2.1", Laboratory.Way.WIRE.here())
                .replace("192.0.2.2", Laboratory.Way.WIRE.there());
        var blocks = new LinkedHashMap<String, String>();
        BLOCK.matcher(page)
                .results()
                .filter(block -> block.group(1).startsWith(pair + "/"))
                .forEach(block -> blocks.put(block.group(1).substring(pair.length() + 1), block.group(2)));
        return blocks;
    }
}
