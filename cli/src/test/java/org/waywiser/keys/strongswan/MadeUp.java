package org.waywiser.keys.strongswan;

import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.Octets;
import org.waywiser.wire.WireWriter;
import org.waywiser.wire.ha.HaMessage;

/** A message that no strongSwan has sent: attributes by their numbers in the version. */
final class MadeUp {
    static final int IKE_ADD = 1;
    static final int IKE_UPDATE = 2;
    static final int IKE_DELETE = 5;
    static final int CHILD_ADD = 6;
    static final int CHILD_DELETE = 7;

    private final WireWriter out = new WireWriter();

    private MadeUp(int version, int type) {
        out.u8(version).u8(type);
    }

    static MadeUp of(int type) {
        return new MadeUp(3, type);
    }

    static MadeUp of(int version, int type) {
        return new MadeUp(version, type);
    }

    MadeUp id(long spiI) {
        return id(1, spiI);
    }

    /** @param attribute 1 for the SA itself, 2 for the one before it */
    MadeUp id(int attribute, long spiI) {
        out.u8(attribute).u8(2).u64(spiI).u64(~spiI).u8(1);
        return this;
    }

    MadeUp u8(int attribute, int value) {
        out.u8(attribute).u8(value);
        return this;
    }

    MadeUp u16(int attribute, int value) {
        out.u8(attribute).u16(value);
        return this;
    }

    MadeUp u32(int attribute, long value) {
        out.u8(attribute).u32(value);
        return this;
    }

    MadeUp chunk(int attribute, Octets value) {
        out.u8(attribute).u16(value.length()).octets(value);
        return this;
    }

    MadeUp address(int attribute, Octets address) {
        out.u8(attribute).u16(4500).u8(address.length() == 4 ? 2 : 10).octets(address);
        return this;
    }

    MadeUp selector(int attribute, Octets from, Octets to) {
        out.u8(attribute)
                .u8(from.length() == 4 ? 7 : 8)
                .u8(0)
                .u16(0)
                .u16(65535)
                .u8(0)
                .octets(from)
                .octets(to);
        return this;
    }

    HaMessage message() throws MalformedMessage {
        // as on a machine that turns no SPI round, so that tests can be read
        return HaMessage.read(out.toByteArray(), ByteOrder.BIG_ENDIAN);
    }

    byte[] octets() {
        return out.toByteArray();
    }

    /** An IKE SA of prf HMAC-SHA2-256, in version 3. */
    static MadeUp ikeAdd(long spiI) {
        return of(IKE_ADD)
                .id(spiI)
                .u16(21, 12)
                .u16(22, 128)
                .u16(23, 12)
                .u16(19, 5)
                .u16(24, 31)
                .chunk(15, nonce(spiI))
                .chunk(16, nonce(~spiI))
                .chunk(17, nonce(17));
    }

    /** That takes the place of another. */
    static MadeUp ikeRekey(long spiI, long old) {
        return ikeAdd(spiI).id(2, old).u16(20, 5).chunk(18, nonce(18));
    }

    /** Authenticated, with a peer at that address. */
    static MadeUp ikeUpdate(long spiI, String address) {
        return of(IKE_UPDATE)
                .id(spiI)
                .identity(3, "here.example")
                .identity(4, "there.example")
                .address(7, Octets.hex(address))
                .u32(9, 0x40);
    }

    MadeUp identity(int attribute, String name) {
        out.u8(attribute).u8(2).u8(name.length()).bytes(name.getBytes(StandardCharsets.US_ASCII));
        return this;
    }

    /** A child that this end began, without algorithms, in version 3. */
    static MadeUp childAdd(long spiI, int inbound, int outbound) {
        return child(spiI, true, inbound, outbound);
    }

    /** Of an exchange that the peer began. */
    static MadeUp childOfPeer(long spiI, int inbound, int outbound) {
        return child(spiI, false, inbound, outbound);
    }

    private static MadeUp child(long spiI, boolean initiator, int inbound, int outbound) {
        return of(CHILD_ADD)
                .id(spiI)
                .u8(14, initiator ? 1 : 0)
                .u32(27, inbound & 0xffff_ffffL)
                .u32(28, outbound & 0xffff_ffffL)
                .chunk(15, nonce(inbound))
                .chunk(16, nonce(outbound));
    }

    /** AES-CBC with HMAC-SHA2-256. */
    MadeUp cbc() {
        return u16(21, 12).u16(22, 128).u16(23, 12);
    }

    static HaMessage delete(long spiI) throws MalformedMessage {
        return of(IKE_DELETE).id(spiI).message();
    }

    static HaMessage childDelete(long spiI, int inbound) throws MalformedMessage {
        return of(CHILD_DELETE).id(spiI).u32(27, inbound & 0xffff_ffffL).message();
    }

    private static Octets nonce(long seed) {
        return new WireWriter().u64(seed).u64(seed).u64(~seed).u64(seed).toOctets();
    }
}
