package org.waywiser.protocol.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.waywiser.testkit.Rfc;
import org.waywiser.wire.Octets;
import org.waywiser.wire.control.Accept;
import org.waywiser.wire.control.RequestSession;
import org.waywiser.wire.control.Sid;
import org.waywiser.wire.control.Slot;
import org.waywiser.wire.control.TypeP;

/** Requests for one-way sessions, and their answers. */
@Rfc(value = 4656, section = "3.5")
class OwampRequestsTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 4})
    @Rfc(value = 4656, section = "3.5")
    void carriesScheduleAndRequestUnchanged(long mode) {
        var pair = OwampPair.open(mode, 5);
        pair.toClient(new ClientInput.OneWay.Request(OwampPair.request(false, true, Sid.NONE)));

        assertThat(pair.lastOfServer(ServerEffect.OneWay.Configure.class).request())
                .isEqualTo(OwampPair.request(false, true, Sid.NONE));
    }

    @Test
    @Rfc(value = 4656, section = "3.5")
    void refusesASessionAndGoesOn() {
        var pair = OwampPair.open(1, 4096);
        pair.toClient(new ClientInput.OneWay.Request(OwampPair.request(false, true, Sid.NONE)));
        pair.toServer(new ServerInput.SessionRefused(Accept.TEMPORARY_LIMIT));

        assertThat(pair.lastOfClient(ClientEffect.SessionRefused.class).accept())
                .isEqualTo(Accept.TEMPORARY_LIMIT);
        OwampPair.accept(pair, OwampPair.request(false, true, Sid.NONE), 20_002);
    }

    @Test
    @Rfc(value = 4656, section = "3.5")
    void answersEachRequestThatCannotBeMetWithItsReason() {
        var neither = refused(OwampPair.request(false, false, Sid.NONE));
        assertThat(neither).isEqualTo(Accept.NOT_SUPPORTED);
        assertThat(refused(with(List.of(), 10))).isEqualTo(Accept.NOT_SUPPORTED);
        assertThat(refused(with(OwampPair.SLOTS, 0))).isEqualTo(Accept.NOT_SUPPORTED);
        assertThat(refused(with(List.of(new Slot(2, 5)), 10))).isEqualTo(Accept.NOT_SUPPORTED);
        assertThat(refused(OwampPair.request(false, true, Sid.NONE, 65_494, OwampPair.SLOTS, 10)))
                .isEqualTo(Accept.NOT_SUPPORTED);
    }

    @Test
    @Rfc(value = 4656, section = "3.5")
    void judgesTypePOnlyWhereItHasToSend() {
        var phb = new TypeP(0x4000_0000L);
        assertThat(refused(ofType(phb, true))).isEqualTo(Accept.NOT_SUPPORTED);

        var pair = OwampPair.open(1, 4096);
        pair.toClient(new ClientInput.OneWay.Request(ofType(phb, false)));
        assertThat(pair.lastOfServer(ServerEffect.OneWay.Configure.class)
                        .request()
                        .typeP())
                .isEqualTo(phb);
    }

    private static RequestSession ofType(TypeP typeP, boolean confSender) {
        return new RequestSession(
                4,
                confSender,
                !confSender,
                10,
                20_001,
                20_002,
                Octets.zeros(16),
                Octets.zeros(16),
                OwampPair.OURS,
                0,
                5L << 32,
                2L << 32,
                typeP,
                OwampPair.SLOTS);
    }

    @Test
    void answersAScheduleThatIsTooLongBeforeItIsRead() {
        var pair = OwampPair.open(1, 4096);
        var tooMany = Collections.nCopies(OneWayRules.MOST_SLOTS + 1, OwampPair.SLOTS.getFirst());
        pair.toClient(new ClientInput.OneWay.Request(with(tooMany, 10)));

        assertThat(pair.lastOfClient(ClientEffect.SessionRefused.class).accept())
                .isEqualTo(Accept.PERMANENT_LIMIT);
        assertThat(pair.serverClosed()).isEqualTo(CloseReason.LONG_SCHEDULE);
    }

    @Test
    void doesNotSendTwoSessionsWithOneSid() {
        var pair = OwampPair.open(1, 4096);
        OwampPair.accept(pair, OwampPair.request(true, false, OwampPair.OURS), 20_003);
        pair.toClient(new ClientInput.OneWay.Request(OwampPair.request(true, false, OwampPair.OURS)));

        assertThat(pair.lastOfClient(ClientEffect.SessionRefused.class).accept())
                .isEqualTo(Accept.FAILURE);
    }

    private static Accept refused(RequestSession request) {
        var pair = OwampPair.open(1, 4096);
        pair.toClient(new ClientInput.OneWay.Request(request));
        return pair.lastOfClient(ClientEffect.SessionRefused.class).accept();
    }

    private static RequestSession with(List<Slot> slots, long packets) {
        return OwampPair.request(false, true, Sid.NONE, 0, slots, packets);
    }
}
