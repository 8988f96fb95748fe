package org.waywiser.keys.xfrm;

import java.io.Closeable;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.waywiser.net.linux.Errno;
import org.waywiser.net.linux.Netlink;
import org.waywiser.net.linux.SystemCallException;
import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.WireReader;
import org.waywiser.wire.xfrm.NetlinkMessage;
import org.waywiser.wire.xfrm.XfrmMessage;

/** Messages to and from the kernel. Failures are one line: what, and what to try. */
final class XfrmSocket implements Closeable {
    private static final int NEWS = Netlink.XFRM_SA | Netlink.XFRM_EXPIRE | Netlink.XFRM_POLICY;

    private final Netlink netlink;
    private long sequence;

    private XfrmSocket(Netlink netlink) {
        this.netlink = netlink;
    }

    /** What a dump, or the time between, brings. */
    @FunctionalInterface
    interface Receiver {
        /** @param news whether it is no part of the dump */
        void on(XfrmMessage message, boolean news);
    }

    /** News were lost, or a dump ended too early: everything has to be dumped again. */
    static final class Overrun extends IOException {
        private static final long serialVersionUID = 1L;
    }

    /** One that only asks. */
    static XfrmSocket asking() throws IOException {
        return open(0);
    }

    /** One that hears of every change from now on. */
    static XfrmSocket watching() throws IOException {
        return open(NEWS);
    }

    private static XfrmSocket open(int groups) throws IOException {
        try {
            return new XfrmSocket(Netlink.open(Netlink.NETLINK_XFRM, groups));
        } catch (SystemCallException e) {
            throw worded(e.errno(), e);
        }
    }

    private static IOException worded(int errno, IOException cause) {
        return switch (errno) {
            case Errno.EPERM ->
                new IOException(
                        "the SAs and policies of the kernel are only shown to who has CAP_NET_ADMIN: run as root or"
                                + " grant that capability, or ask an agent that has it",
                        cause);
            case Errno.EPROTONOSUPPORT ->
                new IOException(
                        "this kernel has no IPsec: it was built without XFRM, or xfrm_user cannot be loaded", cause);
            case Errno.ENOBUFS -> new Overrun();
            default -> cause;
        };
    }

    /** Asks for all SAs, or for all policies, and waits for the end of the answer. */
    void dump(boolean policies, Receiver receiver) throws IOException {
        sequence++;
        netlink.send(policies ? NetlinkMessage.dumpPolicies(sequence) : NetlinkMessage.dumpSas(sequence));
        boolean interrupted = false;
        while (true) {
            for (NetlinkMessage message : receive(Long.MAX_VALUE)) {
                boolean answer = message.sequence() == sequence && message.partOfDump();
                interrupted |= answer && message.dumpInterrupted();
                switch (message.content()) {
                    case XfrmMessage.Done(int errno) -> {
                        if (interrupted) throw new Overrun();
                        if (errno != 0) throw failed(errno);
                        return;
                    }
                    case XfrmMessage.Failed(int errno) -> throw failed(errno);
                    case XfrmMessage content -> receiver.on(content, !answer);
                }
            }
        }
    }

    private static IOException failed(int errno) {
        return worded(errno, new IOException("NETLINK_XFRM: " + Errno.text(errno) + " (errno " + errno + ")"));
    }

    /**
     * Drops what waits, with the rest of a dump if there is one. After news were lost it tells of SAs whose end may have been among them, and
     * leaves no room for the answer of a dump.
     */
    void discard() throws IOException {
        while (true) {
            try {
                Optional<byte[]> datagram = netlink.receive(0);
                if (datagram.isEmpty()) return;
                Arrays.fill(datagram.get(), (byte) 0);
            } catch (SystemCallException e) {
                if (e.errno() != Errno.ENOBUFS) throw e;
            }
        }
    }

    /** The messages of one datagram; none if there was none in time. */
    List<NetlinkMessage> receive(long nanos) throws IOException {
        try {
            byte[] datagram = netlink.receive(nanos).orElse(new byte[0]);
            var messages = NetlinkMessage.readAll(WireReader.of(datagram));
            Arrays.fill(datagram, (byte) 0); // there may be keys in it
            return messages;
        } catch (SystemCallException e) {
            throw worded(e.errno(), e);
        } catch (MalformedMessage e) {
            throw new IOException("the kernel's XFRM messages are not those of a 64-bit Linux: " + e.getMessage(), e);
        }
    }

    /** Ends {@link #receive} at once. */
    void wake() {
        netlink.wake();
    }

    @Override
    public void close() {
        netlink.close();
    }
}
