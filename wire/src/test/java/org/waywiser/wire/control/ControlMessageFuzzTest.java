package org.waywiser.wire.control;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.WireReader;
import org.waywiser.wire.WireWriter;

/** Every reader of a control message on the same octets; most commands tell themselves apart by the first. */
class ControlMessageFuzzTest {
    private interface Reader {
        ControlMessage read(WireReader in) throws MalformedMessage;
    }

    private static final List<Reader> READERS = List.of(
            ServerGreeting::read,
            SetUpResponse::read,
            ServerStart::read,
            RequestTwSession::read,
            RequestSession::read,
            AcceptSession::read,
            StartSessions::read,
            StartAck::read,
            StopSessions::read,
            OwampStopSessions::read,
            FetchSession::read,
            FetchAck::read,
            DraftGreeting::read,
            Alt1Greeting::read,
            Alt1SetUpResponse::read,
            Alt2Greeting::read,
            Alt2SetUpResponse::read,
            StartNSessions::read,
            StartNAck::read,
            StopNSessions::read,
            StopNAck::read);

    @FuzzTest
    void readersThrowNothingButMalformedMessage(byte[] octets) throws MalformedMessage {
        for (var reader : READERS) {
            ControlMessage message;
            try {
                message = reader.read(WireReader.of(octets));
            } catch (MalformedMessage expected) {
                continue;
            }
            assertThat(message.toString()).isNotEmpty();
            assertThat(reader.read(WireReader.of(message.toByteArray()))).isEqualTo(message);
        }
        if (octets.length >= FetchedRecord.LENGTH) {
            var fetched = FetchedRecord.read(WireReader.of(octets));
            var out = new WireWriter();
            fetched.write(out);
            assertThat(FetchedRecord.read(WireReader.of(out.toOctets()))).isEqualTo(fetched);
        }
    }
}
