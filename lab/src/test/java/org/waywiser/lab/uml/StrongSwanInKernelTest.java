package org.waywiser.lab.uml;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** SAs that strongSwan puts into the kernel carry measurements, through their rekeying too: one machine and one server for all of them. */
@Tag("interop")
@Timeout(240)
class StrongSwanInKernelTest {
    private static final List<StrongSwans> SET_UPS = List.of(
            new StrongSwans("tunnel", "aes128-sha256", false),
            new StrongSwans("transport", "aes128gcm16", false),
            new StrongSwans("transport", "sha256", true));

    @TempDir
    private static Path directory;

    private static Map<String, String> printed = Map.of();

    @BeforeAll
    static void measure() throws Exception {
        var uml = Uml.on(directory).within(200).script(StrongSwans.daemons(daemon -> daemon) + """
            ip netns exec b waywiser serve --listen 10.0.0.2 >>serve.out 2>&1 &
            ip netns exec a waywiser agent --key-source xfrm --socket /run/agent >agent.out 2>&1 &
            await serve.out TWAMP-Control
            await agent.out 'agent at'
            """);
        for (StrongSwans setUp : SET_UPS) uml.script(measured(setUp));
        printed = Uml.sections(uml.boot());
    }

    private static String measured(StrongSwans setUp) {
        return "echo '== " + setUp + "'\n" + setUp.load() + StrongSwans.initiate() + """
            rekeyed() { grep -c 'inbound CHILD_SA kid' charon-a || true; }
            before=$(rekeyed)
            ip netns exec b tcpdump -n -U -i vb -w wire.pcap 2>tap & tap=$!
            await tap listening
            : >serve.out
            ip netns exec a waywiser twping 10.0.0.2 --security open --agent-socket /run/agent -c 400 -i 15msf >measured & client=$!
            await serve.out connected
            for i in 1 2 3; do
              swanctl-a --rekey --child kid >/dev/null
              swanctl-b --rekey --child kid >/dev/null
              swanctl-a --rekey --ike lab >/dev/null
            done
            wait $client
            kill $tap; wait $tap
            cat measured
            echo "children after the first: $(($(rekeyed) - before))"
            echo "SPIs: $(tcpdump -n -r wire.pcap 'src 10.0.0.1 and (esp or ah)' 2>/dev/null | grep -o 'spi[ =]*[(]*0x[0-9a-f]*' | sort -u | wc -l)"
            swanctl-a --terminate --ike lab >/dev/null
            """;
    }

    @ParameterizedTest
    @FieldSource("SET_UPS")
    void nothingIsLostWhileIkeAndChildSasAreRekeyedAndTheReportListsIt(StrongSwans setUp) {
        assertThat(printed.get(setUp.toString()))
                .contains("400 sent, 400 received, 0 lost", "children after the first: 6")
                .containsPattern("SPIs: [2-7]")
                .containsPattern("rekeyed +[+-][0-9.]+ s " + (setUp.ah() ? "AH" : "ESP")
                        + " [0-9a-f]{8} [0-9a-f]{8}\n +now SPIs [0-9a-f]{8} [0-9a-f]{8}");
    }
}
