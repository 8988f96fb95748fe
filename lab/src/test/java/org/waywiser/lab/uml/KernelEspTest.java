package org.waywiser.lab.uml;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The laboratory itself: what it measures really goes through the kernel's IPsec. */
@Tag("interop")
class KernelEspTest {
    @TempDir
    private Path directory;

    @Test
    void theKernelProtectsWhatItsPoliciesNameAndNothingElse() throws Exception {
        String printed = Uml.on(directory)
                .script(Tunnel.ESP_CBC_SHA256.transport())
                .script("""
                    ip netns exec b tcpdump -n -U -i vb -w wire.pcap 2>tcpdump.out & tap=$!
                    ip netns exec b waywiser serve --listen 10.0.0.2 >serve.out 2>&1 & server=$!
                    await tcpdump.out listening
                    await serve.out TWAMP-Control
                    ip netns exec a waywiser twping 10.0.0.2 -c 5 -i 10ms
                    kill $server; wait $server || true
                    kill $tap; wait $tap
                    echo "ESP: $(tcpdump -n -r wire.pcap "esp and len == 138" 2>/dev/null | wc -l)"
                    echo "clear: $(tcpdump -n -r wire.pcap "udp or tcp" 2>/dev/null | wc -l)"
                    """)
                .boot();
        assertThat(printed).contains("5 sent, 5 received", "ESP: 10", "clear: 0");
    }
}
