package org.waywiser.lab.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
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
    private final Daemons daemons;
    private final Page page = new Page();
    private final Wiretap wiretap;

    StrongSwanInteropTest(@TempDir Path captures, @TempDir Path directory) throws Exception {
        daemons = new Daemons(directory, laboratory.there());
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
        try (var encounter = Encounter.of(row, initiator, laboratory, daemons)) {
            if (row.daemon() == Daemon.COOKIES) encounter.knockAndRun();
            page.enter(row, initiator, encounter.succeeds());
        }
    }

    private void refuse(Case row, Initiator initiator) throws Exception {
        try (var encounter = Encounter.of(row, initiator, laboratory, daemons)) {
            page.enter(row, initiator, encounter.fails());
        }
    }

    @AfterAll
    void tidyUp() {
        wiretap.close();
        daemons.close();
        laboratory.close();
    }
}
