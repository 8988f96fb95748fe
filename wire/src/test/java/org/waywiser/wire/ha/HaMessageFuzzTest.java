package org.waywiser.wire.ha;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteOrder;
import org.waywiser.wire.MalformedMessage;

class HaMessageFuzzTest {
    @FuzzTest
    void readerThrowsNothingButMalformedMessage(byte[] octets) {
        HaMessage message;
        try {
            message = HaMessage.read(octets, ByteOrder.LITTLE_ENDIAN);
        } catch (MalformedMessage expected) {
            assertThat(expected).hasMessageMatching("\\S.*");
            return;
        }
        assertThat(message.toString()).isNotEmpty();
        // each field is always of one shape
        for (HaField field : HaField.values()) {
            switch (field.shape()) {
                case SA_ID -> assertThat(message.saId(field)).isNotNull();
                case U8, U16, U32 -> assertThat(message.number(field)).isNotNull();
                case NONCE -> assertThat(message.nonce(field)).isNotNull();
                case KEY -> assertThat(message.key(field)).isNotNull();
                case SPI -> assertThat(message.spi(field)).isNotNull();
                case IDENTITY, HOST, NAME, NUMBERS, SELECTOR ->
                    assertThat(message.all(field, HaAttribute.class)).isNotNull();
            }
        }
        message.wipe();
    }
}
