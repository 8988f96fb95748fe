package org.waywiser.keys.xfrm;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.Octets;
import org.waywiser.wire.WireReader;
import org.waywiser.wire.WireWriter;
import org.waywiser.wire.xfrm.Mark;
import org.waywiser.wire.xfrm.NetlinkMessage;
import org.waywiser.wire.xfrm.Policy;
import org.waywiser.wire.xfrm.Policy.Template;
import org.waywiser.wire.xfrm.Sa;
import org.waywiser.wire.xfrm.SaId;
import org.waywiser.wire.xfrm.SaMode;
import org.waywiser.wire.xfrm.Selector;
import org.waywiser.wire.xfrm.XfrmMessage;

/** SAs as a kernel would tell of them: written as it writes them, read as ours reads them. Keys count up from the SPI. */
final class KernelSas {
    private static final int ALG_AUTH_TRUNC = 20;
    private static final int ALG_CRYPT = 2;
    private static final int ALG_AEAD = 18;

    /** ESP in tunnel mode with AES-CBC of 128 bits and HMAC-SHA-256. */
    Sa sa(Octets from, Octets to, int spi) {
        return sa(from, to, spi, cbc(spi).octets(hmac(spi).toOctets()));
    }

    Sa gcm(Octets from, Octets to, int spi) {
        return sa(from, to, spi, algorithm(ALG_AEAD, "rfc4106(gcm(aes))", key(spi, 20), 128));
    }

    Sa encryptionOnly(Octets from, Octets to, int spi) {
        return sa(from, to, spi, cbc(spi));
    }

    /** The kernel has an algorithm that does nothing. */
    Sa encryptionWithEmptyDigest(Octets from, Octets to, int spi) {
        return sa(
                from,
                to,
                spi,
                cbc(spi).octets(algorithm(ALG_AUTH_TRUNC, "digest_null", Octets.EMPTY, 0)
                        .toOctets()));
    }

    Sa withheld(Octets from, Octets to, int spi) {
        return sa(from, to, spi, algorithm(ALG_AEAD, "rfc4106(gcm(aes))", Octets.zeros(20), 128));
    }

    Sa larval(Octets from, Octets to, int spi) {
        return sa(from, to, spi, new WireWriter());
    }

    private static WireWriter cbc(int spi) {
        return algorithm(ALG_CRYPT, "cbc(aes)", key(spi, 16), -1);
    }

    private static WireWriter hmac(int spi) {
        return algorithm(ALG_AUTH_TRUNC, "hmac(sha256)", key(spi + 100, 32), 128);
    }

    static Octets key(int first, int length) {
        byte[] key = new byte[length];
        for (int i = 0; i < length; i++) key[i] = (byte) (first + i);
        return Octets.of(key);
    }

    private static WireWriter algorithm(int type, String name, Octets key, int check) {
        int length = 4 + 64 + 4 + (check < 0 ? 0 : 4) + key.length();
        var out = new WireWriter();
        le16(out, length);
        le16(out, type);
        out.bytes(name.getBytes(StandardCharsets.US_ASCII)).zeros(64 - name.length());
        le32(out, 8 * key.length());
        if (check >= 0) le32(out, check);
        return out.octets(key).zeros(-length & 3);
    }

    private static void le16(WireWriter out, int value) {
        out.u8(value).u8(value >> 8);
    }

    private static void le32(WireWriter out, int value) {
        le16(out, value);
        le16(out, value >> 16);
    }

    private static Sa sa(Octets from, Octets to, int spi, WireWriter attributes) {
        var body = new WireWriter();
        body.zeros(56); // any selector
        body.octets(to).zeros(12).u32(spi).u8(SaId.ESP).zeros(3);
        body.octets(from).zeros(12);
        body.zeros(64 + 32 + 12 + 4);
        le32(body, 7); // reqid
        le16(body, 2); // AF_INET
        body.u8(1).u8(32).zeros(8); // tunnel mode
        body.octets(attributes.toOctets());
        var message = new WireWriter();
        le32(message, 16 + body.length());
        le16(message, 0x10);
        message.zeros(10).octets(body.toOctets());
        try {
            var read = NetlinkMessage.readAll(WireReader.of(message.toByteArray()));
            return ((XfrmMessage.SaSet) read.getFirst().content()).sa();
        } catch (MalformedMessage e) {
            throw new AssertionError(e);
        }
    }

    /** For packets that leave, through the SA of that SPI. */
    Policy policy(Octets from, Octets to, int spi) {
        return policy(from, to, to, spi);
    }

    Policy policy(Octets from, Octets to, Octets gateway, int spi) {
        return new Policy(
                new Selector(to, 32, 0, 0, from, 32, 0, 0, 0),
                1,
                1,
                Policy.OUT,
                false,
                true,
                List.of(new Template(gateway, spi, SaId.ESP, from, 7, SaMode.TUNNEL, false)),
                Mark.NONE,
                0);
    }
}
