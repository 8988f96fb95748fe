package org.waywiser.wire.xfrm;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.WireReader;

class NetlinkMessageFuzzTest {
    @FuzzTest
    void aDatagramOfAnythingThrowsNothingButMalformedMessage(byte[] octets) {
        List<NetlinkMessage> messages;
        try {
            messages = NetlinkMessage.readAll(WireReader.of(octets));
        } catch (MalformedMessage expected) {
            assertThat(expected).hasMessageMatching("\\S.*");
            return;
        }
        assertThat(messages.toString()).isNotEmpty();
        for (NetlinkMessage message : messages) {
            if (message.content() instanceof XfrmMessage.SaSet(Sa sa)) sa.wipe();
        }
    }
}
