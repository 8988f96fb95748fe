package org.waywiser.keys.strongswan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.waywiser.protocol.path.Flow;
import org.waywiser.protocol.path.PathReport;
import org.waywiser.protocol.path.ProtectingSa;
import org.waywiser.testkit.Rfc;
import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.Octets;
import org.waywiser.wire.xfrm.SaMode;

@Rfc(value = 7296, section = "2.9")
class NegotiatedPathTest {
    private static final Octets HERE = Octets.hex("c0000201");
    private static final Octets THERE = Octets.hex("c0000202");
    private static final int TUNNEL = 2;

    private final HaTable table = new HaTable(Optional.empty());

    @BeforeEach
    void establish() throws MalformedMessage {
        on(MadeUp.ikeAdd(1));
        on(MadeUp.ikeUpdate(1, "c0000202").address(6, HERE).u32(9, 1));
    }

    private void on(MadeUp message) throws MalformedMessage {
        table.on(message.message(), 0);
    }

    private static MadeUp child(int inbound, int outbound) {
        return MadeUp.childAdd(1, inbound, outbound).cbc().u8(25, TUNNEL);
    }

    private Optional<PathReport> path(Octets to) {
        var control = new Flow(HERE, 0, to, 862, Flow.TCP);
        return NegotiatedPath.of(table, control, new Flow(HERE, 0, to, 8620, Flow.UDP));
    }

    @Test
    void theNewestChildThatCarriesItTellsModeAlgorithmsAndEnds() throws MalformedMessage {
        on(child(0x10, 0x20).selector(31, HERE, HERE).selector(32, THERE, THERE));
        on(child(0x11, 0x21).selector(31, HERE, HERE).selector(32, THERE, THERE));

        PathReport path = path(THERE).orElseThrow();

        assertThat(path.source()).isEqualTo(PathReport.Source.HA);
        assertThat(path.protects()).isTrue();
        assertThat(path.required()).as("policies are not known").isFalse();
        ProtectingSa out = path.test().sas().getFirst();
        assertThat(List.of(out.spi(), path.testBack().sas().getFirst().spi())).containsExactly(0x21, 0x11);
        assertThat(out.mode()).isEqualTo(SaMode.TUNNEL);
        assertThat(out.from()).isEqualTo(HERE);
        assertThat(out.to()).isEqualTo(THERE);
        assertThat(out.inUdp()).isTrue();
        assertThat(out.cipher().orElseThrow().name()).isEqualTo("cbc(aes)");
    }

    @Test
    void aChildForOthersTellsNothing() throws MalformedMessage {
        on(child(0x10, 0x20).selector(31, HERE, HERE).selector(32, THERE, THERE));

        assertThat(path(Octets.hex("c0000203"))).isEmpty();
    }
}
