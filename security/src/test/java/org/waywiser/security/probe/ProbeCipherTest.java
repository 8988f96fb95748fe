package org.waywiser.security.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.waywiser.security.Secret;
import org.waywiser.testkit.Rfc;
import org.waywiser.wire.Octets;

@Rfc(value = 4656, section = "4.1.2")
@Rfc(value = 5357, section = "4.2.1")
class ProbeCipherTest {
    private final ProbeKeys keys = new ProbeKeys(
            Secret.of(Octets.hex("2b7e151628aed2a6abf7158809cf4f3c").toByteArray()),
            Secret.of(Octets.hex("c0ffee00".repeat(8)).toByteArray()));
    private final ProbeCipher authenticated = ProbeCipher.authenticated(keys);
    private final ProbeCipher encrypted = ProbeCipher.encrypted(keys);

    @Test
    void authenticatedModeProtectsTheFirstBlockOfBothPackets() throws Exception {
        byte[] sender = packet(60);
        byte[] reflected = packet(120);

        authenticated.sealSender(sender);
        authenticated.sealReflected(reflected);

        assertThat(sender).isEqualTo(expected(packet(60), "AES/ECB/NoPadding", 16, 32));
        assertThat(reflected).isEqualTo(expected(packet(120), "AES/ECB/NoPadding", 16, 96));
    }

    @Test
    void encryptedModeProtectsTwoBlocksOfASendersPacketAndSixOfAReflectedOne() throws Exception {
        byte[] sender = packet(60);
        byte[] reflected = packet(120);

        encrypted.sealSender(sender);
        encrypted.sealReflected(reflected);

        assertThat(sender).isEqualTo(expected(packet(60), "AES/CBC/NoPadding", 32, 32));
        assertThat(reflected).isEqualTo(expected(packet(120), "AES/CBC/NoPadding", 96, 96));
    }

    @Test
    void everyPacketIsAStreamOfItsOwn() {
        for (var cipher : List.of(authenticated, encrypted)) {
            byte[] first = packet(112);
            byte[] second = packet(112);
            cipher.sealReflected(first);
            cipher.sealSender(packet(48));
            cipher.openSender(packet(48));
            cipher.sealReflected(second);

            assertThat(second).isEqualTo(first);
        }
    }

    @Test
    void inAuthenticatedModeTimestampsMayBeWrittenAfterSealing() {
        byte[] packet = packet(112);
        authenticated.sealReflected(packet);
        Arrays.fill(packet, 16, 24, (byte) 0x77);

        assertThat(authenticated.openReflected(packet)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void opensInAnyOrderWhatItSealedAndNoticesAnyFlippedBitOfWhatIsCovered(long seed) {
        var random = new Random(seed);
        for (int i = 0; i < 500; i++) {
            boolean whole = random.nextBoolean();
            boolean reflected = random.nextBoolean();
            var cipher = whole ? encrypted : authenticated;
            byte[] plain = new byte[(reflected ? 112 : 48) + random.nextInt(30)];
            random.nextBytes(plain);
            byte[] sealed = plain.clone();
            seal(cipher, reflected, sealed);
            int hmac = reflected ? 96 : 32;
            int head = !whole ? 16 : hmac;

            byte[] flipped = sealed.clone();
            int at = random.nextBoolean() ? random.nextInt(head) : hmac + random.nextInt(16);
            flipped[at] ^= (byte) (1 << random.nextInt(8));
            assertThat(open(cipher, reflected, flipped))
                    .as("seed %d, octet %d", seed, at)
                    .isFalse();

            assertThat(open(cipher, reflected, sealed)).as("seed %d", seed).isTrue();
            System.arraycopy(sealed, hmac, plain, hmac, 16);
            assertThat(sealed).as("seed %d", seed).isEqualTo(plain);
        }
    }

    @Test
    void leavesThePaddingAlone() {
        byte[] sender = packet(300);
        encrypted.sealSender(sender);

        assertThat(Arrays.copyOfRange(sender, 48, 300)).isEqualTo(Arrays.copyOfRange(packet(300), 48, 300));
    }

    @Test
    void aReflectedPacketIsNoSendersPacketNorTheOtherWayRound() {
        byte[] sender = packet(112);
        encrypted.sealSender(sender);
        assertThat(encrypted.openReflected(sender)).isFalse();

        byte[] reflected = packet(112);
        encrypted.sealReflected(reflected);
        assertThat(encrypted.openSender(reflected)).isFalse();
    }

    @Test
    void goesOnAfterItsKeysAreWiped() {
        keys.wipe();

        byte[] packet = packet(48);
        encrypted.sealSender(packet);
        assertThat(encrypted.openSender(packet)).isTrue();
    }

    /** HMAC first, then encryption, as the JDK does both. */
    private byte[] expected(byte[] packet, String transformation, int head, int hmacAt) throws Exception {
        var mac = Mac.getInstance("HmacSHA1");
        mac.init(keys.hmac().key("HmacSHA1"));
        mac.update(packet, 0, head);
        System.arraycopy(mac.doFinal(), 0, packet, hmacAt, 16);
        var cipher = Cipher.getInstance(transformation);
        if (transformation.contains("CBC")) {
            cipher.init(Cipher.ENCRYPT_MODE, keys.aes().key("AES"), new IvParameterSpec(new byte[16]));
        } else {
            cipher.init(Cipher.ENCRYPT_MODE, keys.aes().key("AES"));
        }
        byte[] sealed = cipher.doFinal(packet, 0, head);
        System.arraycopy(sealed, 0, packet, 0, head);
        return packet;
    }

    private static void seal(ProbeCipher cipher, boolean reflected, byte[] packet) {
        if (reflected) cipher.sealReflected(packet);
        else cipher.sealSender(packet);
    }

    private static boolean open(ProbeCipher cipher, boolean reflected, byte[] packet) {
        return reflected ? cipher.openReflected(packet) : cipher.openSender(packet);
    }

    private static byte[] packet(int length) {
        byte[] packet = new byte[length];
        for (int i = 0; i < length; i++) packet[i] = (byte) (3 * i + 1);
        return packet;
    }
}
