package org.waywiser.wire.ike;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.waywiser.wire.MalformedMessage;

class IkeMessagePropertiesTest {
    private static final int MESSAGES = 500;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void whatIsWrittenIsReadBack(long seed) throws MalformedMessage {
        var random = new Random(seed);
        for (int i = 0; i < MESSAGES; i++) {
            var message = RandomIke.message(random);

            assertThat(IkeMessage.read(message.toByteArray()))
                    .as("message %d, seed %d", i, seed)
                    .isEqualTo(message);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {4, 5, 6})
    void aTruncatedMessageIsMalformed(long seed) {
        var random = new Random(seed);
        for (int i = 0; i < MESSAGES; i++) {
            byte[] message = RandomIke.message(random).toByteArray();
            byte[] shorter = Arrays.copyOf(message, random.nextInt(message.length));

            assertThatThrownBy(() -> IkeMessage.read(shorter))
                    .as("message %d, seed %d", i, seed)
                    .isInstanceOf(MalformedMessage.class);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {7, 8, 9})
    void aDamagedMessageIsReadOrMalformedAndNothingElse(long seed) {
        var random = new Random(seed);
        for (int i = 0; i < 10 * MESSAGES; i++) {
            byte[] message = RandomIke.message(random).toByteArray();
            for (int n = 1 + random.nextInt(4); n > 0; n--) {
                message[random.nextInt(message.length)] = (byte) random.nextInt();
            }
            try {
                assertThat(IkeMessage.read(message).toString()).isNotEmpty();
            } catch (MalformedMessage expected) {
                assertThat(expected).as("message %d, seed %d", i, seed).hasMessageMatching("\\S.*");
            }
        }
    }
}
