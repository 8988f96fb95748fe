package org.waywiser.protocol.stamp;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.waywiser.protocol.metrics.StampSource;
import org.waywiser.protocol.probe.ProbeClock;
import org.waywiser.security.HmacSha256;
import org.waywiser.security.Secret;
import org.waywiser.wire.Octets;
import org.waywiser.wire.stamp.StampFormat;
import org.waywiser.wire.stamp.StampPacket;

/** Packets of a Session-Sender, and what comes back. */
final class Stamps {
    static final long SENT = 0xeda0_0000_1111_1111L;
    static final long RECEIVED = 0xeda0_0000_2222_2222L;
    static final long REFLECTED = 0xeda0_0000_3333_3333L;
    static final int SENDER_ESTIMATE = 0x8102;
    static final int REFLECTOR_ESTIMATE = 0x8a03;
    static final int SSID = 0x1234;

    static final PacketEndpoints IPV4 = endpoints("c0000201", "c6336402");
    static final PacketEndpoints IPV6 =
            endpoints("20010db8000000000000000000000001", "20010db8000000000000000000000002");

    static final ProbeClock CLOCK = new ProbeClock() {
        @Override
        public long ntp() {
            return REFLECTED;
        }

        @Override
        public int errorEstimate() {
            return REFLECTOR_ESTIMATE;
        }
    };

    private Stamps() {}

    static PacketEndpoints endpoints(String source, String destination) {
        return new PacketEndpoints() {
            @Override
            public int sourcePort() {
                return 0xabcd;
            }

            @Override
            public int destinationPort() {
                return 862;
            }

            @Override
            public Octets source() {
                return Octets.hex(source);
            }

            @Override
            public Octets destination() {
                return Octets.hex(destination);
            }
        };
    }

    static HmacSha256 key(int octet) {
        byte[] key = new byte[32];
        Arrays.fill(key, (byte) octet);
        return new HmacSha256(Secret.owning(key));
    }

    static StampReflectorConfig sealed(StampFormat format, boolean stateful) {
        return new StampReflectorConfig(
                format, key(1), key(2), stateful, StampReflectorConfig.ANY_SSID, true, false, dscp -> dscp == 10, true);
    }

    static StampReflectorConfig plain(boolean stateful) {
        return new StampReflectorConfig(
                StampFormat.UNAUTHENTICATED,
                null,
                null,
                stateful,
                StampReflectorConfig.ANY_SSID,
                true,
                false,
                dscp -> dscp == 10,
                true);
    }

    /** A base packet, sealed if authenticated, and what follows it as hex; an HMAC TLV ends in sixteen {@code hh}. */
    static byte[] request(StampFormat format, long sequence, String tlvs) {
        var hmacAt = tlvs.indexOf("hh") / 2;
        byte[] chain = Octets.hex(tlvs.replace("hh", "00")).toByteArray();
        byte[] octets = Arrays.copyOf(new byte[0], format.length() + chain.length);
        System.arraycopy(chain, 0, octets, format.length(), chain.length);
        var segment = MemorySegment.ofArray(octets);
        new StampPacket(format)
                .wrap(segment)
                .sequenceNumber(sequence)
                .timestamp(SENT)
                .errorEstimate(SENDER_ESTIMATE)
                .ssid(SSID);
        if (tlvs.contains("hh")) {
            var mac = key(1);
            mac.update(segment, 0, 4);
            mac.update(segment, format.length(), hmacAt - 4);
            mac.finish(segment, format.length() + hmacAt);
        }
        if (format == StampFormat.AUTHENTICATED) {
            var mac = key(1);
            mac.update(segment, 0, 96);
            mac.finish(segment, 96);
        }
        return octets;
    }

    /** The reply, empty if there is none. */
    static byte[] reply(StampReflector reflector, byte[] request, int tos, PacketEndpoints endpoints) {
        byte[] slot = Arrays.copyOf(request, Math.max(2048, request.length));
        Arrays.fill(slot, request.length, slot.length, (byte) 0x5a);
        int length = reflector.reflect(
                MemorySegment.ofArray(slot), request.length, 61, tos, RECEIVED, StampSource.KERNEL, endpoints);
        return length == StampReflector.NO_REPLY ? new byte[0] : Arrays.copyOf(slot, length);
    }

    static byte[] reply(StampReflector reflector, byte[] request) {
        return reply(reflector, request, 0xb9, IPV4);
    }

    /** What comes behind the base packet, as hex. */
    static String tlvs(StampFormat format, byte[] packet) {
        return Octets.of(packet, format.length(), packet.length - format.length())
                .toString();
    }
}
