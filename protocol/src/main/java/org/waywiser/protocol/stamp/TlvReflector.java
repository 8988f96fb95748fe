package org.waywiser.protocol.stamp;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;
import org.waywiser.security.HmacSha256;
import org.waywiser.wire.Octets;
import org.waywiser.wire.probe.Fields;
import org.waywiser.wire.stamp.TlvCursor;
import org.waywiser.wire.stamp.TlvType;

/** Turns the TLVs of a packet into those of its reply, in place. RFC 8972 §4. */
final class TlvReflector {
    private static final PacketEndpoints UNTOLD = new PacketEndpoints() {
        private final Octets anyIpv4 = Octets.zeros(4);

        @Override
        public int sourcePort() {
            return 0;
        }

        @Override
        public int destinationPort() {
            return 0;
        }

        @Override
        public Octets source() {
            return anyIpv4;
        }

        @Override
        public Octets destination() {
            return anyIpv4;
        }
    };

    private final StampReflectorConfig config;
    private final TlvCursor tlvs = new TlvCursor();
    private final TlvCursor subs = new TlvCursor();
    private final LocationTlv location = new LocationTlv();
    private final TlvIntegrity integrity = new TlvIntegrity();

    TlvReflector(StampReflectorConfig config) {
        this.config = config;
    }

    /**
     * Whether the TLVs may be used. To be asked before anything in the packet is changed.
     *
     * @param from where the TLVs start
     * @param to where the packet ends
     */
    boolean trusts(MemorySegment packet, int from, int to) {
        return integrity.holds(packet, from, to, config.incoming());
    }

    /** Sends the TLVs back as they are, marked as not believed. */
    void refuse(MemorySegment packet, int from, int to) {
        tlvs.wrap(packet, from, to);
        while (tlvs.next()) tlvs.flags(TlvCursor.INTEGRITY);
        if (tlvs.broken()) tlvs.flags(TlvCursor.MALFORMED | TlvCursor.INTEGRITY);
    }

    /**
     * Answers each TLV, the base packet of the reply being written but for its timestamp.
     *
     * @return where the reply ends
     */
    int answer(Reflection reflection, int from, int to) {
        MemorySegment packet = reflection.packet;
        tlvs.wrap(packet, from, to);
        while (tlvs.next()) {
            if (!TlvType.allows(tlvs.type(), tlvs.length()) || !answerOne(reflection, from)) {
                malformed(packet);
                return tlvs.end();
            }
        }
        if (tlvs.broken()) malformed(packet);
        return tlvs.end();
    }

    /** RFC 8972 §4: what comes after is copied unread. */
    private void malformed(MemorySegment packet) {
        tlvs.flags(TlvCursor.MALFORMED);
        if (tlvs.end() - tlvs.at() < TlvCursor.HEADER || tlvs.type() != TlvType.FOLLOW_UP_TELEMETRY) return;
        int length = Math.min(Math.min(tlvs.length(), 12), tlvs.end() - tlvs.value());
        packet.asSlice(tlvs.value(), length).fill((byte) 0);
    }

    /** Returns false if the TLV is malformed inside. */
    private boolean answerOne(Reflection reflection, int from) {
        MemorySegment packet = reflection.packet;
        int value = tlvs.value();
        tlvs.flags(0);
        switch (tlvs.type()) {
            case TlvType.EXTRA_PADDING -> {}
            case TlvType.LOCATION -> {
                return location.answer(packet, value, tlvs.after(), endpoints(reflection));
            }
            case TlvType.TIMESTAMP_INFORMATION -> {
                Fields.u8(packet, value, reflection.syncSource());
                Fields.u8(packet, value + 1, Reflection.method(reflection.receiveSource));
                Fields.u8(packet, value + 2, reflection.syncSource());
                Fields.u8(packet, value + 3, Reflection.SOFTWARE_LOCAL);
                return knowsNone(packet, value + 4, tlvs.after());
            }
            case TlvType.CLASS_OF_SERVICE -> classOfService(reflection, value);
            case TlvType.DIRECT_MEASUREMENT -> {
                Fields.u32(packet, value + 4, reflection.received);
                Fields.u32(packet, value + 8, reflection.reflected);
            }
            case TlvType.ACCESS_REPORT -> accessReport(packet, value);
            case TlvType.FOLLOW_UP_TELEMETRY -> {
                reflection.followed = reflection.stateful;
                Fields.u32(packet, value, reflection.stateful ? reflection.lastSequence : 0);
                Fields.u64(packet, value + 4, reflection.stateful ? reflection.lastTimestamp : 0);
                Fields.u32(packet, value + 12, reflection.stateful ? (long) reflection.lastMethod << 24 : 0);
            }
            case TlvType.HMAC -> seal(packet, from);
            default -> tlvs.flags(TlvCursor.UNRECOGNIZED);
        }
        return true;
    }

    private PacketEndpoints endpoints(Reflection reflection) {
        @Nullable PacketEndpoints known = reflection.endpoints;
        return known != null && config.tellsLocation() ? known : UNTOLD;
    }

    /** No sub-TLV of Timestamp Information is defined. RFC 8972 §4.3. */
    private boolean knowsNone(MemorySegment packet, int from, int to) {
        subs.wrap(packet, from, to);
        while (subs.next()) subs.flags(TlvCursor.UNRECOGNIZED);
        if (subs.broken()) subs.flags(TlvCursor.MALFORMED);
        return !subs.broken();
    }

    /** DSCP1, DSCP2, ECN, RP, Reserved. RFC 8972 §4.4. */
    private void classOfService(Reflection reflection, int value) {
        int dscp1 = Fields.u8(reflection.packet, value) >>> 2;
        boolean permitted = config.permittedDscp().test(dscp1);
        reflection.replyDscp = permitted ? dscp1 : reflection.dscp();
        int bits = dscp1 << 10 | reflection.dscp() << 4 | reflection.ecn() << 2 | (permitted ? 0 : 1);
        Fields.u32(reflection.packet, value, (long) bits << 16);
    }

    /** ID, Resv, Return Code, Reserved. RFC 8972 §4.6: with another ID the TLV is thrown away. */
    private void accessReport(MemorySegment packet, int value) {
        int id = Fields.u8(packet, value) >>> 4;
        if (id != 1 && id != 2) {
            tlvs.remove();
            return;
        }
        Fields.u8(packet, value, id << 4);
        Fields.u16(packet, value + 2, 0);
    }

    private void seal(MemorySegment packet, int from) {
        HmacSha256 hmac = config.outgoing();
        if (hmac == null) throw new IllegalStateException("no key");
        TlvIntegrity.seal(packet, from, tlvs.at(), hmac);
    }
}
