package org.waywiser.protocol.ike;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.waywiser.testkit.Rfc;
import org.waywiser.wire.Octets;
import org.waywiser.wire.ike.KeyExchange;
import org.waywiser.wire.ike.Nonce;

@Rfc(value = 7296, section = "1.2")
class TraceTest {
    private final IkePolicy alice = Ends.alice(Lockstep.PSK, Lockstep.PROPOSAL);
    private final IkeSettings responder = IkeSettings.defaults(Optional.of(Ends.bob(Lockstep.PSK, Lockstep.PROPOSAL)));
    private final IkeSettings initiator = IkeSettings.defaults(Optional.empty());

    @Test
    void tellsWhatIsInsideEachMessageInOneLine() {
        var lines = establish(true);

        assertThat(lines).hasSize(4);
        assertThat(lines.get(0))
                .matches("IKE_SA_INIT request 0, SPIs [0-9a-f]{16} 0{16}: .*")
                .contains("SA(aes256gcm16-prfsha384-x25519)", "KE(x25519, 32 octets)", "Nonce(32 octets)")
                .contains("N(NAT_DETECTION_SOURCE_IP, 20 octets)", "N(SIGNATURE_HASH_ALGORITHMS: ");
        assertThat(lines.get(1)).startsWith("IKE_SA_INIT response 0").contains("N(CHILDLESS_IKEV2_SUPPORTED)");
        assertThat(lines.get(2))
                .startsWith("IKE_AUTH request 1")
                .contains("IDi(alice.example.org)", "IDr(bob.example.org)", "AUTH(shared key, 48 octets)");
        assertThat(lines.get(3))
                .startsWith("IKE_AUTH response 1")
                .contains("IDr(bob.example.org)", "AUTH(shared key, 48 octets)");
    }

    @Test
    void tellsOfSecretsNothingButTheirLength() {
        var trace = String.join("\n", establish(true));
        var ends = new Lockstep(alice, Ends.endpoint(responder, 2), Ends.endpoint(initiator, 1));
        var request = Lockstep.message(ends.initiate());

        assertThat(trace)
                .doesNotContain(Lockstep.PSK)
                .doesNotContain(hex(request.first(Nonce.class).orElseThrow().data()))
                .doesNotContain(
                        hex(request.first(KeyExchange.class).orElseThrow().data()))
                .doesNotContainPattern("[0-9a-f]{17}");
    }

    @Test
    void tellsNothingUnlessAsked() {
        assertThat(establish(false)).isEmpty();
    }

    @Test
    void showsTheProposalsOfBothEndsWhereNothingIsInCommon() {
        var other = Ends.alice(Lockstep.PSK, "aes128-sha256-modp2048");
        var ends = new Lockstep(other, Ends.endpoint(responder, 2), Ends.endpoint(initiator, 1));

        var effects = ends.bobHears(ends.initiate());

        assertThat(effects)
                .filteredOn(IkeEffect.Failed.class::isInstance)
                .extracting(effect -> ((IkeEffect.Failed) effect).detail())
                .containsExactly("the peer offers aes128-sha256-prfsha256-modp2048; accepted is " + Lockstep.PROPOSAL);
    }

    /** What Alice traces. */
    private List<String> establish(boolean traced) {
        var ends = new Lockstep(alice, Ends.endpoint(responder, 2), Ends.endpoint(initiator.withTrace(traced), 1));
        ends.told.addAll(ends.aliceHears(ends.toBob(ends.toAlice(ends.toBob(ends.initiate())))));
        var lines = new ArrayList<String>();
        for (var effect : ends.told) if (effect instanceof IkeEffect.Traced t) lines.add(t.text());
        return lines;
    }

    private static String hex(Octets octets) {
        return HexFormat.of().formatHex(octets.toByteArray());
    }
}
