package org.waywiser.security.binding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.waywiser.security.Secret;
import org.waywiser.security.ike.Prf;
import org.waywiser.security.probe.ProbeKeys;
import org.waywiser.testkit.Vectors;
import org.waywiser.wire.Octets;
import org.waywiser.wire.control.Sid;

/** Against vectors of a script that shares nothing with this program. draft-ietf-ippm-ipsec-01 §4.1, §4.3.1. */
class RootTest {
    private final Vectors vectors = Vectors.read("/drafts/derivations.txt");
    private final Sid sid = new Sid(Octets.of(vectors.octets("sid")));

    @ParameterizedTest
    @CsvSource({
        "sha1, ike-sa", "sha1, ipsec-sa", "sha256, ike-sa", "sha256, ipsec-sa",
        "sha384, ike-sa", "sha384, ipsec-sa", "sha512, ike-sa", "sha512, ipsec-sa"
    })
    void derivesWhatTheDraftsSay(String prf, String kind) {
        String at = prf + "." + kind + ".";
        var root = new Root(prf(prf), secret(at + "root"));

        assertThat(root.passwordKey(octets("salt"), Long.parseLong(vectors.text("count"))))
                .isEqualTo(secret(at + "draft.password-key"));
        assertThat(root.draftSessionKeys(sid)).isEqualTo(keys(at + "draft.session-id"));
        var alt1 = root.alt1Keys();
        assertThat(alt1.probeKeys()).isEqualTo(keys(at + "alt1"));
        assertThat(alt1.controlKeys().aes()).isEqualTo(secret(at + "alt1.aes"));
        assertThat(alt1.controlKeys().hmac()).isEqualTo(secret(at + "alt1.hmac"));
        assertThat(alt1.prove(octets("challenge"))).isEqualTo(secret(at + "alt1.token"));
        assertThat(root.alt1SessionKeys(sid)).isEqualTo(keys(at + "alt1.session-id"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"sha1", "sha256", "sha384", "sha512"})
    void derivesKeysOfStampSessionsFromSkD(String prf) {
        int ssid = Integer.parseInt(vectors.text("ssid"), 16);
        StampKeys keys = StampKeys.of(prf(prf), secret(prf + ".sk-d"), ssid);

        assertThat(keys.sender()).isEqualTo(secret(prf + ".stamp.sender"));
        assertThat(keys.reflector()).isEqualTo(secret(prf + ".stamp.reflector"));
        assertThat(StampKeys.of(prf(prf), secret(prf + ".sk-d"), ssid ^ 0x100).sender())
                .isNotEqualTo(keys.sender());
        assertThat(keys.toString()).doesNotContain(vectors.text(prf + ".stamp.sender"));
    }

    @ParameterizedTest
    @CsvSource({"sha256, ike-sa", "sha256, ipsec-sa"})
    void aWipedRootGivesNothingWhileWhatItGaveLivesOn(String prf, String kind) {
        var root = new Root(prf(prf), secret(prf + "." + kind + ".root"));
        var kept = root.copy();
        var given = root.alt1SessionKeys(sid);
        root.wipe();

        assertThatThrownBy(root::alt1Keys).isInstanceOf(IllegalStateException.class);
        assertThat(kept.alt1SessionKeys(sid)).isEqualTo(given);
        assertThat(kept).hasToString("…");
        assertThat(kept.alt1Keys().toString()).doesNotContain(vectors.text(prf + "." + kind + ".alt1.aes"));
    }

    private static Prf prf(String name) {
        return switch (name) {
            case "sha1" -> Prf.HMAC_SHA1;
            case "sha256" -> Prf.HMAC_SHA2_256;
            case "sha384" -> Prf.HMAC_SHA2_384;
            default -> Prf.HMAC_SHA2_512;
        };
    }

    private ProbeKeys keys(String prefix) {
        return new ProbeKeys(secret(prefix + ".aes"), secret(prefix + ".hmac"));
    }

    private Secret secret(String field) {
        return Secret.owning(vectors.octets(field));
    }

    private Octets octets(String field) {
        return Octets.of(vectors.octets(field));
    }
}
