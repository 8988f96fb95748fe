package org.waywiser.lab.uml;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** SAs that strongSwan puts into the kernel carry measurements, through their rekeying too. */
@Tag("interop")
@Timeout(240)
class StrongSwanInKernelTest {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({"tunnel, aes128-sha256, false", "transport, aes128gcm16, false", "transport, sha256, true"})
    void nothingIsLostWhileIkeAndChildSasAreRekeyed(String mode, String algorithms, boolean ah) throws Exception {
        String printed = Uml.on(directory)
                .within(200)
                .script(new StrongSwans(mode, algorithms, ah).up())
                .script("""
                    ip netns exec b waywiser serve --listen 10.0.0.2 >serve.out 2>&1 & server=$!
                    await serve.out TWAMP-Control
                    ip netns exec b tcpdump -n -U -i vb -w wire.pcap 2>tap & tap=$!
                    await tap listening
                    ip netns exec a waywiser twping 10.0.0.2 -c 400 -i 15msf >measured & client=$!
                    await serve.out connected
                    for i in 1 2 3; do
                      swanctl-a --rekey --child kid >/dev/null
                      swanctl-b --rekey --child kid >/dev/null
                      swanctl-a --rekey --ike lab >/dev/null
                    done
                    wait $client
                    kill $server $tap; wait $server || true; wait $tap
                    cat measured
                    echo "rekeyed: $(grep -c 'inbound CHILD_SA kid' charon-a)"
                    echo "SPIs: $(tcpdump -n -r wire.pcap 'src 10.0.0.1 and (esp or ah)' 2>/dev/null | grep -o 'spi[ =]*[(]*0x[0-9a-f]*' | sort -u | wc -l)"
                    """)
                .boot();

        assertThat(printed).contains("400 sent, 400 received, 0 lost", "rekeyed: 6");
        assertThat(printed).containsPattern("SPIs: [2-7]");
    }
}
