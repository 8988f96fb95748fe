package org.waywiser.protocol.path;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.waywiser.testkit.Rfc;
import org.waywiser.testkit.Vectors;
import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.Octets;
import org.waywiser.wire.xfrm.Mark;
import org.waywiser.wire.xfrm.Policy;
import org.waywiser.wire.xfrm.Policy.Template;
import org.waywiser.wire.xfrm.Sa;
import org.waywiser.wire.xfrm.SaId;
import org.waywiser.wire.xfrm.SaMode;
import org.waywiser.wire.xfrm.Selector;

@Rfc(value = 4301, section = "4.4.1")
@Rfc(value = 4301, section = "5")
class DatabasesTest {
    private static final Octets A = Octets.hex("0a000001");
    private static final Octets B = Octets.hex("0a000002");
    private static final Flow TEST = new Flow(A, 5000, B, 6000, Flow.UDP);
    private static final Flow CONTROL = new Flow(A, 5000, B, 862, Flow.TCP);

    private final List<Sa> sas = new ArrayList<>();
    private final List<Policy> newestFirst = new ArrayList<>();
    private final Sa recorded = recorded();

    private static Sa recorded() {
        try {
            return RecordedPathTest.databases(Vectors.read("/xfrm/esp-transport-gcm16.txt")).sas().stream()
                    .filter(sa -> sa.id().destination().equals(B))
                    .findFirst()
                    .orElseThrow();
        } catch (MalformedMessage e) {
            throw new AssertionError(e);
        }
    }

    private Sa sa(int spi, long request, long added) {
        return new Sa(
                new SaId(B, spi, SaId.ESP, Mark.NONE),
                A,
                recorded.selector(),
                0,
                added,
                request,
                SaMode.TRANSPORT,
                0,
                Optional.empty(),
                Optional.empty(),
                recorded.aead(),
                Optional.empty(),
                0,
                0);
    }

    private static Selector all(int protocol, int port) {
        return new Selector(B, 32, port, port == 0 ? 0 : 0xffff, A, 24, 0, 0, protocol);
    }

    private static Policy policy(long priority, Selector selector, boolean block, Template... templates) {
        return new Policy(
                selector, priority, 8 * priority + 1, Policy.OUT, block, true, List.of(templates), Mark.NONE, 0);
    }

    private static Template esp(int spi, long request, boolean optional) {
        return new Template(Octets.zeros(4), spi, SaId.ESP, Octets.zeros(4), request, SaMode.TRANSPORT, optional);
    }

    private Way out(Flow flow) {
        return new Databases(sas, newestFirst).out(flow);
    }

    @Test
    void theSmallestPriorityNumberWins() {
        newestFirst.add(policy(20, all(0, 0), true));
        newestFirst.add(policy(10, all(0, 0), false));

        assertThat(out(TEST).protection()).isEqualTo(Protection.BYPASS);
    }

    @Test
    void amongEqualPrioritiesTheOldestWins() {
        newestFirst.add(policy(10, all(0, 0), false));
        newestFirst.add(policy(10, all(0, 0), true));

        assertThat(out(TEST).protection()).isEqualTo(Protection.BLOCKED);
    }

    @Test
    void portsAndProtocolsAreLookedAt() {
        newestFirst.add(policy(10, all(Flow.TCP, 862), false, esp(0, 7, false)));
        sas.add(sa(1, 7, 100));

        assertThat(out(CONTROL).protection()).isEqualTo(Protection.ENCRYPTED);
        assertThat(out(TEST).protection()).isEqualTo(Protection.CLEAR);
    }

    @Test
    void theNewestSaOfTheRequestIsTaken() {
        newestFirst.add(policy(10, all(0, 0), false, esp(0, 7, false)));
        sas.addAll(List.of(sa(4, 8, 400), sa(1, 7, 100), sa(3, 7, 300), sa(2, 7, 200)));

        assertThat(out(TEST).sas()).extracting(ProtectingSa::spi).containsExactly(3);
    }

    @Test
    void amongSasOfOneSecondTheNewestIsTheFirstInTheDump() {
        newestFirst.add(policy(10, all(0, 0), false, esp(0, 7, false)));
        sas.addAll(List.of(sa(2, 7, 100), sa(1, 7, 100)));

        assertThat(out(TEST).sas()).extracting(ProtectingSa::spi).containsExactly(2);
    }

