package org.waywiser.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.waywiser.keys.credentials.PassphraseFile;
import org.waywiser.node.OwampServer;
import org.waywiser.node.ServerPlan;
import org.waywiser.node.store.SessionStore;
import org.waywiser.node.store.StoredSession;
import org.waywiser.testkit.Rfc;
import org.waywiser.wire.control.Modes;
import org.waywiser.wire.session.Finished;
import org.waywiser.wire.session.SessionHeader;
import tools.jackson.databind.json.JsonMapper;

@Tag("net")
@Timeout(120)
@Execution(ExecutionMode.CONCURRENT)
@Rfc(value = 4656, section = "3.9")
class FetchCommandTest {
    private static final String UNKNOWN = "0".repeat(31) + "1";

    @TempDir
    private Path directory;

    private Path fetched = Path.of("");
    private String keys = "";
    private OwampServer server;
    private String sid = "";
    private String raw = "";

    /** A session of ten packets that the server has received. */
    @BeforeEach
    void measure() throws Exception {
        fetched = directory.resolve("fetched.owp");
        Path pfs = Files.writeString(directory.resolve("pfs"), "alice 736563726574\n");
        Files.setPosixFilePermissions(pfs, PosixFilePermissions.fromString("rw-------"));
        keys = " -k " + pfs + " -u alice";
        var all = Modes.UNAUTHENTICATED.or(Modes.AUTHENTICATED).or(Modes.ENCRYPTED);
        var anyPort = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0);
        server = OwampServer.start(
                ServerPlan.of(anyPort, all, PassphraseFile.read(pfs), null), store(), new SecureRandom());
        raw = Run.line("owping " + at() + " -t -c 10 -i 1msf -L 2 -R")
                .succeeds()
                .out();
        try (var files = Files.list(directory.resolve("sessions"))) {
            sid = files.findFirst().orElseThrow().getFileName().toString().replace(".owp", "");
        }
    }

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    private SessionStore store() throws IOException {
        return SessionStore.open(directory.resolve("sessions"));
    }

    private String at() {
        return "127.0.0.1:" + server.controlAddress().getPort();
    }

    private Run fetch(String options) {
        return Run.line("fetch " + at() + " " + sid + " " + fetched + options);
    }

    @ParameterizedTest
    @ValueSource(strings = {"O", "A", "E"})
    void fetchesAWholeSessionInEveryMode(String mode) throws Exception {
        var run = fetch(" --json -A " + mode + (mode.equals("O") ? "" : keys)).succeeds();

        var document = new JsonMapper().readTree(run.out());
        assertThat(document.get("sid").asString()).isEqualTo(sid);
        assertThat(document.at("/packets/received").asInt()).isEqualTo(10);
        assertThat(document.get("partial").asBoolean()).isFalse();
        assertThat(Run.line("stats -R " + fetched).succeeds().out()).isEqualTo(raw);
        assertThat(StoredSession.read(fetched).header().request())
                .isEqualTo(StoredSession.read(directory.resolve("sessions/" + sid + ".owp"))
                        .header()
                        .request());
    }

    @Test
    void fetchesARangeWhichIsAPart() {
        assertThat(fetch(" -R --begin 3 --end 5").succeeds().lines())
                .hasSize(3)
                .isEqualTo(raw.lines().skip(3).limit(3).toList());
        assertThat(Run.line("stats " + fetched).succeeds().out()).contains("3 received", "holds a part");
        fetch(" --begin 5 --end 4").fails(2, "in this order");
    }

    @Test
    void fetchesWhatThereIsOfARunningSession() throws Exception {
        Path file = directory.resolve("sessions/" + sid + ".owp");
        StoredSession stored = StoredSession.read(file);
        byte[] running = Files.readAllBytes(file);
        byte[] head = SessionHeader.running(false, stored.header().request()).head();
        System.arraycopy(head, 0, running, 0, head.length);
        Files.write(file, running);

        fetch("").fails(3, "does not give the results of session " + sid, "perhaps it has not ended");
        assertThat(fetched).doesNotExist();
        assertThat(fetch(" -R --end 4294967294").succeeds().out()).isEqualTo(raw);
        assertThat(StoredSession.read(fetched).header().finished()).isEqualTo(Finished.INCOMPLETE);
    }

    @Test
    void saysThatASessionIsNotThere() throws IOException {
        Files.writeString(fetched, "mine");
        sid = UNKNOWN;

        fetch("").fails(3, "does not give the results of session " + UNKNOWN);
        fetch(" --end 7").fails(3, UNKNOWN + ": refused");
        assertThat(fetched).hasContent("mine");
        assertThat(directory).isDirectoryNotContaining("glob:**.part");
    }

    @Test
    void saysWhatIsWrongWithTheCommandLine() {
        Run.line("fetch " + at() + " 12 " + fetched).fails(2, "'12' is no SID");
        Run.line("fetch " + at() + " " + sid).fails(2, "FILE");
        Run.line("fetch " + at() + " " + sid + " " + directory).fails(2, "cannot write");
    }
}
