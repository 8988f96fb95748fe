package org.waywiser.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.waywiser.cli.doctor.Finding.State;
import org.waywiser.net.linux.KernelClock;
import org.waywiser.net.udp.UdpPorts;

@Tag("net")
class CheckupTest {
    private static final InetAddress ANY = InetAddress.ofLiteral("0.0.0.0");

    @Test
    void tellsAFreePortFromOneThatIsTaken() throws IOException {
        int port;
        try (var taken = UdpPorts.open(List.of(new InetSocketAddress(ANY, 0)))) {
            port = taken.localAddresses().getFirst().getPort();
            Finding finding = new Checkup(Path.of("/proc")).udp(port, "for a test", "take another");
            assertThat(finding.state()).isEqualTo(State.LIMITED);
            assertThat(finding.found()).contains("held by", "for a test");
            assertThat(finding.advice()).isEqualTo("take another");
        }
        assertThat(new Checkup(Path.of("/proc")).udp(port, "for a test", "").state())
                .isEqualTo(State.OK);
        try (var taken = new ServerSocket(0, 1, ANY)) {
            assertThat(Checkup.tcp(taken.getLocalPort(), "for a test", "take another")
                            .state())
                    .isEqualTo(State.LIMITED);
        }
    }

    @Test
    void aClockThatNobodyHoldsIsGoodForRoundTripsOnly() {
        assertThat(Checkup.clock(new KernelClock(true, 10, 250, 0))).returns(State.OK, Finding::state);
        assertThat(Checkup.clock(new KernelClock(false, 0, 16_000_000, 0)))
                .returns(State.LIMITED, Finding::state)
                .satisfies(finding -> assertThat(finding.advice()).contains("chrony"));
    }

    @Test
    void aStrongSwanThatTellsNobodyOfItsSasIsTold(@TempDir Path proc) throws IOException {
        var local = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 45_109);
        var remote = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.2"), 45_109);
        assertThat(new Checkup(proc).strongSwan(local, remote).found()).isEqualTo("does not run here");

        Path process = Files.createDirectory(proc.resolve("4711"));
        Files.writeString(process.resolve("comm"), "charon-systemd\n");
        assertThat(new Checkup(proc).strongSwan(local, remote))
                .returns(State.LIMITED, Finding::state)
                .satisfies(finding -> assertThat(finding.advice()).contains("plugin ha"));
    }
}
