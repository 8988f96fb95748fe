package org.waywiser.security.ike;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
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
import org.waywiser.wire.ike.TransformAttribute;
import org.waywiser.wire.ike.TransformType;

@Rfc(value = 7296, section = "2.7")
class IkeProposalsTest {
    private static final Transform AES_256 = Transform.withKeyLength(TransformType.ENCR, 20, 256);
    private static final Transform AES_128 = Transform.withKeyLength(TransformType.ENCR, 20, 128);
    private static final Transform CBC_128 = Transform.withKeyLength(TransformType.ENCR, 12, 128);
    private static final Transform SHA_256 = Transform.of(TransformType.PRF, 5);
    private static final Transform SHA_384 = Transform.of(TransformType.PRF, 6);
    private static final Transform X25519 = Transform.of(TransformType.DH, 31);
    private static final Transform ECP_256 = Transform.of(TransformType.DH, 19);
    private static final Transform NO_INTEGRITY = Transform.of(TransformType.INTEG, 0);
    private static final Transform SHA_256_128 = Transform.of(TransformType.INTEG, 12);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "aes256gcm16-prfsha384-x25519",
                "aes128gcm16-prfsha256-ecp256",
                "aes256gcm16-aes128gcm16-prfsha512-prfsha256-ecp256-x25519",
                "aes256gcm16-prfsha384-x25519,aes128gcm16-prfsha256-ecp256",
                "aes192gcm16-prfsha256-ecp384",
                "chacha20poly1305-prfsha256-x448",
                "aes128-sha256-modp2048",
                "aes256-sha512-sha256-ecp521-modp3072",
                "aes256-sha512-prfsha256-modp8192",
                "aes128-sha1-modp2048"
            })
    void areReadAndWrittenInTheUsualSpelling(String text) {
        assertThat(IkeProposals.parse(text)).hasToString(text);
    }

    @Test
    void bearBlanksAndTheOtherNameOfX25519() {
        assertThat(IkeProposals.parse(" aes128gcm16-prfsha256-curve25519 , aes128gcm16-prfsha256-ecp256"))
                .hasToString("aes128gcm16-prfsha256-x25519,aes128gcm16-prfsha256-ecp256");
    }

    @ParameterizedTest
    @CsvSource({
        "aes256gcm16-prfsha384-modp1024,unknown algorithm 'modp1024'",
        "3des-prfsha1-modp1024,unknown algorithm '3des'",
        "des-sha256-modp2048,unknown algorithm 'des'",
        "null-sha256-modp2048,unknown algorithm 'null'",
        "aes128-sha256-modp768,unknown algorithm 'modp768'",
        "aes128-sha256-modp1536,unknown algorithm 'modp1536'",
        "aes128-sha256-modp1024s160,unknown algorithm 'modp1024s160'",
        "aes128-sha256-modp2048s224,unknown algorithm 'modp2048s224'",
        "aes128-sha256-modp2048s256,unknown algorithm 'modp2048s256'",
        "'',unknown algorithm ''",
        "aes256gcm16-prfsha384,lacks a Diffie-Hellman group",
        "aes256gcm16-x25519,lacks a prf",
        "prfsha384-x25519,lacks an encryption algorithm",
        "aes128-prfsha256-x25519,lacks an integrity algorithm",
        "aes256gcm16-aes128-prfsha256-x25519,lacks an integrity algorithm"
    })
    void sayWhatIsWrongWithThem(String text, String complaint) {
        assertThatThrownBy(() -> IkeProposals.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(complaint);
    }

    @Test
    @Rfc(value = 7296, section = "3.3.1")
    void areNumberedFromOneWithoutIntegrityTransform() {
        var offer = IkeProposals.parse("aes256gcm16-prfsha384-x25519,aes128gcm16-prfsha256-ecp256-x25519")
                .offer();

        assertThat(offer.proposals())
                .containsExactly(proposal(1, AES_256, SHA_384, X25519), proposal(2, AES_128, SHA_256, ECP_256, X25519));
    }

    @Test
    void theResponderSelectsOneTransformOfEachTypeAndReturnsItUnmodified() {
        var selection = IkeProposals.parse("aes128gcm16-aes256gcm16-prfsha256-x25519-ecp256")
                .select(offer(proposal(1, AES_256, AES_128, SHA_384, SHA_256, ECP_256, X25519)), 31)
                .orElseThrow();

        assertThat(selection.suite()).hasToString("aes128gcm16-prfsha256-x25519");
        assertThat(selection.answer()).isEqualTo(offer(proposal(1, AES_128, SHA_256, X25519)));
    }

    @Test
    void theGroupOfTheKeyExchangeIsPreferredAmongThoseAcceptable() {
        var proposals = IkeProposals.parse("aes128gcm16-prfsha256-x25519-ecp256");
        var offered = offer(proposal(1, AES_128, SHA_256, X25519, ECP_256));

        assertThat(proposals.select(offered, 19).orElseThrow().suite().group()).isEqualTo(DhGroup.ECP_256);
        assertThat(proposals.select(offered, 31).orElseThrow().suite().group()).isEqualTo(DhGroup.X25519);
        assertThat(proposals.select(offered, 14).orElseThrow().suite().group()).isEqualTo(DhGroup.X25519);
    }

    @Test
    void aLaterProposalIsSelectedUnderItsOwnNumber() {
        var selection = IkeProposals.parse("aes128gcm16-prfsha256-x25519")
                .select(offer(proposal(1, AES_256, SHA_384, X25519), proposal(2, AES_128, SHA_256, X25519)), 31);

        assertThat(selection.orElseThrow().answer().proposals().getFirst().number())
                .isEqualTo(2);
    }

    @Test
    @Rfc(value = 7296, section = "3.3.6")
    void unknownTransformsAndAttributesSpoilThemselvesAlone() {
        var unknownCipher = Transform.of(TransformType.ENCR, 99);
        var strangeKey = new Transform(
                TransformType.ENCR,
                20,
                List.of(TransformAttribute.keyLength(128), new TransformAttribute(true, 99, Octets.zeros(2))));
        var proposals = IkeProposals.parse("aes128gcm16-prfsha256-x25519");

        assertThat(proposals.select(offer(proposal(1, unknownCipher, strangeKey, AES_128, SHA_256, X25519)), 31))
                .isPresent();
        assertThat(proposals.select(offer(proposal(1, unknownCipher, strangeKey, SHA_256, X25519)), 31))
                .isEmpty();
    }

    @Test
    @Rfc(value = 7296, section = "3.3.6")
    void anUnknownTransformTypeOrAMissingOneSpoilsTheProposal() {
        var unknownType = Transform.of(new TransformType(6), 0);
        var proposals = IkeProposals.parse("aes128gcm16-prfsha256-x25519");

        assertThat(proposals.select(offer(proposal(1, AES_128, SHA_256, X25519, unknownType)), 31))
                .isEmpty();
        assertThat(proposals.select(offer(proposal(1, AES_128, SHA_256)), 31)).isEmpty();
        assertThat(proposals.select(offer(proposal(1, AES_128, X25519)), 31)).isEmpty();
        assertThat(proposals.select(
                        offer(
                                proposal(1, AES_128, SHA_256, X25519, unknownType),
                                proposal(2, AES_128, SHA_256, X25519)),
                        31))
                .isPresent();
    }

    @Test
    @Rfc(value = 5282, section = "7.3")
    void aKeyLengthHasToBeGiven() {
        var without = Transform.of(TransformType.ENCR, 20);

        assertThat(IkeProposals.DEFAULT.select(offer(proposal(1, without, SHA_256, X25519)), 31))
                .isEmpty();
    }

    @Test
    @Rfc(value = 5282, section = "8")
    void onlyNoIntegrityGoesWithAuthenticatedEncryption() {
        var selection = IkeProposals.DEFAULT.select(offer(proposal(1, AES_128, SHA_256, NO_INTEGRITY, X25519)), 31);

        assertThat(selection.orElseThrow().answer())
                .isEqualTo(offer(proposal(1, AES_128, SHA_256, NO_INTEGRITY, X25519)));
        assertThat(IkeProposals.DEFAULT.select(offer(proposal(1, AES_128, SHA_256, SHA_256_128, X25519)), 31))
                .isEmpty();
    }

    @Test
    void proposalsForOtherProtocolsAreNotSelected() {
        var esp = new Proposal(1, ProtocolId.ESP, Octets.EMPTY, List.of(AES_128, SHA_256, X25519));
        var withSpi = new Proposal(1, ProtocolId.IKE, Octets.zeros(8), List.of(AES_128, SHA_256, X25519));

        assertThat(IkeProposals.DEFAULT.select(offer(esp), 31)).isEmpty();
        assertThat(IkeProposals.DEFAULT.select(offer(withSpi), 31)).isEmpty();
    }

    @Test
    @Rfc(value = 5282, section = "8")
    void authenticatedEncryptionAndOtherAreOfferedApart() {
        var proposals = IkeProposals.parse("aes256gcm16-aes128-sha256-curve448-curve25519");

        assertThat(proposals).hasToString("aes256gcm16-prfsha256-x448-x25519,aes128-sha256-x448-x25519");
        var x448 = Transform.of(TransformType.DH, 32);
        assertThat(proposals.offer().proposals())
                .containsExactly(
                        proposal(1, AES_256, SHA_256, x448, X25519),
                        proposal(2, CBC_128, SHA_256_128, SHA_256, x448, X25519));
    }

    @Test
    @Rfc(value = 7634, section = "4")
    void chaCha20HasNoKeyLength() {
        assertThat(IkeProposals.parse("chacha20poly1305-prfsha256-x25519")
                        .offer()
                        .proposals())
                .containsExactly(proposal(1, Transform.of(TransformType.ENCR, 28), SHA_256, X25519));
    }

    @Test
    void otherEncryptionIsSelectedAndAcceptedWithIntegrityOnly() {
        var proposals = IkeProposals.parse("aes128-sha256-x25519");
        var whole = offer(proposal(1, CBC_128, SHA_256, SHA_256_128, X25519));

        var selection = proposals.select(whole, 31).orElseThrow();
        assertThat(selection.suite()).hasToString("aes128-sha256-x25519");
        assertThat(selection.answer()).isEqualTo(whole);
        assertThat(proposals.accepted(whole).orElseThrow()).hasToString("aes128-sha256-x25519");
        for (var offered : new SecurityAssociation[] {
            offer(proposal(1, CBC_128, SHA_256, X25519)),
            offer(proposal(1, CBC_128, SHA_256, NO_INTEGRITY, X25519)),
            offer(proposal(1, CBC_128, SHA_256, Transform.of(TransformType.INTEG, 2), X25519)),
        }) {
            assertThat(proposals.select(offered, 31)).isEmpty();
            assertThat(proposals.accepted(offered)).isEmpty();
        }
    }

    @Test
    @Rfc(value = 8247, section = "2")
    void byDefaultWhatIsMandatoryIsOfferedAndSha1IsNot() {
        var modp2048 = Transform.of(TransformType.DH, 14);
        assertThat(IkeProposals.DEFAULT.select(offer(proposal(1, CBC_128, SHA_256, SHA_256_128, modp2048)), 14))
                .isPresent();
        assertThat(IkeProposals.DEFAULT.offer().proposals())
                .flatExtracting(Proposal::transforms)
                .doesNotContain(Transform.of(TransformType.PRF, 2), Transform.of(TransformType.INTEG, 2));
        assertThat(IkeProposals.DEFAULT.groups().getFirst()).isEqualTo(DhGroup.X25519);
    }

    @Test
    @Rfc(value = 7296, section = "3.3.6")
    void theInitiatorAcceptsOnlyWhatItOffered() {
        var proposals = IkeProposals.parse("aes256gcm16-prfsha384-x25519,aes128gcm16-prfsha256-ecp256");

        assertThat(proposals
                        .accepted(offer(proposal(2, AES_128, SHA_256, ECP_256)))
                        .orElseThrow())
                .hasToString("aes128gcm16-prfsha256-ecp256");
        var wrong = new ArrayList<SecurityAssociation>();
        wrong.add(offer());
        wrong.add(offer(proposal(1, AES_128, SHA_256, ECP_256))); // of the other proposal
        wrong.add(offer(proposal(2, AES_128, SHA_384, ECP_256)));
        wrong.add(offer(proposal(0, AES_128, SHA_256, ECP_256)));
        wrong.add(offer(proposal(3, AES_128, SHA_256, ECP_256)));
        wrong.add(offer(proposal(2, AES_128, SHA_256)));
        wrong.add(offer(proposal(2, AES_128, SHA_256, ECP_256, NO_INTEGRITY)));
        wrong.add(offer(proposal(2, AES_128, SHA_256, ECP_256), proposal(1, AES_256, SHA_384, X25519)));
        assertThat(wrong)
                .allSatisfy(answer -> assertThat(proposals.accepted(answer)).isEmpty());
    }

    @Test
    void groupsAreListedOnceInOrder() {
        assertThat(IkeProposals.parse("aes128gcm16-prfsha256-ecp256,aes256gcm16-prfsha256-x25519-ecp256")
                        .groups())
                .containsExactly(DhGroup.ECP_256, DhGroup.X25519);
    }

    private static SecurityAssociation offer(Proposal... proposals) {
        return new SecurityAssociation(List.of(proposals));
    }

    private static Proposal proposal(int number, Transform... transforms) {
        return new Proposal(number, ProtocolId.IKE, Octets.EMPTY, List.of(transforms));
    }
}
