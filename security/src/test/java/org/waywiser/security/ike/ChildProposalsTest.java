package org.waywiser.security.ike;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.waywiser.testkit.Rfc;
import org.waywiser.wire.Octets;
import org.waywiser.wire.ike.Proposal;
import org.waywiser.wire.ike.ProtocolId;
import org.waywiser.wire.ike.SecurityAssociation;
import org.waywiser.wire.ike.Transform;
import org.waywiser.wire.ike.TransformType;

@Rfc(value = 7296, section = "2.7")
class ChildProposalsTest {
    private static final int OURS = 0xcafebabe;
    private static final int THEIRS = 0x00c0ffee;
    private static final Transform GCM_256 = Transform.withKeyLength(TransformType.ENCR, 20, 256);
    private static final Transform GCM_128 = Transform.withKeyLength(TransformType.ENCR, 20, 128);
    private static final Transform CBC_256 = Transform.withKeyLength(TransformType.ENCR, 12, 256);
    private static final Transform SHA_256_128 = Transform.of(TransformType.INTEG, 12);
    private static final Transform NO_INTEGRITY = Transform.of(TransformType.INTEG, 0);
    private static final Transform X25519 = Transform.of(TransformType.DH, 31);
    private static final Transform ECP_256 = Transform.of(TransformType.DH, 19);
    private static final Transform NO_GROUP = Transform.of(TransformType.DH, 0);
    private static final Transform NO_ESN = Transform.of(TransformType.ESN, 0);
    private static final Transform ESN = Transform.of(TransformType.ESN, 1);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "aes128gcm16",
                "aes128gcm16-x25519",
                "aes256-sha256-modp2048",
                "aes256gcm16-aes128gcm16-chacha20poly1305-x25519-ecp256-esn-noesn",
                "aes256gcm16-esn,aes128-sha1",
                "sha256-modp2048",
                "sha512-sha256-esn"
            })
    void areReadAndWrittenInTheUsualSpelling(String text) {
        assertThat(ChildProposals.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @CsvSource({
        "aes128gcm16-noesn,aes128gcm16",
        "aes256gcm16-aes128-sha256-x25519,'aes256gcm16-x25519,aes128-sha256-x25519'"
    })
    void writeWhatIsMeantInOneWay(String text, String same) {
        assertThat(ChildProposals.parse(text)).hasToString(same);
    }

    @ParameterizedTest
    @CsvSource({
        "aes128gcm8,unknown algorithm 'aes128gcm8'",
        "null-sha256,unknown algorithm 'null'",
        "aes128gcm16-prfsha256,a prf belongs to IKE SAs",
        "aes128,lacks an integrity algorithm",
        "x25519,lacks an algorithm",
        "'',unknown algorithm ''"
    })
    void sayWhatIsWrongWithThem(String text, String complaint) {
        assertThatThrownBy(() -> ChildProposals.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(complaint);
    }

    @Test
    void sequenceNumbersBelongToNoIkeSa() {
        assertThatThrownBy(() -> IkeProposals.parse("aes128gcm16-prfsha256-x25519-esn"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("esn and noesn belong to child SAs");
    }

    @Test
    @Rfc(value = 7296, section = "3.3.1")
    void areOfferedUnderOurSpiAndNumberedFromOne() {
        var proposals = ChildProposals.parse("aes256gcm16-aes128gcm16-x25519,aes256-sha256-esn-noesn,sha256");

        assertThat(proposals.offer(OURS))
                .isEqualTo(offer(
                        esp(1, OURS, GCM_256, GCM_128, X25519, NO_ESN),
                        esp(2, OURS, CBC_256, SHA_256_128, ESN, NO_ESN),
                        proposal(3, ProtocolId.AH, OURS, SHA_256_128, NO_ESN)));
    }

    @Test
    @Rfc(value = 7296, section = "1.2")
    void haveNoKeyExchangeInIkeAuth() {
        var proposals = ChildProposals.parse("aes128gcm16-x25519").withoutGroups();

        assertThat(proposals.offer(OURS)).isEqualTo(offer(esp(1, OURS, GCM_128, NO_ESN)));
        assertThat(proposals.select(offer(esp(1, THEIRS, GCM_128, X25519, NO_ESN)), OURS, 0))
                .isEmpty();
        assertThat(proposals
                        .select(offer(esp(1, THEIRS, GCM_128, NO_GROUP, X25519, NO_ESN)), OURS, 0)
                        .orElseThrow()
                        .answer())
                .isEqualTo(offer(esp(1, OURS, GCM_128, NO_GROUP, NO_ESN)));
    }

    @Test
    void theResponderSelectsOneOfEachUnderItsOwnSpi() {
        var offered = offer(esp(1, 0x01020304, CBC_256, NO_ESN), esp(2, THEIRS, GCM_128, GCM_256, ESN, NO_ESN));
        var selection = ChildProposals.parse("aes256gcm16-aes128gcm16")
                .select(offered, OURS, 0)
                .orElseThrow();

        assertThat(selection.suite()).hasToString("aes256gcm16-noesn");
        assertThat(selection.suite().protocol()).isEqualTo(ProtocolId.ESP);
        assertThat(selection.peerSpi()).isEqualTo(THEIRS);
        assertThat(selection.answer()).isEqualTo(offer(esp(2, OURS, GCM_256, NO_ESN)));
    }

    @Test
    void theGroupOfTheKeyExchangeIsPreferredAndAGroupHasToBeIfOneEndWantsIt() {
        var both = offer(esp(1, THEIRS, GCM_128, X25519, ECP_256, NO_ESN));
        var without = offer(esp(1, THEIRS, GCM_128, NO_ESN));
        var wanting = ChildProposals.parse("aes128gcm16-x25519-ecp256");
        var notWanting = ChildProposals.parse("aes128gcm16");

        assertThat(wanting.select(both, OURS, 19).orElseThrow().suite().group()).contains(DhGroup.ECP_256);
        assertThat(wanting.select(both, OURS, 14).orElseThrow().suite().group()).contains(DhGroup.X25519);
        assertThat(wanting.select(without, OURS, 0)).isEmpty();
        assertThat(notWanting.select(both, OURS, 19)).isEmpty();
        assertThat(notWanting.select(without, OURS, 0)).isPresent();
    }

    @Test
    @Rfc(value = 7296, section = "3.3.3")
    void sequenceNumbersAreMandatoryAndIntegrityGoesOnlyWithOtherEncryption() {
        var proposals = ChildProposals.parse("aes128gcm16,aes256-sha256");

        assertThat(proposals.select(offer(esp(1, THEIRS, GCM_128)), OURS, 0)).isEmpty();
        assertThat(proposals.select(offer(esp(1, THEIRS, GCM_128, ESN)), OURS, 0))
                .isEmpty();
        assertThat(proposals.select(offer(esp(1, THEIRS, CBC_256, NO_ESN)), OURS, 0))
                .isEmpty();
        assertThat(proposals.select(offer(esp(1, THEIRS, GCM_128, SHA_256_128, NO_ESN)), OURS, 0))
                .isEmpty();
        assertThat(proposals
                        .select(offer(esp(1, THEIRS, GCM_128, NO_INTEGRITY, NO_ESN)), OURS, 0)
                        .orElseThrow()
                        .answer())
                .isEqualTo(offer(esp(1, OURS, GCM_128, NO_INTEGRITY, NO_ESN)));
    }

    @Test
    void ahIsNotEsp() {
        var ah = proposal(1, ProtocolId.AH, THEIRS, SHA_256_128, NO_ESN);

        assertThat(ChildProposals.parse("aes256-sha256").select(offer(ah), OURS, 0))
                .isEmpty();
        var selection =
                ChildProposals.parse("sha256").select(offer(ah), OURS, 0).orElseThrow();
        assertThat(selection.suite()).hasToString("sha256-noesn");
        assertThat(selection.suite().protocol()).isEqualTo(ProtocolId.AH);
        assertThat(selection.answer()).isEqualTo(offer(proposal(1, ProtocolId.AH, OURS, SHA_256_128, NO_ESN)));
    }

    @Test
    @Rfc(value = 7296, section = "3.3.1")
    void anSpiHasFourOctetsAndIsNotReserved() {
        var proposals = ChildProposals.parse("aes128gcm16");
        var eight = new Proposal(1, ProtocolId.ESP, Octets.hex("0102030405060708"), List.of(GCM_128, NO_ESN));

        assertThat(proposals.select(offer(eight), OURS, 0)).isEmpty();
        assertThat(proposals.select(offer(esp(1, 0, GCM_128, NO_ESN)), OURS, 0)).isEmpty();
        assertThat(proposals.select(offer(esp(1, 255, GCM_128, NO_ESN)), OURS, 0))
                .isEmpty();
        assertThat(proposals.select(offer(esp(1, -1, GCM_128, NO_ESN)), OURS, 0))
                .isPresent();
    }

    @Test
    @Rfc(value = 7296, section = "3.3.6")
    void theInitiatorAcceptsOnlyWhatItOffered() {
        var proposals = ChildProposals.parse("aes256gcm16-aes128gcm16,aes256-sha256-x25519");

        var accepted =
                proposals.accepted(offer(esp(1, THEIRS, GCM_128, NO_ESN))).orElseThrow();
        assertThat(accepted.suite()).hasToString("aes128gcm16-noesn");
        assertThat(accepted.peerSpi()).isEqualTo(THEIRS);
        assertThat(proposals
                        .accepted(offer(esp(2, THEIRS, CBC_256, SHA_256_128, X25519, NO_ESN)))
                        .orElseThrow()
                        .suite())
                .hasToString("aes256-sha256-x25519-noesn");
        assertThat(List.of(
                        offer(),
                        offer(esp(0, THEIRS, GCM_128, NO_ESN)),
                        offer(esp(3, THEIRS, GCM_128, NO_ESN)),
                        offer(esp(2, THEIRS, GCM_128, NO_ESN)),
                        offer(esp(1, THEIRS, GCM_128, ESN)),
                        offer(esp(1, THEIRS, GCM_128)),
                        offer(esp(1, THEIRS, GCM_128, GCM_256, NO_ESN)),
                        offer(esp(1, THEIRS, GCM_128, X25519, NO_ESN)),
                        offer(esp(2, THEIRS, CBC_256, SHA_256_128, NO_ESN)),
                        offer(proposal(1, ProtocolId.AH, THEIRS, GCM_128, NO_ESN)),
                        offer(esp(1, THEIRS, GCM_128, NO_ESN), esp(1, THEIRS, GCM_128, NO_ESN))))
                .allSatisfy(answer -> assertThat(proposals.accepted(answer)).isEmpty());
    }

    private static SecurityAssociation offer(Proposal... proposals) {
        return new SecurityAssociation(List.of(proposals));
    }

    private static Proposal esp(int number, int spi, Transform... transforms) {
        return proposal(number, ProtocolId.ESP, spi, transforms);
    }

    private static Proposal proposal(int number, ProtocolId protocol, int spi, Transform... transforms) {
        return new Proposal(number, protocol, Octets.hex(String.format("%08x", spi)), List.of(transforms));
    }
}
