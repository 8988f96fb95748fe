package org.waywiser.security.ike;

import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.waywiser.wire.ike.ProtocolId;

/**
 * The algorithms of one child SA. RFC 7296 §2.7.
 *
 * @param encryption there in ESP, not in AH
 * @param integrity there unless the encryption authenticates by itself
 * @param group of a key exchange of its own; none in IKE_AUTH. RFC 7296 §1.2
 */
public record ChildSuite(
        Optional<Encryption> encryption,
        Optional<Integrity> integrity,
        Optional<DhGroup> group,
        SequenceNumbers sequenceNumbers) {
    public ChildSuite {
        boolean authenticates = encryption.map(Encryption::authenticates).orElse(false);
        if (authenticates == integrity.isPresent()) {
            throw new IllegalArgumentException("encryption and integrity that do not go together");
        }
    }

    public ProtocolId protocol() {
        return encryption.isPresent() ? ProtocolId.ESP : ProtocolId.AH;
    }

    /** Whether its two keys are those of AES-CBC and of an HMAC, and so fit O/TWAMP itself. */
    public boolean isCbcWithHmac() {
        return encryption.isPresent() && integrity.isPresent();
    }

    /** Octets of the key of one direction: with a salt of four if it authenticates by itself. RFC 4106 §8.1. */
    int encryptionKeyLength() {
        return encryption.map(Encryption::keyMaterialLength).orElse(0);
    }

    /** Octets of the key of one direction. */
    int integrityKeyLength() {
        return integrity.map(Integrity::keyLength).orElse(0);
    }

    /** In strongSwan's spelling, such as {@code aes256gcm16-noesn} or {@code aes128-sha256-modp2048-esn}. */
    @Override
    public String toString() {
        return Stream.of(
                        encryption.map(Encryption::keyword),
                        integrity.map(Integrity::keyword),
                        group.map(DhGroup::keyword),
                        Optional.of(sequenceNumbers.keyword()))
                .flatMap(Optional::stream)
                .collect(Collectors.joining("-"));
    }
}
