package org.waywiser.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.waywiser.keys.credentials.PassphraseFile;
import org.waywiser.keys.credentials.StampKeyFile;
import org.waywiser.net.linux.Linux;
import org.waywiser.net.udp.StampService;
import org.waywiser.node.OwampServer;
import org.waywiser.node.ServerPlan;
import org.waywiser.node.TwampServer;
import org.waywiser.node.store.SessionStore;
import org.waywiser.testkit.Rfc;
import org.waywiser.wire.control.Modes;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Both ends on sockets of Java, as on another system. */
@Tag("net")
@Timeout(120)
class WithoutLinuxTest {
    private static final String QUICK = " -c 10 -i 1ms -L 2 --json";

    @TempDir
    private Path directory;

    private Path pfs = Path.of("");
    private Path key = Path.of("");

    @BeforeAll
    static void forbidLinux() {
        System.setProperty(Linux.PORTABLE, "true");
    }

    @AfterAll
    static void allowLinux() {
        System.clearProperty(Linux.PORTABLE);
    }

    @BeforeEach
    void writeSecrets() throws IOException {
        pfs = secret("right.pfs", "alice 736563726574\n");
        key = secret("stamp.key", "0x" + "17".repeat(32) + "\n");
    }

    private Path secret(String name, String text) throws IOException {
        Path file = Files.writeString(directory.resolve(name), text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    private ServerPlan plan(String address) throws Exception {
        var all = Modes.UNAUTHENTICATED.or(Modes.AUTHENTICATED).or(Modes.ENCRYPTED);
        var anyPort = new InetSocketAddress(InetAddress.ofLiteral(address), 0);
        return ServerPlan.of(anyPort, all, PassphraseFile.read(pfs), null);
    }

    private static List<JsonNode> documents(String arguments) {
        return Run.line(arguments).succeeds().lines().stream()
                .map(JsonMapper.shared()::readTree)
                .toList();
    }

    private static void measured(JsonNode document) {
        assertThat(document.at("/packets/received").asInt()).isPositive();
        assertThat(document.at("/packets/lost").asInt()).isZero();
        assertThat(document.at("/timestamps/tx").asString()).isEqualTo("user");
        assertThat(document.at("/timestamps/rx").asString()).isEqualTo("user");
        assertThat(document.at("/hops/forward").isNull()).isTrue();
        assertThat(document.at("/hops/reverse").isNull()).isTrue();
        assertThat(document.at("/clock/synchronized").asBoolean()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1, O", "::, O", "::1, A", "0.0.0.0, E"})
    @Rfc(value = 5357, section = "4")
    void twpingMeasuresInEachMode(String address, String mode) throws Exception {
        try (var server = TwampServer.start(plan(address), new SecureRandom())) {
            String host = address.equals("::1") ? "[::1]" : "127.0.0.1";
            String keys = mode.equals("O") ? "" : " --pfs " + pfs + " --user alice";
            var documents = documents("twping " + host + ":"
                    + server.controlAddress().getPort() + QUICK + keys + " -D af11 --sessions 2 -A " + mode);
            assertThat(documents).hasSize(2).allSatisfy(WithoutLinuxTest::measured);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " --light", " --location --timestamp-information --class-of-service 10 -s 100", " KEY"})
    @Rfc(value = 8762, section = "4")
    void stampMeasures(String options) throws Exception {
        var service = new StampService(true, StampKeyFile.read(key), null, true, false, dscp -> dscp == 10, true);
        try (var server = TwampServer.start(plan("127.0.0.1").with(service), new SecureRandom())) {
            String with = options.replace("KEY", "--stamp-key-file " + key);
            var documents = documents("stamp 127.0.0.1:" + server.testAddress().getPort() + QUICK + with);
            assertThat(documents).hasSize(1).allSatisfy(WithoutLinuxTest::measured);
        }
    }

    @Test
    @Rfc(value = 4656, section = "4")
    void owpingMeasuresBothWays() throws Exception {
        try (var server = OwampServer.start(
                plan("127.0.0.1"), SessionStore.open(directory.resolve("sessions")), new SecureRandom())) {
            var documents =
                    documents("owping 127.0.0.1:" + server.controlAddress().getPort() + QUICK);
            assertThat(documents).hasSize(2).allSatisfy(document -> {
                assertThat(document.at("/packets/received").asInt()).isEqualTo(10);
                assertThat(document.at("/clock/synchronized").asBoolean()).isFalse();
            });
        }
    }

    @Test
    @Rfc(value = 7717, section = "5.1")
    void ikeGivesKeys() {
        assertThat(documents("demo --json -c 10 -i 1ms")).hasSize(3).allSatisfy(WithoutLinuxTest::measured);
    }

    @Test
    void twoProgramsSayOnceWhyTheyDoWithout() throws Exception {
        try (var server = Started.line("serve --twamp-port 0 --listen 127.0.0.1", "-Dwaywiser.portable=true")) {
            server.await("(sockets of Java instead of the kernel's own.*: waywiser.portable is set)");
            String port = server.await("TWAMP-Control on 127.0.0.1:(\\d+)");
            try (var client = Started.line("twping -c 3 -i 1ms 127.0.0.1:" + port, "-Dwaywiser.portable=true")) {
                client.await("(sockets of Java instead of the kernel's own.*: waywiser.portable is set)");
                client.await("(timestamps +sent: user, received: user)");
                client.endsWith(0);
            }
            server.end();
        }
    }

    @Test
    void doctorSaysWhatIsMissing() {
        assertThat(Run.line("doctor").out())
                .contains("arrivals stamped by the user, TTL not told", "sockets of Java: waywiser.portable is set");
    }

    @Test
    void refusesInOneLineWhatTakesLinux() {
        Run.line("twping --cpu 0 127.0.0.1:9").fails(2, "forbids calls of Linux");
        Run.line("serve --listen 127.0.0.1 --twamp-port 0 --bypass-port 18699").fails(3, "forbids calls of Linux");
    }
}
