package org.waywiser.protocol.stamp;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.waywiser.security.HmacSha256;
import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.Octets;
import org.waywiser.wire.WireReader;
import org.waywiser.wire.WireWriter;
import org.waywiser.wire.probe.Fields;
import org.waywiser.wire.stamp.StampFormat;
import org.waywiser.wire.stamp.Tlv;
import org.waywiser.wire.stamp.TlvCursor;
import org.waywiser.wire.stamp.TlvType;

/**
 * The TLVs of a Session-Sender: what it puts behind each base packet, and what it may use of a reply. RFC 8972 §4.
 * One thread.
 */
public final class SenderTlvs {
    private static final int NONE = -1;

    private final @Nullable HmacSha256 outgoing;
    private final @Nullable HmacSha256 incoming;
    private final MemorySegment chain;
    private final int hmacAt;
    private final int sentCountAt;
    private final TlvIntegrity integrity = new TlvIntegrity();
    private final TlvCursor cursor = new TlvCursor();

    /**
     * @param wanted in this order, but for padding, which comes last
     * @param outgoing made of the key of our packets, null for no HMAC TLV
     * @param incoming made of the key of replies, null where {@code outgoing} is
     */
    public SenderTlvs(List<Tlv> wanted, @Nullable HmacSha256 outgoing, @Nullable HmacSha256 incoming) {
        if ((incoming == null) != (outgoing == null)) throw new IllegalArgumentException("one key without the other");
        this.outgoing = outgoing;
        this.incoming = incoming;
        var out = new WireWriter();
        boolean onlyPadding = true;
        int countAt = NONE;
        for (var tlv : wanted) {
            if (tlv instanceof Tlv.ExtraPadding) continue;
            if (tlv instanceof Tlv.DirectMeasurement) countAt = out.length() + TlvCursor.HEADER;
            tlv.write(out);
            onlyPadding = false;
        }
        sentCountAt = countAt;
        hmacAt = outgoing == null || onlyPadding ? NONE : out.length();
        if (hmacAt != NONE) {
            out.u8(TlvCursor.UNRECOGNIZED).u8(TlvType.HMAC).u16(StampFormat.HMAC_LENGTH);
            out.zeros(StampFormat.HMAC_LENGTH);
        }
        for (var tlv : wanted) if (tlv instanceof Tlv.ExtraPadding) tlv.write(out);
        chain = MemorySegment.ofArray(out.toByteArray());
    }

    /** The same in as many octets with another TLV, and without it. */
    record Pair(SenderTlvs with, SenderTlvs without) {
        static Pair of(List<Tlv> wanted, Tlv other, @Nullable HmacSha256 outgoing, @Nullable HmacSha256 incoming) {
            var more = new ArrayList<Tlv>(wanted);
            more.add(other);
            var with = new SenderTlvs(more, outgoing, incoming);
            int less = with.length() - new SenderTlvs(wanted, outgoing, incoming).length();
            more.set(wanted.size(), new Tlv.ExtraPadding(Octets.zeros(less - TlvCursor.HEADER)));
            return new Pair(with, new SenderTlvs(more, outgoing, incoming));
        }
    }

    /** Octets behind each base packet. */
    public int length() {
        return (int) chain.byteSize();
    }

    /**
     * Appends them to a packet whose Sequence Number is written.
     *
     * @param at octets of the base packet
     */
    public void write(MemorySegment packet, int at) {
        MemorySegment.copy(chain, 0, packet, at, chain.byteSize());
        // RFC 8972 §4.5: the packets sent, this one too; a session's Sequence Numbers begin with zero
        if (sentCountAt != NONE) Fields.u32(packet, at + sentCountAt, Fields.u32(packet, 0) + 1 & 0xffff_ffffL);
        if (outgoing != null && hmacAt != NONE) TlvIntegrity.seal(packet, at, at + hmacAt, outgoing);
    }

    /** Whether a chain has a TLV of that type, understood or not. */
    boolean has(int type, MemorySegment packet, int from, int to) {
        cursor.wrap(packet, from, to);
        while (cursor.next()) if (cursor.type() == type) return true;
        return false;
    }

    /**
     * What a reply tells.
     *
     * @param from octets of the base packet
     * @param to octets of the reply
     */
    public Reply read(MemorySegment packet, int from, int to) {
        cursor.wrap(packet, from, to);
        while (cursor.next()) {
            if ((cursor.flags() & TlvCursor.INTEGRITY) != 0)
                return new Reply(List.of(), Verdict.NOT_BELIEVED_BY_REFLECTOR);
        }
        if (incoming != null && !integrity.holds(packet, from, to, incoming)) {
            return new Reply(List.of(), Verdict.NOT_AUTHENTIC);
        }
        var usable = new ArrayList<Tlv>();
        cursor.wrap(packet, from, to);
        while (cursor.next()) {
            int flags = cursor.flags();
            if ((flags & TlvCursor.MALFORMED) != 0) return new Reply(usable, Verdict.MALFORMED);
            if ((flags & TlvCursor.UNRECOGNIZED) != 0 || cursor.type() == TlvType.HMAC) continue;
            try {
                byte[] value = new byte[cursor.length()];
                MemorySegment.copy(packet, cursor.value(), MemorySegment.ofArray(value), 0, value.length);
                usable.add(Tlv.read(cursor.type(), WireReader.of(Octets.of(value))));
            } catch (MalformedMessage e) {
                return new Reply(usable, Verdict.MALFORMED);
            }
        }
        return new Reply(usable, cursor.broken() ? Verdict.MALFORMED : Verdict.SOUND);
    }

    /**
     * The TLVs of one reply.
     *
     * @param usable understood by the reflector and by us; before what is malformed
     */
    public record Reply(List<Tlv> usable, Verdict verdict) {
        public Reply {
            usable = List.copyOf(usable);
        }
    }

    /** How far the TLVs of a reply can be used. */
    public enum Verdict {
        /** All of them that the reflector understood. */
        SOUND,
        /** Those before the first malformed one, of the request or of the reply. */
        MALFORMED,
        /** None: our HMAC did not verify there, I is set. */
        NOT_BELIEVED_BY_REFLECTOR,
        /** None: the reply's HMAC does not verify here. */
        NOT_AUTHENTIC
    }
}