    @Test
    void aTemplateThatNamesItsSpiTakesNoOther() {
        newestFirst.add(policy(10, all(0, 0), false, esp(1, 7, false)));
        sas.addAll(List.of(sa(1, 7, 100), sa(2, 7, 200)));

        assertThat(out(TEST).sas()).extracting(ProtectingSa::spi).containsExactly(1);
    }

    @Test
    void aPolicyWithoutSaIsDown() {
        newestFirst.add(policy(10, all(0, 0), false, esp(0, 7, false)));

        assertThat(out(TEST).protection()).isEqualTo(Protection.DOWN);
        assertThat(out(TEST).required()).isTrue();
        assertThat(out(TEST).wireOctets(100)).isEmpty();
    }

    @Test
    void whatIsOptionalMayBeMissing() {
        newestFirst.add(policy(10, all(0, 0), false, esp(0, 7, true)));

        assertThat(out(TEST).protection()).isEqualTo(Protection.CLEAR);
    }

    @Test
    void aLarvalSaProtectsNothing() {
        newestFirst.add(policy(10, all(0, 0), false, esp(0, 7, false)));
        Sa whole = sa(1, 7, 100);
        sas.add(new Sa(
                whole.id(),
                whole.source(),
                whole.selector(),
                0,
                100,
                7,
                SaMode.TRANSPORT,
                0,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                0,
                0));

        assertThat(out(TEST).protection()).isEqualTo(Protection.DOWN);
    }

    @Test
    void theWorstOfAllWaysCounts() {
        newestFirst.add(policy(10, all(Flow.TCP, 862), false, esp(0, 7, false)));
        sas.add(sa(1, 7, 100));

        var report = PathReport.of(
                PathReport.Source.KERNEL,
                new Databases(sas, newestFirst),
                CONTROL,
                TEST,
                new PathMtu(PathMtu.UNKNOWN, PathMtu.UNKNOWN));

        assertThat(report.control().protection()).isEqualTo(Protection.ENCRYPTED);
        assertThat(report.protection()).isEqualTo(Protection.CLEAR);
        assertThat(report.protects()).isFalse();
        assertThat(report.consistent()).isEmpty();
    }

    @Test
    void theMtuAloneIsGoodForAGuess() {
        assertThat(PathReport.ofMtu(CONTROL, TEST, new PathMtu(1438, 1500), "").protection())
                .isEqualTo(Protection.LIKELY);
        assertThat(PathReport.ofMtu(CONTROL, TEST, new PathMtu(1500, 1500), "").protection())
                .isEqualTo(Protection.UNKNOWN);
        assertThat(PathReport.ofMtu(CONTROL, TEST, new PathMtu(1280, 1500), "").protection())
                .isEqualTo(Protection.UNKNOWN);
        assertThat(PathReport.ofMtu(CONTROL, TEST, new PathMtu(65_536, 1500), "")
                        .protection())
                .isEqualTo(Protection.DOWN);
        assertThat(PathReport.ofMtu(CONTROL, TEST, new PathMtu(65_536, 65_536), "")
                        .protection())
                .isEqualTo(Protection.UNKNOWN);
    }

    @Test
    void whatTheKernelLeavesClearIsUnknownOnceItLeavesByATunnelDevice() {
        var report = PathReport.of(
                PathReport.Source.KERNEL, new Databases(sas, newestFirst), CONTROL, TEST, new PathMtu(1400, 1500));

        assertThat(report.leavingBy("eth0", false).protection())
                .as("a narrow hop protects nothing")
                .isEqualTo(Protection.CLEAR);
        assertThat(report.leavingBy("tun0", true).protection()).isEqualTo(Protection.UNKNOWN);
        assertThat(report.leavingBy("tun0", true).note()).contains("tun0");
    }

    @Test
    void whatTheKernelProtectsIsProtectedWhereverItLeaves() {
        newestFirst.add(policy(10, all(Flow.UDP, 0), false, esp(0, 7, false)));
        sas.add(sa(1, 7, 100));

        assertThat(out(TEST).doubted().protection()).isEqualTo(Protection.ENCRYPTED);
    }

    @Test
    void whatWasNegotiatedIsInUseOnlyIfATunnelDeviceTakesIt() {
        sas.add(sa(1, 7, 100));
        var sa = ProtectingSa.of(sas.getFirst());
        var report = PathReport.of(PathReport.Source.HA, sa, sa, CONTROL, TEST, new PathMtu(1400, 1500));

        assertThat(report.leavingBy("ipsec0", true).protects()).isTrue();
        assertThat(report.leavingBy("eth0", false).protection()).isEqualTo(Protection.UNKNOWN);
    }
}
