package org.waywiser.lab.truth;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.waywiser.wire.NtpTimestamp;

/** What tcpdump wrote down, of Ethernet with stamps in nanoseconds: datagrams of UDP over IPv4, in their order. */
record Capture(List<Datagram> datagrams) {
    /** @param ntp when it passed, by the kernel; of one that arrived, the very stamp that its receiver gets */
    record Datagram(long ntp, int source, int fromPort, ByteBuffer payload) {
        /** Four octets of what it carries. */
        long number(int at) {
            return Integer.toUnsignedLong(payload.getInt(at));
        }

        /** Eight octets of what it carries. */
        long timestamp(int at) {
            return payload.getLong(at);
        }
    }

    private static final int NANOSECONDS = 0xa1b2_3c4d;
    private static final int FILE_HEADER = 24;
    private static final int RECORD_HEADER = 16;
    private static final int ETHERNET_HEADER = 14;
    private static final int SOURCE_ADDRESS = 12;
    private static final int IP_HEADER = 20;
    private static final int UDP_HEADER = 8;

    static Capture of(Path file) throws IOException {
        var octets = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        if (octets.getInt(0) != NANOSECONDS) throw new IOException(file + " has no nanoseconds");
        var datagrams = new ArrayList<Datagram>();
        octets.position(FILE_HEADER);
        while (octets.remaining() >= RECORD_HEADER) {
            long ntp = NtpTimestamp.ofUnix(Integer.toUnsignedLong(octets.getInt()), octets.getInt());
            int length = octets.getInt();
            octets.getInt();
            datagrams.add(datagram(ntp, octets.slice(octets.position(), length)));
            octets.position(octets.position() + length);
        }
        return new Capture(List.copyOf(datagrams));
    }

    private static Datagram datagram(long ntp, ByteBuffer frame) {
        int udp = ETHERNET_HEADER + IP_HEADER;
        int payload = udp + UDP_HEADER;
        return new Datagram(
                ntp,
                frame.getInt(ETHERNET_HEADER + SOURCE_ADDRESS),
                Short.toUnsignedInt(frame.getShort(udp)),
                frame.slice(payload, frame.limit() - payload));
    }

    /** What came from one port of an address, or went from it. */
    List<Datagram> from(int source, int port) {
        return datagrams.stream()
                .filter(one -> one.source() == source && one.fromPort() == port)
                .toList();
    }
}
