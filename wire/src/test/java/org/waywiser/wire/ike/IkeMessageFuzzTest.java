package org.waywiser.wire.ike;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.Octets;
import org.waywiser.wire.WireReader;

class IkeMessageFuzzTest {
    @FuzzTest
    void readerThrowsNothingButMalformedMessage(byte[] octets) throws MalformedMessage {
        IkeMessage message;
        try {
            message = IkeMessage.read(octets);
        } catch (MalformedMessage expected) {
            return;
        }
        assertThat(message.toString()).isNotEmpty();
        assertThat(IkeMessage.read(message.toByteArray())).isEqualTo(normal(message));
    }

    /** What a first glance sees is what a reader of the whole message finds. */
    @FuzzTest
    void aFirstGlanceThrowsNothingButMalformedMessage(byte[] octets) {
        FirstGlance glance;
        try {
            glance = FirstGlance.read(Octets.of(octets));
        } catch (MalformedMessage expected) {
            assertThat(expected).hasMessageMatching("\\S.*");
            return;
        }
        try {
            var message = IkeMessage.read(octets);
            assertThat(message.all(Nonce.class)).contains(new Nonce(glance.ni()));
            assertThat(message.notification(NotifyType.COOKIE).map(Notify::data))
                    .isEqualTo(glance.cookie());
        } catch (MalformedMessage expected) {
            assertThat(expected).hasMessageMatching("\\S.*"); // in a payload that a glance skips
        }
    }

    /** What would stand inside an Encrypted payload: its first octet names the type of the first payload. */
    @FuzzTest
    void payloadsThrowNothingButMalformedMessage(byte[] octets) {
        if (octets.length == 0) return;
        try {
            var in = WireReader.of(octets);
            assertThat(PayloadChain.read(new PayloadType(in.u8()), in).toString())
                    .isNotEmpty();
        } catch (MalformedMessage expected) {
            assertThat(expected).hasMessageMatching("\\S.*");
        }
    }

    /** The critical bit of payload types that are known is not written. RFC 7296 §3.2. */
    private static IkeMessage normal(IkeMessage message) {
        var payloads = message.payloads().stream()
                .map(p -> p instanceof OpaquePayload o && o.critical() && !o.unsupported()
                        ? new OpaquePayload(o.type(), false, o.data())
                        : p)
                .toList();
        return new IkeMessage(
                message.spiI(),
                message.spiR(),
                message.exchange(),
                message.initiator(),
                message.response(),
                message.messageId(),
                payloads);
    }
}
