package org.waywiser.wire.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.WireWriter;

class SessionFileFuzzTest {
    @FuzzTest
    void readerThrowsNothingButMalformedMessage(byte[] octets) {
        SessionFileTest.ReadFile file;
        try {
            file = SessionFileTest.ReadFile.of(octets);
        } catch (MalformedMessage expected) {
            assertThat(expected).hasMessageMatching("\\S.*");
            return;
        }
        var header = file.header();
        var records = new WireWriter();
        file.oneWay.forEach(packet -> packet.write(records));
        file.twoWay.forEach(packet -> packet.write(records));
        int ranges = 8 * file.skipped.size();
        assertThat(header.toByteArray().length + records.length() + ranges + file.torn)
                .isEqualTo(octets.length);
        assertThat(file.oneWay.size() + file.twoWay.size()).isEqualTo(records.length() / header.recordLength());
    }
}
