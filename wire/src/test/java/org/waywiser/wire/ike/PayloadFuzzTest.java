package org.waywiser.wire.ike;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.WireReader;
import org.waywiser.wire.WireWriter;

/** Each payload by itself, without its generic header: what is read is written as it was read. RFC 7296 §3.3 to §3.13. */
class PayloadFuzzTest {
    @FuzzTest
    void securityAssociation(byte[] body) throws MalformedMessage {
        read(PayloadType.SA, body);
    }

    @FuzzTest
    void keyExchange(byte[] body) throws MalformedMessage {
        read(PayloadType.KE, body);
    }

    @FuzzTest
    void identification(byte[] body) throws MalformedMessage {
        read(PayloadType.IDI, body);
    }

    @FuzzTest
    void certificate(byte[] body) throws MalformedMessage {
        read(PayloadType.CERT, body);
    }

    @FuzzTest
    void certificateRequest(byte[] body) throws MalformedMessage {
        read(PayloadType.CERTREQ, body);
    }

    @FuzzTest
    void authentication(byte[] body) throws MalformedMessage {
        read(PayloadType.AUTH, body);
    }

    @FuzzTest
    void notification(byte[] body) throws MalformedMessage {
        read(PayloadType.NOTIFY, body);
    }

    @FuzzTest
    void delete(byte[] body) throws MalformedMessage {
        read(PayloadType.DELETE, body);
    }

    @FuzzTest
    void trafficSelectors(byte[] body) throws MalformedMessage {
        read(PayloadType.TSI, body);
    }

    @FuzzTest
    void encryptedFragment(byte[] body) throws MalformedMessage {
        read(PayloadType.SKF, body);
    }

    private static void read(PayloadType type, byte[] body) throws MalformedMessage {
        if (body.length > 0xffff - PayloadChain.HEADER) return;
        byte[] chain = new WireWriter()
                .u8(0)
                .u8(0)
                .u16(body.length + PayloadChain.HEADER)
                .bytes(body)
                .toByteArray();
        List<IkePayload> payloads;
        try {
            payloads = PayloadChain.read(type, WireReader.of(chain));
        } catch (MalformedMessage expected) {
            assertThat(expected).hasMessageMatching("\\S.*");
            return;
        }
        assertThat(payloads.toString()).isNotEmpty();
        var out = new WireWriter();
        PayloadChain.write(payloads, out);
        assertThat(PayloadChain.read(type, WireReader.of(out.toByteArray()))).isEqualTo(payloads);
    }
}
