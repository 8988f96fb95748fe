package org.waywiser.lab.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.waywiser.lab.capture.Dissection;
import org.waywiser.lab.capture.Wiretap;
import org.waywiser.lab.peers.Charon;
import org.waywiser.lab.peers.Laboratory;
import org.waywiser.lab.peers.Laboratory.Way;
import org.waywiser.testkit.Rfc;

/** Each row of {@link Cases} with strongSwan at the other end, each side once initiator. */
@Tag("interop")
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Rfc(value = 7296, section = "1.2")
@Rfc(value = 7296, section = "2.14")
@Rfc(value = 6023, section = "3")
class StrongSwanInteropTest {
    private final Laboratory laboratory = Laboratory.create();
    private final Map<Daemon, Charon> daemons = new EnumMap<>(Daemon.class);
    private final Page page = new Page();
    private final Wiretap wiretap;

    @TempDir
    private static Path directory;

    StrongSwanInteropTest(@TempDir Path captures) throws Exception {
        wiretap = Wiretap.on(laboratory.here(), captures.resolve("ike.pcap"), "udp and not dst host 127.0.0.1");
    }

    @ParameterizedTest
    @FieldSource("org.waywiser.lab.interop.Cases#SOUND")
    @Rfc(value = 7427, section = "3")
    @Rfc(value = 4754, section = "7")
    void weInitiate(Case row) throws Exception {
        meet(row, Initiator.WE);
    }

    @ParameterizedTest
    @FieldSource("org.waywiser.lab.interop.Cases#SOUND")
    @Rfc(value = 7427, section = "3")
    @Rfc(value = 4754, section = "7")
    void strongSwanInitiates(Case row) throws Exception {
        meet(row, Initiator.STRONGSWAN);
    }

    @ParameterizedTest
    @FieldSource("org.waywiser.lab.interop.Cases#REFUSED")
    @Rfc(value = 7296, section = "2.21.2")
    void weInitiateAndOneEndRefuses(Case row) throws Exception {
        refuse(row, Initiator.WE);
    }

    @ParameterizedTest
    @FieldSource("org.waywiser.lab.interop.Cases#REFUSED")
    @Rfc(value = 7296, section = "2.21.2")
    void strongSwanInitiatesAndOneEndRefuses(Case row) throws Exception {
        refuse(row, Initiator.STRONGSWAN);
    }

    @Test
    @Order(Integer.MAX_VALUE - 1)
    void anIndependentDissectorReadsEveryMessage() throws Exception {
        var dissection = new Dissection(wiretap.end(), "udp.port==" + Way.WIRE_HIGH_PORTS.port() + ",udpencap");

        assertThat(dissection.malformed()).isEmpty();
        // IKE_SA_INIT, IKE_AUTH, CREATE_CHILD_SA, INFORMATIONAL; RFC 7383 fragments
        assertThat(dissection.values("isakmp", "isakmp.exchangetype")).contains("34", "35", "36", "37");
        assertThat(dissection.values("isakmp.nextpayload == 53", "isakmp.nextpayload"))
                .isNotEmpty();
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void thePublishedTableIsWhatThisRunSaw() throws Exception {
        assertThat(page.write().lines())
                .containsExactlyElementsOf(Page.committed().lines().toList());
    }

    private void meet(Case row, Initiator initiator) throws Exception {
        try (var encounter = Encounter.of(row, initiator, laboratory, daemon(row.daemon()))) {
            if (row.daemon() == Daemon.COOKIES) encounter.knockAndRun();
            page.enter(row, initiator, encounter.succeeds());
        }
    }

    private void refuse(Case row, Initiator initiator) throws Exception {
        try (var encounter = Encounter.of(row, initiator, laboratory, daemon(row.daemon()))) {
            page.enter(row, initiator, encounter.fails());
        }
    }

    private Charon daemon(Daemon kind) throws Exception {
        Charon running = daemons.get(kind);
        if (running != null && running.isAlive()) return running;
        // two daemons cannot listen on the ports of one host
        stop();
        Charon started =
                Charon.start(Files.createTempDirectory(directory, "charon"), laboratory.there(), kind::options);
        daemons.put(kind, started);
        return started;
    }

    private void stop() {
        daemons.values().forEach(Charon::close);
        daemons.clear();
    }

    @AfterAll
    void tidyUp() {
        wiretap.close();
        stop();
        laboratory.close();
    }
}
