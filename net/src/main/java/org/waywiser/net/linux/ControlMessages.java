package org.waywiser.net.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Walks and writes {@code struct cmsghdr}: length, level and type, then data, each message aligned to eight octets. */
public final class ControlMessages {
    public static final int SCM_TIMESTAMPNS = 35;
    static final int SCM_TIMESTAMPING = 37;

    /** Room for everything this package asks the kernel for. */
    public static final int CAPACITY = 320;

    static final long HEADER = 16;
    static final long LENGTH = 0;
    static final long LEVEL = 8;
    static final long TYPE = 12;
    static final long IN_PKTINFO = 12;
    static final long IN_SPECIFIC_DESTINATION = 4;
    static final long IN6_PKTINFO = 20;
    static final long IN6_INTERFACE = 16;
    static final long TIMESPEC = 16;
    static final long RAW_HARDWARE = 2 * TIMESPEC;
    static final long ERROR_ORIGIN = 4;
    static final long ERROR_DATA = 12;
    static final byte ORIGIN_TIMESTAMPING = 4;

    private static final ValueLayout.OfInt BE32 = JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfLong BE64 = JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private final MemorySegment control;

    // What the last parse found.
    private long stampSeconds;
    private int stampNanos;
    private int timeToLive;
    private int trafficClass;
    private long localHigh;
    private long localLow;
    private int localInterface;
    private int overflow;
    private long leftSeconds;
    private int leftNanos;
    private long hardwareSeconds;
    private int hardwareNanos;
    private long transmitNumber;

    /** @param control {@link #CAPACITY} octets aligned to eight */
    public ControlMessages(MemorySegment control) {
        this.control = control;
    }

    /**
     * Reads the messages that came with a datagram.
     *
     * @param length as the kernel left it
     */
    public void parse(long length) {
        stampSeconds = 0;
        timeToLive = -1;
        trafficClass = -1;
        localHigh = 0;
        localLow = 0;
        localInterface = 0;
        overflow = 0;
        leftSeconds = 0;
        hardwareSeconds = 0;
        transmitNumber = -1;
        for (long at = 0; at + HEADER <= length; ) {
            long size = control.get(JAVA_LONG, at + LENGTH);
            if (size < HEADER || size > length - at) return;
            take(control.get(JAVA_INT, at + LEVEL), control.get(JAVA_INT, at + TYPE), at + HEADER);
            at += aligned(size);
        }
    }

    private void take(int level, int type, long data) {
        if (level == Sockets.SOL_SOCKET) {
            switch (type) {
                case SCM_TIMESTAMPNS -> {
                    stampSeconds = control.get(JAVA_LONG, data);
                    stampNanos = (int) control.get(JAVA_LONG, data + 8);
                }
                case SCM_TIMESTAMPING -> {
                    leftSeconds = control.get(JAVA_LONG, data);
                    leftNanos = (int) control.get(JAVA_LONG, data + 8);
                    hardwareSeconds = control.get(JAVA_LONG, data + RAW_HARDWARE);
                    hardwareNanos = (int) control.get(JAVA_LONG, data + RAW_HARDWARE + 8);
                }
                case Sockets.SO_RXQ_OVFL -> overflow = control.get(JAVA_INT, data);
                default -> {}
            }
        } else if (level == Sockets.IPPROTO_IP) {
            switch (type) {
                case Sockets.IP_TTL -> timeToLive = control.get(JAVA_INT, data);
                // The kernel passes one octet here, but an int for IPv6.
                case Sockets.IP_TOS -> trafficClass = control.get(ValueLayout.JAVA_BYTE, data) & 0xff;
                case Sockets.IP_PKTINFO -> {
                    localHigh = 0;
                    localLow = SocketAddress.map(control.get(BE32, data + IN_SPECIFIC_DESTINATION));
                    localInterface = control.get(JAVA_INT, data);
                }
                case Sockets.IP_RECVERR -> error(data);
                default -> {}
            }
        } else if (level == Sockets.IPPROTO_IPV6) {
            switch (type) {
                case Sockets.IPV6_HOPLIMIT -> timeToLive = control.get(JAVA_INT, data);
                case Sockets.IPV6_TCLASS -> trafficClass = control.get(JAVA_INT, data);
                case Sockets.IPV6_PKTINFO -> packetInfo(data);
                case Sockets.IPV6_RECVERR -> error(data);
                default -> {}
            }
        }
    }

