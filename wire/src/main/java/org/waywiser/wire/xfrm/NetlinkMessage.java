package org.waywiser.wire.xfrm;

import java.util.ArrayList;
import java.util.List;
import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.WireReader;
import org.waywiser.wire.WireWriter;

/**
 * One message of a netlink datagram: {@code struct nlmsghdr} and what follows it.
 *
 * @param flags such as {@link #DUMP_INTERRUPTED}
 * @param sequence of the request it answers; in news that of whoever changed something
 */
public record NetlinkMessage(int flags, long sequence, XfrmMessage content) {
    /** What was dumped changed meanwhile: it has to be dumped again. */
    public static final int DUMP_INTERRUPTED = 0x10;

    private static final int MULTIPART = 0x2;

    static final int HEADER = 16;
    static final int REQUEST_AND_DUMP = 0x301;

    /** All messages of one datagram. */
    public static List<NetlinkMessage> readAll(WireReader in) throws MalformedMessage {
        var messages = new ArrayList<NetlinkMessage>();
        while (in.remaining() > 0) messages.add(read(in));
        return List.copyOf(messages);
    }

    private static NetlinkMessage read(WireReader in) throws MalformedMessage {
        long length = HostOrder.u32(in);
        if (length < HEADER || length - 4 > in.remaining()) throw new MalformedMessage("netlink message of " + length);
        var message = in.sub((int) length - 4);
        int type = HostOrder.u16(message);
        int flags = HostOrder.u16(message);
        long sequence = HostOrder.u32(message);
        message.skip(4); // port
        // The last one need not be filled up to four octets.
        in.skip(Math.min(in.remaining(), Attribute.padding((int) length)));
        return new NetlinkMessage(flags, sequence, XfrmMessage.read(type, message));
    }

    /** Whether it is one of several that answer one request. */
    public boolean partOfDump() {
        return (flags & MULTIPART) != 0;
    }

    public boolean dumpInterrupted() {
        return (flags & DUMP_INTERRUPTED) != 0;
    }

    /** Asks for all security associations. */
    public static byte[] dumpSas(long sequence) {
        return dump(XfrmMessage.GETSA, sequence);
    }

    /** Asks for all policies. */
    public static byte[] dumpPolicies(long sequence) {
        return dump(XfrmMessage.GETPOLICY, sequence);
    }

    /** The kernel takes a dump request without a body. */
    private static byte[] dump(int type, long sequence) {
        var out = new WireWriter(HEADER);
        HostOrder.u32(out, HEADER);
        HostOrder.u16(out, type);
        HostOrder.u16(out, REQUEST_AND_DUMP);
        HostOrder.u32(out, sequence);
        HostOrder.u32(out, 0); // port: the kernel knows it
        return out.toByteArray();
    }
}
