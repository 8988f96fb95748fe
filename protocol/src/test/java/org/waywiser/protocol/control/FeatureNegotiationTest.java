package org.waywiser.protocol.control;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.waywiser.protocol.probe.ProbeMode;
import org.waywiser.testkit.Rfc;
import org.waywiser.wire.control.Accept;
import org.waywiser.wire.control.KeyId;
import org.waywiser.wire.control.Modes;
import org.waywiser.wire.control.SaName;

@Rfc(value = 5618, section = "3.1")
class FeatureNegotiationTest {
    private static final Modes REFLECTING = ControlPair.ALL.or(Modes.REFLECT_OCTETS);

    @Test
    void bothEndsKnowTheFeaturesThatWereChosen() {
        Modes chosen = Modes.UNAUTHENTICATED.or(Modes.REFLECT_OCTETS);
        var pair = new ControlPair(REFLECTING, 4096).connect();
        assertThat(pair.lastOfClient(ClientEffect.Greeted.class).offered()).isEqualTo(REFLECTING);
        pair.toClient(new ClientInput.ChooseOpen(Modes.REFLECT_OCTETS));

        assertThat(pair.lastOfServer(ServerEffect.Established.class).mode()).isEqualTo(chosen);
        assertThat(pair.lastOfClient(ClientEffect.Established.class).mode()).isEqualTo(chosen);
    }

    @Test
    void featuresGoWithKeysFromWhereverTheyCome() {
        Modes chosen = Modes.ENCRYPTED.or(Modes.REFLECT_OCTETS).or(Modes.IKEV2_DERIVED);
        var pair = new ControlPair(REFLECTING.or(Modes.IKEV2_DERIVED), 4096).connect();
        pair.toClient(new ClientInput.ChooseKeyed(chosen, KeyId.ofSpis(1, 2), ControlPair.passphrase()));
        pair.toServer(new ServerInput.SecretAnswered(ControlPair.passphrase()));

        assertThat(pair.lastOfServer(ServerEffect.Established.class).mode()).isEqualTo(chosen);
        assertThat(pair.lastOfClient(ClientEffect.Established.class).mode()).isEqualTo(chosen);
    }

    @ParameterizedTest
    @ValueSource(longs = {16, 64, 96, 256, 1L << 31})
    @Rfc(value = 4656, section = "3.1")
    void theServerRefusesAFeatureThatItDidNotOffer(long feature) {
        var pair = new ControlPair(REFLECTING, 4096).connect();
        pair.toClient(new ClientInput.ChooseOpen(new Modes(feature)));

        assertThat(pair.serverClosed()).isEqualTo(CloseReason.MODE_NOT_OFFERED);
        assertThat(pair.lastOfClient(ClientEffect.Close.class))
                .isEqualTo(new ClientEffect.Close(CloseReason.REFUSED, Accept.NOT_SUPPORTED));
    }

    @ParameterizedTest
    @ValueSource(longs = {8, 8 | 128})
    void mixedModeHasKeysForControlAndOpenPackets(long mode) {
        var chosen = new Modes(mode);
        var pair = new ControlPair(ControlPair.ALL.or(Modes.MIXED).or(Modes.IKEV2_DERIVED), 5).connect();
        pair.toClient(new ClientInput.ChooseKeyed(chosen, KeyId.ofSpis(1, 2), ControlPair.passphrase()));
        pair.toServer(new ServerInput.SecretAnswered(ControlPair.passphrase()));
        assertThat(pair.lastOfServer(ServerEffect.Established.class).mode()).isEqualTo(chosen);
        // A packet as long as a datagram can be without a HMAC.
        pair.toClient(new ClientInput.Request(ControlPair.request(65_507 - 14)));

        var configured = pair.lastOfServer(ServerEffect.ConfigureSession.class);
        assertThat(configured.keys()).isNotNull();
        assertThat(ProbeMode.of(configured.mode())).isEqualTo(ProbeMode.OPEN);
    }

    @Test
    @Rfc(value = 7718, section = "3.2")
    void oneWayThereAreNeitherFeaturesNorMixedMode() {
        var pair = ControlPair.owamp(REFLECTING.or(Modes.MIXED).or(Modes.IKEV2_DERIVED), 4096)
                .connect();

        assertThat(pair.lastOfClient(ClientEffect.Greeted.class))
                .isEqualTo(new ClientEffect.Greeted(ControlPair.ALL.or(Modes.IKEV2_DERIVED), SaName.NONE));
    }

    @Test
    void theProfilesOfTheDraftsHaveNoFeatures() {
        var settings = ServerSettings.of(Modes.NONE, 0).in(Profile.DRAFT, REFLECTING.or(Modes.IPSEC), REFLECTING);
        var pair = new ControlPair(settings, 4096).connect();
        pair.toServer(new ServerInput.SaPinned(SaName.NONE));

        assertThat(pair.lastOfClient(ClientEffect.Greeted.class).offered()).isEqualTo(ControlPair.ALL);
    }
}
