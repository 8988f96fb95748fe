package org.waywiser.protocol.path;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.waywiser.protocol.path.PathReport.Source;
import org.waywiser.testkit.Rfc;
import org.waywiser.testkit.Vectors;
import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.Octets;
import org.waywiser.wire.WireReader;
import org.waywiser.wire.xfrm.NetlinkMessage;
import org.waywiser.wire.xfrm.XfrmMessage;
import org.waywiser.wire.xfrm.XfrmMessage.PolicySet;
import org.waywiser.wire.xfrm.XfrmMessage.SaSet;

/**
 * Databases of a Linux 6.1 between two hosts on a link of 1500 octets, beside what the same kernel showed as IP_MTU and what a capture at
 * the receiver counted: IP packets of one UDP datagram of so many octets each.
 */
@Rfc(value = 4301, section = "5.1")
@Rfc(value = 4303, section = "2")
@Rfc(value = 4302, section = "3.3.3.2.1")
class RecordedPathTest {
    private static final int LINK = 1500;

    @ParameterizedTest
    @CsvSource({
        "clear,                              clear,          1500",
        "esp-tunnel-cbc128-sha256,           encrypted,      1438",
        "esp-tunnel-cbc128-sha256-esn,       encrypted,      1438",
        "esp-transport-cbc128-sha256,        encrypted,      1458",
        "esp-tunnel-gcm16,                   encrypted,      1446",
        "esp-tunnel-chacha20poly1305,        encrypted,      1446",
        "esp-transport-gcm16,                encrypted,      1466",
        "esp-transport-gmac,                 authenticated,  1466",
        "esp-transport-gcm8,                 encrypted,      1474",
        "esp-transport-null-sha256,          authenticated,  1474",
        "esp-transport-null-sha1,            authenticated,  1478",
        "esp-tunnel-cbc256-sha384,           encrypted,      1422",
        "esp-tunnel-cbc256-sha512,           encrypted,      1422",
        "esp-tunnel-3des-sha1,               encrypted,      1446",
        "esp-tunnel-ctr-sha1,                encrypted,      1450",
        "ah-transport-sha256,                authenticated,  1468",
        "ah-transport-sha256-align4,         authenticated,  1472",
        "ah-tunnel-sha1,                     authenticated,  1456",
        "esp-tunnel-gcm16-encap,             encrypted,      1438",
        "esp-transport-cbc128-sha256-encap,  encrypted,      1442",
        "esp-transport-cbc128-only,          encrypted-only, 1474",
        "esp-transport-cbc128-sha256-v6,     encrypted,      1446",
        "esp-tunnel-gcm16-v6,                encrypted,      1426",
        "ah-transport-sha256-v6,             authenticated,  1468"
    })
    void protectionMtuAndSizesAreThoseOfTheKernel(String name, String protection, int mtu) throws MalformedMessage {
        var recorded = Vectors.read("/xfrm/" + name + ".txt");
        boolean v6 = name.endsWith("v6");
        var a = Octets.hex(v6 ? "20010db8000000000000000000000001" : "0a000001");
        var b = Octets.hex(v6 ? "20010db8000000000000000000000002" : "0a000002");

        var report = PathReport.of(
                Source.KERNEL,
                databases(recorded),
                new Flow(a, 40_000, b, 862, Flow.TCP),
                new Flow(a, 40_001, b, 40_002, Flow.UDP),
                new PathMtu(Integer.parseInt(recorded.text("mtu")), LINK));

        assertThat(report.ways())
                .extracting(Way::protection)
                .extracting(Protection::toString)
                .containsOnly(protection);
        assertThat(report.required()).isEqualTo(!name.equals("clear"));
        assertThat(report.predictedMtu()).hasValue(mtu);
        assertThat(report.consistent()).contains(true);
        int headers = (v6 ? 40 : 20) + 8;
        IntStream.of(1, 33, 64, 100, 512, 1000, 1300)
                .forEach(octets -> assertThat(report.test().wireOctets(headers + octets))
                        .as("%d octets", octets)
                        .hasValue(Integer.parseInt(recorded.text("wire " + octets))));
        if (!name.equals("clear")) tellsOfTheSa(report, name);
    }

    private static void tellsOfTheSa(PathReport report, String name) {
        var out = report.test().sas().getFirst();
        assertThat(out.spi()).isEqualTo(0x1001);
        assertThat(report.testBack().sas().getFirst().spi()).isEqualTo(0x2001);
        assertThat(out.protocol()).isEqualTo(name.startsWith("ah") ? 51 : 50);
        assertThat(out.mode()).hasToString(name.contains("tunnel") ? "TUNNEL" : "TRANSPORT");
        assertThat(out.inUdp()).isEqualTo(name.endsWith("encap"));
        assertThat(report.overhead().orElseThrow().fewest()).isPositive();
    }

    static Databases databases(Vectors recorded) throws MalformedMessage {
        return new Databases(
                contents(recorded, "states")
                        .filter(SaSet.class::isInstance)
                        .map(message -> ((SaSet) message).sa())
                        .toList(),
                contents(recorded, "policies")
                        .filter(PolicySet.class::isInstance)
                        .map(message -> ((PolicySet) message).policy())
                        .toList());
    }

    private static Stream<XfrmMessage> contents(Vectors recorded, String field) throws MalformedMessage {
        return NetlinkMessage.readAll(WireReader.of(recorded.octets(field))).stream()
                .map(NetlinkMessage::content);
    }
}
