package org.waywiser.wire.stamp;

import java.util.ArrayList;
import java.util.List;
import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.Octets;
import org.waywiser.wire.WireReader;
import org.waywiser.wire.WireWriter;

/**
 * What a Session-Sender asks for in a packet, and what it is told in the reply. RFC 8972 §4.1 to §4.7.
 *
 * <p>The HMAC TLV is no value of this kind: it follows from a key and the octets before it.
 */
public sealed interface Tlv {
    /** As IANA has it, see {@link TlvType}. */
    int type();

    /** Appends the value. */
    void writeValue(WireWriter out);

    /** Appends the whole TLV with the flags of a Session-Sender: U, and nothing more. */
    default void write(WireWriter out) {
        write(out, TlvCursor.UNRECOGNIZED);
    }

    /** Appends the whole TLV. */
    default void write(WireWriter out, int flags) {
        out.u8(flags).u8(type());
        int lengthAt = out.length();
        out.u16(0);
        writeValue(out);
        out.u16At(lengthAt, out.length() - lengthAt - 2);
    }

    /**
     * Reads a value.
     *
     * @param type of a TLV, not HMAC
     * @param in the whole value and nothing more
     */
    static Tlv read(int type, WireReader in) throws MalformedMessage {
        if (!TlvType.allows(type, in.remaining())) {
            throw new MalformedMessage("TLV of type " + type + " and " + in.remaining() + " octets");
        }
        return switch (type) {
            case TlvType.EXTRA_PADDING -> new ExtraPadding(in.octets(in.remaining()));
            case TlvType.LOCATION -> new Location(in.u16(), in.u16(), SubTlv.readAll(in));
            case TlvType.TIMESTAMP_INFORMATION -> new TimestampInformation(in.u8(), in.u8(), in.u8(), in.u8());
            case TlvType.CLASS_OF_SERVICE -> {
                int bits = in.u16();
                yield new ClassOfService(bits >>> 10, bits >>> 4 & 0x3f, bits >>> 2 & 3, bits & 3);
            }
            case TlvType.DIRECT_MEASUREMENT -> new DirectMeasurement(in.u32(), in.u32(), in.u32());
            case TlvType.ACCESS_REPORT -> new AccessReport(in.u8() >>> 4, in.u8());
            case TlvType.FOLLOW_UP_TELEMETRY -> new FollowUpTelemetry(in.u32(), in.u64(), in.u8());
            default -> new Other(type, in.octets(in.remaining()));
        };
    }

    /** Octets without meaning. RFC 8972 §4.1. */
    record ExtraPadding(Octets padding) implements Tlv {
        @Override
        public int type() {
            return TlvType.EXTRA_PADDING;
        }

        @Override
        public void writeValue(WireWriter out) {
            out.octets(padding);
        }
    }

    /**
     * Where the packet arrived at the reflector from and to. RFC 8972 §4.2.
     *
     * @param subTlvs asked for in general, answered for the family of the addresses
     */
    record Location(int destinationPort, int sourcePort, List<SubTlv> subTlvs) implements Tlv {
        public Location {
            subTlvs = List.copyOf(subTlvs);
        }

        /** Asks for ports and both IP addresses. */
        public static Location wanted() {
            var zeros = Octets.zeros(16);
            return new Location(
                    0,
                    0,
                    List.of(
                            new SubTlv(TlvCursor.UNRECOGNIZED, TlvType.DESTINATION_IP, zeros),
                            new SubTlv(TlvCursor.UNRECOGNIZED, TlvType.SOURCE_IP, zeros)));
        }

        @Override
        public int type() {
            return TlvType.LOCATION;
        }

        @Override
        public void writeValue(WireWriter out) {
            out.u16(destinationPort).u16(sourcePort);
            for (var sub : subTlvs) sub.write(out);
        }
    }

