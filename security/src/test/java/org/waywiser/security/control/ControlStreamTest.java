package org.waywiser.security.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
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

@Rfc(value = 4656, section = "3.2")
@Rfc(value = 4656, section = "3.4")
class ControlStreamTest {
    private static final Octets IV = Octets.hex("0f0e0d0c0b0a09080706050403020100");

    private final ControlKeys keys = new ControlKeys(
            Secret.of(Octets.hex("2b7e151628aed2a6abf7158809cf4f3c").toByteArray()),
            Secret.of(Octets.hex("c0ffee00".repeat(8)).toByteArray()));
    private final OutgoingStream out = OutgoingStream.keyed(keys, IV);
    private final IncomingStream in = IncomingStream.keyed(keys, IV);

    @Test
    void anHmacCoversAllSinceTheOneBeforeAndNeverAnHmac() throws Exception {
        byte[] start = block(1);
        byte[] first = concat(block(2), block(3));
        byte[] second = block(4);

        byte[] sent = concat(out.cover(start), out.seal(first), out.seal(second));

        byte[] plain = cbc(Cipher.DECRYPT_MODE).doFinal(sent);
        assertThat(Arrays.copyOfRange(plain, 0, 48)).isEqualTo(concat(start, first));
        assertThat(Arrays.copyOfRange(plain, 48, 64)).isEqualTo(hmac(concat(start, first)));
        assertThat(Arrays.copyOfRange(plain, 64, 80)).isEqualTo(second);
        assertThat(Arrays.copyOfRange(plain, 80, 96)).isEqualTo(hmac(second));
    }

    @Test
    void readsWhatTheOtherSideSent() {
        byte[] start = out.cover(block(1));
        byte[] message = out.seal(concat(block(2), block(3)));

        assertThat(in.decrypt(start)).isEqualTo(block(1));
        assertThat(in.decrypt(Arrays.copyOf(message, 16))).isEqualTo(block(2));
        assertThat(in.decrypt(Arrays.copyOfRange(message, 16, 32))).isEqualTo(block(3));
        assertThat(in.authentic(Arrays.copyOfRange(message, 32, 48))).isTrue();
    }

    @Test
    @Rfc(value = 5357, section = "3.2")
    void theThirdBlockOfServerStartIsCoveredByTheNextHmac() {
        byte[] start = out.cover(block(1));
        byte[] accept = out.seal(block(2));

        start[3] ^= 1;
        in.decrypt(start);
        in.decrypt(Arrays.copyOf(accept, 16));
        assertThat(in.authentic(Arrays.copyOfRange(accept, 16, 32))).isFalse();
    }

    @Test
    @Rfc(value = 4656, section = "6.10")
    void aStreamThatFailedOnceNeverVouchesForAnythingAgain() {
        byte[] bad = out.seal(concat(block(1), block(2)));
        byte[] good = out.seal(block(3));
        bad[0] ^= 1; // CBC heals two blocks later, so the next message decrypts rightly

        in.decrypt(Arrays.copyOf(bad, 32));
        assertThat(in.authentic(Arrays.copyOfRange(bad, 32, 48))).isFalse();
        assertThat(in.decrypt(Arrays.copyOf(good, 16))).isEqualTo(block(3));
        assertThat(in.authentic(Arrays.copyOfRange(good, 16, 32))).isFalse();
    }

    @Test
    void aMessageWithoutItsPredecessorIsNotAuthentic() {
        out.seal(block(1));
        byte[] second = out.seal(block(2));

        in.decrypt(Arrays.copyOf(second, 16));
        assertThat(in.authentic(Arrays.copyOfRange(second, 16, 32))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void anyFlippedBitIsNoticed(long seed) {
        var random = new Random(seed);
        for (int i = 0; i < 200; i++) {
            var sender = OutgoingStream.keyed(keys, IV);
            var receiver = IncomingStream.keyed(keys, IV);
            byte[] body = new byte[16 * (1 + random.nextInt(6))];
            random.nextBytes(body);
            byte[] sealed = sender.seal(body);
            int bit = random.nextInt(8 * sealed.length);
            sealed[bit / 8] ^= (byte) (1 << bit % 8);

            receiver.decrypt(Arrays.copyOf(sealed, body.length));
            assertThat(receiver.authentic(Arrays.copyOfRange(sealed, body.length, sealed.length)))
                    .as("seed %d, bit %d", seed, bit)
                    .isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void longConversationsStayInStep(long seed) {
        var random = new Random(seed);
        for (int i = 0; i < 300; i++) {
            byte[] body = new byte[16 * random.nextInt(8)];
            random.nextBytes(body);
            if (random.nextInt(4) == 0) {
                assertThat(in.decrypt(out.cover(body))).as("seed %d", seed).isEqualTo(body);
            } else {
                byte[] sealed = out.seal(body);
                assertThat(in.decrypt(Arrays.copyOf(sealed, body.length)))
                        .as("seed %d", seed)
                        .isEqualTo(body);
                assertThat(in.authentic(Arrays.copyOfRange(sealed, body.length, sealed.length)))
                        .as("seed %d", seed)
                        .isTrue();
            }
        }
    }

    @Test
    @Rfc(value = 4656, section = "3.2")
    void inOpenModeOctetsStayAsTheyAreAndHmacsAreZeroAndIgnored() {
        var open = OutgoingStream.clear();
        var incoming = IncomingStream.clear();

        assertThat(open.cover(block(1))).isEqualTo(block(1));
        assertThat(open.seal(block(2))).isEqualTo(concat(block(2), new byte[16]));
        assertThat(incoming.decrypt(block(3))).isEqualTo(block(3));
        assertThat(incoming.authentic(block(4))).isTrue();
    }

    @Test
    void leavesTheArraysOfTheCallerAlone() {
        byte[] body = block(7);
        byte[] sealed = out.seal(body);
        byte[] copy = sealed.clone();
        in.decrypt(Arrays.copyOf(sealed, 16));
        in.authentic(Arrays.copyOfRange(sealed, 16, 32));

        assertThat(body).isEqualTo(block(7));
        assertThat(sealed).isEqualTo(copy);
    }

    @Test
    void movesWholeBlocksOnly() {
        assertThatThrownBy(() -> out.seal(new byte[17])).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> out.cover(new byte[8])).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> in.decrypt(new byte[15])).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> in.authentic(new byte[20])).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void goesOnAfterItsKeysAreWiped() {
        keys.wipe();

        byte[] sealed = out.seal(block(1));
        in.decrypt(Arrays.copyOf(sealed, 16));
        assertThat(in.authentic(Arrays.copyOfRange(sealed, 16, 32))).isTrue();
        assertThatThrownBy(() -> keys.aes().toByteArray()).isInstanceOf(IllegalStateException.class);
    }

    private Cipher cbc(int mode) throws Exception {
        var cipher = Cipher.getInstance("AES/CBC/NoPadding");
        cipher.init(mode, keys.aes().key("AES"), new IvParameterSpec(IV.toByteArray()));
        return cipher;
    }

    private byte[] hmac(byte[] octets) throws Exception {
        var mac = Mac.getInstance("HmacSHA1");
        mac.init(keys.hmac().key("HmacSHA1"));
        return Arrays.copyOf(mac.doFinal(octets), 16);
    }

    private static byte[] block(int value) {
        byte[] block = new byte[16];
        Arrays.fill(block, (byte) value);
        return block;
    }

    private static byte[] concat(byte[]... parts) {
        var all = new ByteArrayOutputStream();
        for (byte[] part : parts) all.writeBytes(part);
        return all.toByteArray();
    }
}
