package org.waywiser.protocol.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.waywiser.wire.Octets;
import org.waywiser.wire.control.KeyId;
import org.waywiser.wire.control.Modes;
import org.waywiser.wire.control.RequestSession;
import org.waywiser.wire.control.Sid;
import org.waywiser.wire.control.Slot;
import org.waywiser.wire.control.TypeP;

/** Both ends of a connection of OWAMP, and what tests of it have in common. */
final class OwampPair {
    static final Sid OURS = new Sid(Octets.hex("7f000001000000000000000000000001"));
    static final List<Slot> SLOTS = List.of(new Slot(Slot.EXPONENTIAL, 1L << 30), new Slot(Slot.FIXED, 0));

    private OwampPair() {}

    static ControlPair open(long mode, int portion) {
        var pair = ControlPair.owamp(ControlPair.ALL, portion).connect();
        if (mode == 1) {
            pair.toClient(new ClientInput.ChooseOpen(Modes.NONE));
        } else {
            pair.toClient(
                    new ClientInput.ChooseKeyed(new Modes(mode), KeyId.ofText("alice"), ControlPair.passphrase()));
            pair.toServer(new ServerInput.SecretAnswered(ControlPair.passphrase()));
        }
        assertThat(pair.lastOfClient(ClientEffect.Established.class).mode()).isEqualTo(new Modes(mode));
        return pair;
    }

    static ControlPair measuring() {
        var pair = open(1, 4096);
        accept(pair, request(false, true, Sid.NONE), 20_002);
        start(pair);
        return pair;
    }

    static Sid accept(ControlPair pair, RequestSession request, int port) {
        pair.toClient(new ClientInput.OneWay.Request(request));
        var configure = pair.lastOfServer(ServerEffect.OneWay.Configure.class);
        if (!configure.request().confReceiver()) {
            pair.toServer(new ServerInput.SessionConfigured(configure.request().sid(), port));
        } else {
            pair.configure(port);
        }
        assertThat(pair.lastOfClient(ClientEffect.SessionAccepted.class).port()).isEqualTo(port);
        return pair.lastOfClient(ClientEffect.SessionAccepted.class).sid();
    }

    static void start(ControlPair pair) {
        pair.toClient(new ClientInput.Start());
        pair.lastOfClient(ClientEffect.Started.class);
    }

    static RequestSession request(boolean confSender, boolean confReceiver, Sid sid) {
        return request(confSender, confReceiver, sid, 0, SLOTS, 100);
    }

    static RequestSession request(
            boolean confSender, boolean confReceiver, Sid sid, long padding, List<Slot> slots, long packets) {
        return new RequestSession(
                4,
                confSender,
                confReceiver,
                packets,
                20_001,
                20_002,
                Octets.zeros(16),
                Octets.zeros(16),
                sid,
                padding,
                5L << 32,
                2L << 32,
                TypeP.ofDscp(0),
                slots);
    }
}
