package org.waywiser.cli.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code bin/waywiser} in an installation that is built, with a JDK that only notes how it was started. */
class LauncherTest {
    /** Makes the cache that it is asked for. */
    private static final String JAVA = """
        #!/bin/sh
        echo "$@" >>"$0.starts"
        for word; do
            case $word in -XX:AOTCacheOutput=*) echo cache >"${word#*=}" ;; esac
        done
        """;

    @TempDir
    private Path folder;

    private Path java;
    private Path launcher;

    @BeforeEach
    void install() throws IOException {
        java = program("jdk/bin/java", JAVA);
        program("jdk/bin/javac", "");
        Files.writeString(folder.resolve("jdk/release"), """
            JAVA_VERSION="25.0.3"
            JAVA_RUNTIME_VERSION="25.0.3+9"
            IMPLEMENTOR="Tester"
            OS_ARCH="pdp11"
            """);
        launcher = program("bin/waywiser", Files.readString(Path.of("../bin/waywiser")));
        Files.writeString(
                Files.createDirectories(folder.resolve("cli/target/launch")).resolve("waywiser.jar"), "jar");
    }

    private Path program(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }

    /** How the virtual machine was started, time after time. */
    private List<String> starts(String command) throws IOException, InterruptedException {
        var words = new ArrayList<>(List.of(launcher.toString()));
        if (!command.isEmpty()) words.addAll(List.of(command.split(" ", -1)));
        var builder = new ProcessBuilder(words).inheritIO();
        builder.environment().put("JAVA_HOME", folder.resolve("jdk").toString());
        builder.environment().remove("WAYWISER_JAVA_OPTIONS");
        assertThat(builder.start().waitFor()).isZero();
        Path starts = Path.of(java + ".starts");
        List<String> lines = Files.readAllLines(starts);
        Files.delete(starts);
        return lines;
    }

    private List<String> caches() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("cli/target/launch"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.contains(".aot"))
                    .toList();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'', measure",
        "twping 192.0.2.1, measure",
        "owping --json 192.0.2.1, measure",
        "doctor, measure",
        "serve, serve",
        "serve --listen 192.0.2.1, serve",
        "serve --ike-id a, ike",
        "twping --ike-psk-file=f 192.0.2.1, ike",
        "twping --config f 192.0.2.1, ike",
        "serve --key-source xfrm, ike",
        "demo, ike",
        "ike up, ike",
        "agent, ike"
    })
    void rehearsesOnceForEachKindOfStart(String command, String kind) throws Exception {
        List<String> first = starts(command);
        assertThat(first).hasSize(2);
        assertThat(first.getFirst()).endsWith(" org.waywiser.cli.Rehearsal " + kind);
        assertThat(caches()).containsExactly("waywiser-" + kind + "-Tester-pdp11-25.0.3+9.aot");
        assertThat(first.getLast()).contains(caches().getFirst() + " ").endsWith(("waywiser.jar " + command).strip());

        assertThat(starts(command)).containsExactly(first.getLast());
    }

    @Test
    void hasOnlyServersGiveMemoryBack() throws Exception {
        assertThat(starts("serve").getLast()).contains("TrimNativeHeapInterval");
        assertThat(starts("twping 192.0.2.1").getLast()).doesNotContain("TrimNativeHeapInterval");
    }

    @Test
    void tellsTheVersionWithoutACache() throws Exception {
        assertThat(starts("version"))
                .singleElement()
                .asString()
                .endsWith("org.waywiser.cli.Version")
                .doesNotContain("AOT");
        assertThat(caches()).isEmpty();
    }
}
