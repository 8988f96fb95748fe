package org.waywiser.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.waywiser.keys.KeySource;
import org.waywiser.keys.SaStatus;
import org.waywiser.keys.agent.Access;
import org.waywiser.keys.agent.AgentServer;
import org.waywiser.keys.agent.SaKeeper;
import org.waywiser.keys.agent.SourceStatus;
import org.waywiser.wire.control.SaName;

@Timeout(60)
class IkeListCommandTest {
    private static final SaStatus IKE = new SaStatus(
            SaName.IKE,
            0x11,
            0xffff_ffff_ffff_ffffL,
            "established",
            true,
            Optional.of("lab"),
            "PRF_HMAC_SHA2_256",
            "aes256gcm16-prfsha256-x25519",
            "a.example",
            "b.example",
            new InetSocketAddress(InetAddress.ofLiteral("192.0.2.2"), 4500),
            Duration.ofMinutes(61),
            Optional.of(Duration.ofSeconds(75)),
            Optional.empty());

    @TempDir
    private Path directory;

    @Test
    void showsWhatIsKnownOfIkeSasAndOfPairsInTheKernel() throws Exception {
        Run list =
                list("", IKE, pair(SaName.ESP, 0xabL), pair(SaName.AH, 0xacL)).succeeds();

        assertThat(list.out()).isEqualTo("""
            IKE SA    0000000000000011 ffffffffffffffff
            peer      192.0.2.2 port 4500, called by us
            by        lab
            local     a.example
            remote    b.example
            proposal  aes256gcm16-prfsha256-x25519 (PRF_HMAC_SHA2_256)
            state     established for 1 h 1 min, rekeyed in 1 min 15 s

            ESP SAs   000000ab ffffff01
            peer      2001:db8:0:0:0:0:0:2
            by        reqid 7
            proposal  aes128-sha256 (PRF_HMAC_SHA2_256)
            state     in the kernel for 5 s

            AH SAs    000000ac ffffff01
            peer      2001:db8:0:0:0:0:0:2
            by        reqid 7
            proposal  aes128-sha256 (PRF_HMAC_SHA2_256)
            state     in the kernel for 5 s

            """);
    }

    @Test
    void printsADocumentForEach() throws Exception {
        Run list = list(" --json", IKE, pair(SaName.ESP, 0xabL)).succeeds();

        assertThat(list.lines()).hasSize(2);
        assertThat(list.lines().getFirst())
                .contains("\"protocol\":\"IKE\"", "\"spi_i\":\"0000000000000011\"", "\"peer_port\":4500");
        assertThat(list.lines().getLast())
                .contains(
                        "\"protocol\":\"ESP\"",
                        "\"spi_i\":\"000000ab\"",
                        "\"spi_r\":\"ffffff01\"",
                        "\"remote_id\":\"\"",
                        "\"peer_port\":null");
    }

    @Test
    void saysThatThereIsNone() throws Exception {
        assertThat(list("").succeeds().out()).isEqualTo("no SAs\n");
    }

    private Run list(String options, SaStatus... sas) throws Exception {
        Path socket = directory.resolve("agent.sock");
        try (var _ = AgentServer.start(socket, Optional.empty(), Access.byFile(), new Holding(List.of(sas)))) {
            return Run.line("ike list --agent-socket " + socket + options);
        }
    }

    private static SaStatus pair(int protocol, long spiI) {
        return new SaStatus(
                protocol,
                spiI,
                0xffff_ff01L,
                "in the kernel",
                false,
                Optional.of("reqid 7"),
                "PRF_HMAC_SHA2_256",
                "aes128-sha256",
                "",
                "",
                new InetSocketAddress(InetAddress.ofLiteral("2001:db8::2"), 0),
                Duration.ofSeconds(5),
                Optional.empty(),
                Optional.empty());
    }

    /** Has nothing but a list of what is in the kernel. */
    record Holding(List<SaStatus> all) implements SaKeeper {
        @Override
        public SourceStatus source() {
            return new SourceStatus("xfrm", Optional.empty());
        }

        @Override
        public KeySource keys() {
            throw new UnsupportedOperationException();
        }

        @Override
        public SaStatus establish(String host, Optional<InetAddress> address) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void delete(long spiI, long spiR) {
            throw new UnsupportedOperationException();
        }
    }
}