    /** A {@code struct sock_extended_err}, in the error queue. */
    private void error(long data) {
        if (control.get(ValueLayout.JAVA_BYTE, data + ERROR_ORIGIN) == ORIGIN_TIMESTAMPING) {
            transmitNumber = Integer.toUnsignedLong(control.get(JAVA_INT, data + ERROR_DATA));
        }
    }

    private void packetInfo(long data) {
        long high = control.get(BE64, data);
        long low = control.get(BE64, data + 8);
        // A dual-stack socket reports an IPv4 datagram through both families; the IPv4 one has the address to answer
        // from.
        if (SocketAddress.mapped(high, low) && localLow != 0) return;
        localHigh = high;
        localLow = low;
        localInterface = control.get(JAVA_INT, data + IN6_INTERFACE);
    }

    /** Whether the kernel stamped the datagram. */
    public boolean stamped() {
        return stampSeconds != 0;
    }

    /** Kernel receive stamp, Unix seconds. */
    public long stampSeconds() {
        return stampSeconds;
    }

    /** Nanoseconds within the second. */
    public int stampNanos() {
        return stampNanos;
    }

    /** TTL or hop limit of the datagram, -1 if unknown. */
    public int timeToLive() {
        return timeToLive;
    }

    /** TOS or traffic class octet, -1 if unknown. */
    public int trafficClass() {
        return trafficClass;
    }

    public long localHigh() {
        return localHigh;
    }

    public long localLow() {
        return localLow;
    }

    /** Interface the datagram came in by, 0 if unknown. */
    public int localInterface() {
        return localInterface;
    }

    /** Datagrams that the socket had lost for want of room when this one came: modulo 2^32, and 0 also if it is not told. */
    public int overflow() {
        return overflow;
    }

    /** Of what is told of a datagram that was sent: its number among those that asked for it, 32 bits; -1 if this is something else. */
    long transmitNumber() {
        return transmitNumber;
    }

    /** When the kernel gave the datagram to the device, Unix seconds; 0 if it does not tell. */
    long leftSeconds() {
        return leftSeconds;
    }

    int leftNanos() {
        return leftNanos;
    }

    /** The same by the device itself and its clock. */
    long hardwareSeconds() {
        return hardwareSeconds;
    }

    int hardwareNanos() {
        return hardwareNanos;
    }

    /**
     * Writes a message with an {@code int} value.
     *
     * @return where the next one goes
     */
    public long putInt(long at, int level, int type, int value) {
        header(at, level, type, Integer.BYTES);
        control.set(JAVA_INT, at + HEADER, value);
        return at + aligned(HEADER + Integer.BYTES);
    }

    /**
     * Writes the IPv4 address to send from.
     *
     * @return where the next message goes
     */
    public long putSource(long at, int address) {
        header(at, Sockets.IPPROTO_IP, Sockets.IP_PKTINFO, IN_PKTINFO);
        control.asSlice(at + HEADER, aligned(IN_PKTINFO)).fill((byte) 0);
        control.set(BE32, at + HEADER + IN_SPECIFIC_DESTINATION, address);
        return at + aligned(HEADER + IN_PKTINFO);
    }

    /**
     * Writes the IPv6 address to send from.
     *
     * @param scope interface of a link-local address, else 0
     * @return where the next message goes
     */
    public long putSource(long at, long high, long low, int scope) {
        header(at, Sockets.IPPROTO_IPV6, Sockets.IPV6_PKTINFO, IN6_PKTINFO);
        control.set(BE64, at + HEADER, high);
        control.set(BE64, at + HEADER + 8, low);
        control.set(JAVA_INT, at + HEADER + IN6_INTERFACE, scope);
        return at + aligned(HEADER + IN6_PKTINFO);
    }

    /**
     * Writes that the payload is to leave as datagrams of so many octets.
     *
     * @return where the next message goes
     */
    long putSegment(long at, int octets) {
        header(at, Sockets.SOL_UDP, Sockets.UDP_SEGMENT, Short.BYTES);
        control.set(JAVA_SHORT, at + HEADER, (short) octets);
        return at + aligned(HEADER + Short.BYTES);
    }

    private void header(long at, int level, int type, long data) {
        control.set(JAVA_LONG, at + LENGTH, HEADER + data);
        control.set(JAVA_INT, at + LEVEL, level);
        control.set(JAVA_INT, at + TYPE, type);
    }

    private static long aligned(long size) {
        return size + 7 & ~7L;
    }
}
