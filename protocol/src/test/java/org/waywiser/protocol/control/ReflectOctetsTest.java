package org.waywiser.protocol.control;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.waywiser.protocol.probe.ProbeFeatures;
import org.waywiser.testkit.Rfc;
import org.waywiser.wire.Octets;
import org.waywiser.wire.WireReader;
import org.waywiser.wire.control.Accept;
import org.waywiser.wire.control.AcceptSession;
import org.waywiser.wire.control.KeyId;
import org.waywiser.wire.control.Modes;
import org.waywiser.wire.control.RequestTwSession;
import org.waywiser.wire.control.Sid;
import org.waywiser.wire.control.TypeP;

/** What Reflect Octets and Symmetrical Size change on a control connection. */
@Rfc(value = 6038, section = "4")
class ReflectOctetsTest {
    private static final Modes OFFERED = ControlPair.ALL.or(ProbeFeatures.MODES);

    /** In a mode without IKE, as a number of the registry. */
    private static ControlPair established(long mode) {
        var pair = new ControlPair(OFFERED, 4096).connect();
        var chosen = new Modes(mode);
        if (chosen.contains(Modes.UNAUTHENTICATED)) {
            pair.toClient(new ClientInput.ChooseOpen(chosen.features()));
        } else {
            pair.toClient(new ClientInput.ChooseKeyed(chosen, KeyId.ofText("alice"), ControlPair.passphrase()));
            pair.toServer(new ServerInput.SecretAnswered(ControlPair.passphrase()));
        }
        assertThat(pair.lastOfServer(ServerEffect.Established.class).mode()).isEqualTo(chosen);
        return pair;
    }

    private static RequestTwSession request(long padding) {
        return RequestTwSession.of(
                4, 20001, 862, Octets.zeros(16), Octets.zeros(16), padding, 0, 2L << 32, TypeP.ofDscp(0));
    }

    private static AcceptSession answer(ControlPair pair) throws Exception {
        return AcceptSession.read(WireReader.of(
                pair.lastOfServer(ServerEffect.Send.class).octets().slice(0, AcceptSession.BODY_LENGTH)));
    }

    @ParameterizedTest
    @ValueSource(longs = {33, 34, 36})
    @Rfc(value = 6038, section = "4.3")
    void theServerBringsBackTheOctetsOfTheRequest(long mode) throws Exception {
        var pair = established(mode);
        pair.toClient(new ClientInput.Request(request(200).reflecting(0xbeef, 100)));
        var wanted = pair.lastOfServer(ServerEffect.ConfigureSession.class);
        assertThat(wanted.request().reflectedPadding()).isEqualTo(100);
        assertThat(ProbeFeatures.of(wanted.mode(), wanted.request().reflectedPadding(), 0))
                .isEqualTo(new ProbeFeatures(false, 100, 0, false, false));
        Sid sid = pair.configure(20002);

        assertThat(pair.lastOfClient(ClientEffect.SessionAccepted.class).serverOctets())
                .isZero();
        if (mode == 33) {
            assertThat(answer(pair)).isEqualTo(new AcceptSession(Accept.OK, 20002, sid, 0xbeef, 0));
        }
    }

    @Test
    @Rfc(value = 6038, section = "4.3")
    void theServerBringsThemBackWithARefusalToo() throws Exception {
        var pair = established(33);
        pair.toClient(new ClientInput.Request(request(0).reflecting(0xbeef, 100)));
        assertThat(answer(pair)).isEqualTo(new AcceptSession(Accept.NOT_SUPPORTED, 0, Sid.NONE, 0xbeef, 0));
        assertThat(pair.lastOfClient(ClientEffect.SessionRefused.class).accept())
                .isEqualTo(Accept.NOT_SUPPORTED);
    }

    @Test
    void withoutTheModeTheFieldsMeanNothing() throws Exception {
        var pair = established(1);
        pair.toClient(new ClientInput.Request(request(0).reflecting(0xbeef, 100)));
        Sid sid = pair.configure(20002);
        assertThat(answer(pair)).isEqualTo(new AcceptSession(Accept.OK, 20002, sid));
        assertThat(pair.lastOfClient(ClientEffect.SessionAccepted.class).sid()).isEqualTo(sid);
    }

    @Test
    @Rfc(value = 6038, section = "4.3")
    void theClientClosesWhenOtherOctetsComeBack() {
        assertThat(answered(33, 0xbee0, 0).clientClosed()).isEqualTo(CloseReason.OTHER_OCTETS);
        assertThat(answered(1, 0xbee0, 0).clientClosed()).isNull();
    }

    @Test
    @Rfc(value = 6038, section = "4.3")
    void theClientIsToldWhatTheServerWantsBackWithEachPacket() {
        assertThat(answered(33, 0xbeef, 0xcafe)
                        .lastOfClient(ClientEffect.SessionAccepted.class)
                        .serverOctets())
                .isEqualTo(0xcafe);
        assertThat(answered(1, 0, 0xcafe)
                        .lastOfClient(ClientEffect.SessionAccepted.class)
                        .serverOctets())
                .isZero();
    }

    /** An open connection whose client got that answer. */
    private static ControlPair answered(long mode, int reflectedOctets, int serverOctets) {
        var pair = established(mode);
        pair.toClient(new ClientInput.Request(request(200).reflecting(0xbeef, 100)));
        var accept = new AcceptSession(Accept.OK, 20002, Sid.NONE, reflectedOctets, serverOctets);
        pair.toClient(new ClientInput.Received(Octets.of(accept.toByteArray()).concat(Octets.zeros(16))));
        return pair;
    }

    @ParameterizedTest
    @CsvSource({
        // Reflect Octets: as much as replies are longer, and what is reflected.
        "33, 27, 0, true",
        "33, 26, 0, false",
        "33, 127, 100, true",
        "33, 126, 100, false",
        "33, 100, 65535, false",
        "34, 164, 100, true",
        "34, 163, 100, false",
        "36, 164, 100, true",
        "36, 163, 100, false",
        // Symmetrical Size: any padding will do.
        "65, 0, 0, true",
        "66, 0, 0, true",
        "65, 65466, 0, true",
        "65, 65467, 0, false",
        "66, 65395, 0, true",
        "66, 65396, 0, false",
        // Both: more than is reflected.
        "97, 0, 0, true",
        "97, 101, 100, true",
        "97, 100, 100, false",
        "98, 101, 100, true",
        "98, 100, 100, false",
        // With DSCP and ECN monitoring replies in open mode are three octets longer.
        "289, 130, 100, true",
        "289, 129, 100, false",
        "290, 164, 100, true",
        "290, 163, 100, false",
        "321, 2, 0, true",
        "321, 1, 0, false",
        "353, 102, 100, true",
        "353, 101, 100, false",
        "257, 0, 0, true",
        "513, 0, 0, true"
    })
    @Rfc(value = 6038, section = "4.2")
    void paddingSufficesForRepliesAsLongAsPacketsWithAllThatIsReflected(
            long mode, long padding, int reflected, boolean accepted) {
        var pair = established(mode);
        pair.toClient(new ClientInput.Request(request(padding).reflecting(1, reflected)));
        assertThat(pair.ofClient(ClientEffect.SessionRefused.class)).hasSize(accepted ? 0 : 1);
        if (!accepted) {
            assertThat(pair.lastOfClient(ClientEffect.SessionRefused.class).accept())
                    .isEqualTo(Accept.NOT_SUPPORTED);
        }
        assertThat(pair.serverEffects.stream().anyMatch(ServerEffect.ConfigureSession.class::isInstance))
                .isEqualTo(accepted);
    }
}
