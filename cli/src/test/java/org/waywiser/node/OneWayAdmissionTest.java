package org.waywiser.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.waywiser.node.OneWayAdmission.Refusal;
import org.waywiser.node.OneWayPeer.Wanted;
import org.waywiser.testkit.Rfc;
import org.waywiser.wire.NtpTimestamp;
import org.waywiser.wire.control.Accept;
import org.waywiser.wire.control.RequestSession;
import org.waywiser.wire.control.Slot;

@Rfc(value = 4656, section = "6.5")
class OneWayAdmissionTest {
    private static final long NOW = 0xecd0_0000L << 32;
    private static final long DAY = 86_400L << 32;
    private static final InetAddress OURS = InetAddress.ofLiteral("198.51.100.1");
    private static final InetAddress CLIENT = InetAddress.ofLiteral("192.0.2.1");
    private static final InetAddress OTHER = InetAddress.ofLiteral("203.0.113.77");

    private OneWayPolicy policy = OneWayPolicy.DEFAULT;

    @Test
    void nothingSpeaksAgainstAnOrdinarySession() {
        assertThat(judge(OneWayPeer.toServer(20_000, this::now))).isNull();
        assertThat(judge(OneWayPeer.fromServer(20_000, this::now))).isNull();
    }

    @Test
    void aReceiverHasToKeepInMindWhatMayStillCome() {
        Consumer<Wanted> fast = wanted -> {
            now(wanted);
            wanted.packets = 10_000_000;
            wanted.timeout = 10L << 32;
            wanted.slots = List.of(new Slot(Slot.FIXED, NtpTimestamp.interval(25_000)));
        };
        assertThat(judge(OneWayPeer.toServer(20_000, fast)))
                .isEqualTo(new Refusal(Accept.PERMANENT_LIMIT, "its schedule has too many packets within its Timeout"));
        assertThat(judge(OneWayPeer.fromServer(20_000, fast)))
                .as("who only sends")
                .isNull();
    }

    @Test
    void aSessionEndsWithinAWeek() {
        var late = new Refusal(Accept.PERMANENT_LIMIT, "it would end later than PT168H from now");
        assertThat(judge(OneWayPeer.toServer(20_000, wanted -> wanted.startTime = NOW + 8 * DAY)))
                .isEqualTo(late);
        assertThat(judge(OneWayPeer.toServer(20_000, wanted -> wanted.startTime = 0)))
                .isEqualTo(late);
        assertThat(judge(with(wanted -> wanted.timeout = -1L))).isEqualTo(late);
        assertThat(judge(with(wanted -> {
                    wanted.startTime = NOW + 3 * DAY;
                    wanted.timeout = 3 * DAY;
                    wanted.packets = 2;
                    wanted.slots = List.of(new Slot(Slot.FIXED, DAY));
                })))
                .isEqualTo(late);
        assertThat(judge(with(wanted -> {
                    wanted.startTime = NOW + 2 * DAY;
                    wanted.timeout = 2 * DAY;
                    wanted.packets = 2;
                    wanted.slots = List.of(new Slot(Slot.FIXED, DAY));
                })))
                .isNull();
    }

    @Test
    void aSessionWhosePacketsAreLostAlreadyIsRefused() {
        assertThat(judge(with(wanted -> wanted.startTime = NOW - wanted.timeout)))
                .isNull();
        assertThat(judge(with(wanted -> wanted.startTime = NOW - wanted.timeout - (1L << 32))))
                .isEqualTo(new Refusal(Accept.NOT_SUPPORTED, "its Start Time has been, by more than Timeout"));
    }

    @Test
    void whoSendsNeedsAPortToSendTo() {
        assertThat(judge(OneWayPeer.fromServer(0, this::now)))
                .isEqualTo(new Refusal(Accept.NOT_SUPPORTED, "it has no port to send to"));
        assertThat(judge(OneWayPeer.toServer(0, this::now)))
                .isEqualTo(new Refusal(Accept.NOT_SUPPORTED, "it has no port to receive from"));
    }

    @Test
    @Rfc(value = 4656, section = "6.2")
    void thirdPartiesTakePartOnlyWhereThatIsWanted() {
        var third = new Refusal(Accept.FAILURE, "it wants a session with a third party: 203.0.113.77");
        RequestSession to = OneWayPeer.fromServer(20_000, this::now);
        RequestSession from = OneWayPeer.toServer(20_000, this::now);
        assertThat(judge(to, OURS, OTHER)).isEqualTo(third);
        assertThat(judge(from, OTHER, OURS)).isEqualTo(third);
        policy = policy.with(List.of(AddressPrefix.parse("203.0.113.64/26")));
        assertThat(judge(to, OURS, OTHER)).isNull();
        assertThat(judge(from, OTHER, OURS)).isNull();
        assertThat(judge(OneWayPeer.toServer(0, this::now), OTHER, OURS))
                .as("the port of another server is not known yet")
                .isNull();
        assertThat(judge(to, OURS, InetAddress.ofLiteral("203.0.113.1"))).isNotNull();
    }

    @Test
    @Rfc(value = 4656, section = "6.2")
    void packetsLeaveFromOurOwnAddressOnly() {
        assertThat(judge(OneWayPeer.fromServer(20_000, this::now), OTHER, CLIENT))
                .isEqualTo(new Refusal(Accept.NOT_SUPPORTED, "it wants an address that is not ours: 203.0.113.77"));
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.0/24, 192.0.2.255, true",
        "192.0.2.0/24, 192.0.3.0, false",
        "192.0.2.7, 192.0.2.7, true",
        "192.0.2.7, 192.0.2.6, false",
        "0.0.0.0/0, 203.0.113.77, true",
        "0.0.0.0/0, 2001:db8::1, false",
        "2001:db8::/33, 2001:db8:7fff::1, true",
        "2001:db8::/33, 2001:db8:8000::1, false"
    })
    void prefixesHoldAddressesThatBeginAlike(String prefix, String address, boolean held) {
        assertThat(AddressPrefix.parse(prefix).contains(InetAddress.ofLiteral(address)))
                .isEqualTo(held);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "example.org", "192.0.2.0/33", "192.0.2.0/-1", "192.0.2.0/", "2001:db8::/129", "/8"})
    void otherTextIsNoPrefix(String text) {
        assertThatThrownBy(() -> AddressPrefix.parse(text)).hasMessageContaining("'" + text + "' is no address or");
    }

    private void now(Wanted wanted) {
        wanted.startTime = NOW;
    }

    private RequestSession with(Consumer<Wanted> changes) {
        return OneWayPeer.toServer(20_000, wanted -> {
            now(wanted);
            changes.accept(wanted);
        });
    }

    private @Nullable Refusal judge(RequestSession request) {
        return request.confSender() ? judge(request, OURS, CLIENT) : judge(request, CLIENT, OURS);
    }

    private @Nullable Refusal judge(RequestSession request, InetAddress sender, InetAddress receiver) {
        return new OneWayAdmission(policy, OURS::equals, CLIENT)
                .judge(request, new SessionAddresses(sender, receiver), NOW);
    }
}