    /** A TLV within {@link Location}. RFC 8972 §4.2.1. */
    record SubTlv(int flags, int type, Octets value) {
        private static List<SubTlv> readAll(WireReader in) throws MalformedMessage {
            var subs = new ArrayList<SubTlv>();
            while (in.remaining() > 0) {
                int flags = in.u8();
                int type = in.u8();
                subs.add(new SubTlv(flags, type, in.octets(in.u16())));
            }
            return subs;
        }

        private void write(WireWriter out) {
            out.u8(flags).u8(type).u16(value.length()).octets(value);
        }
    }

    /**
     * How the reflector came by T2 (in) and T3 (out). RFC 8972 §4.3.
     *
     * @param syncIn source of synchronization, RFC 8972 §5.4
     * @param timestampIn method, RFC 8972 §5.5
     */
    record TimestampInformation(int syncIn, int timestampIn, int syncOut, int timestampOut) implements Tlv {
        /** Asks for all of it. */
        public static final TimestampInformation WANTED = new TimestampInformation(0, 0, 0, 0);

        @Override
        public int type() {
            return TlvType.TIMESTAMP_INFORMATION;
        }

        @Override
        public void writeValue(WireWriter out) {
            out.u8(syncIn).u8(timestampIn).u8(syncOut).u8(timestampOut);
        }
    }

    /**
     * DSCPs of both ways. RFC 8972 §4.4.
     *
     * @param dscp1 wanted for the reply
     * @param dscp2 with which the packet arrived at the reflector
     * @param ecn likewise
     * @param reversePath 1 if the reflector does not send with {@code dscp1}
     */
    record ClassOfService(int dscp1, int dscp2, int ecn, int reversePath) implements Tlv {
        /** Asks for a reply with that DSCP, 0 to 63. */
        public static ClassOfService wanted(int dscp) {
            return new ClassOfService(dscp, 0, 0, 0);
        }

        @Override
        public int type() {
            return TlvType.CLASS_OF_SERVICE;
        }

        @Override
        public void writeValue(WireWriter out) {
            out.u16(dscp1 << 10 | dscp2 << 4 | ecn << 2 | reversePath).zeros(2);
        }
    }

    /** Packets counted at three points, modulo 2^32. RFC 8972 §4.5. */
    record DirectMeasurement(long senderSent, long reflectorReceived, long reflectorSent) implements Tlv {
        /** Asks for it; the sender's own counter is filled in for each packet. */
        public static final DirectMeasurement WANTED = new DirectMeasurement(0, 0, 0);

        @Override
        public int type() {
            return TlvType.DIRECT_MEASUREMENT;
        }

        @Override
        public void writeValue(WireWriter out) {
            out.u32(senderSent).u32(reflectorReceived).u32(reflectorSent);
        }
    }

    /**
     * The state of an access network. RFC 8972 §4.6.
     *
     * @param accessId 1 for 3GPP, 2 for others
     * @param returnCode RFC 8972 §5.6
     */
    record AccessReport(int accessId, int returnCode) implements Tlv {
        @Override
        public int type() {
            return TlvType.ACCESS_REPORT;
        }

        @Override
        public void writeValue(WireWriter out) {
            out.u8(accessId << 4).u8(returnCode).zeros(2);
        }
    }

    /**
     * When the reply before really left. RFC 8972 §4.7.
     *
     * @param sequenceNumber of that reply, by the reflector's count
     * @param timestamp in the format of the reply's own
     * @param timestampMode method, RFC 8972 §5.5; 0 if nothing is told
     */
    record FollowUpTelemetry(long sequenceNumber, long timestamp, int timestampMode) implements Tlv {
        /** Asks for it. */
        public static final FollowUpTelemetry WANTED = new FollowUpTelemetry(0, 0, 0);

        @Override
        public int type() {
            return TlvType.FOLLOW_UP_TELEMETRY;
        }

        @Override
        public void writeValue(WireWriter out) {
            out.u32(sequenceNumber).u64(timestamp).u8(timestampMode).zeros(3);
        }
    }

    /** One that we know nothing of. */
    record Other(int type, Octets value) implements Tlv {
        @Override
        public void writeValue(WireWriter out) {
            out.octets(value);
        }
    }
}
