package org.waywiser.net.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * Takes a socket out of IPsec: IP_XFRM_POLICY and IPV6_XFRM_POLICY of setsockopt(2) with a policy that allows without a template, for what
 * it sends and for what it receives. A policy is of one family, and a socket has one a direction, so it cannot be of both families.
 */
public final class XfrmBypass {
    static final int IP_XFRM_POLICY = 17;
    static final int IPV6_XFRM_POLICY = 35;

    static final int SIZE = 168; // struct xfrm_userpolicy_info
    static final long FAMILY = 40;
    static final long LIMITS = 56;
    static final long DIRECTION = 160;
    static final long ACTION = 161;
    static final byte IN = 0;
    static final byte OUT = 1;
    static final byte ALLOW = 0;

    /** Octets and packets, soft and hard. */
    private static final int LIFETIME_LIMITS = 4;

    private XfrmBypass() {}

    /** @throws BypassRefused where there is no Linux */
    public static void require() throws BypassRefused {
        Optional<String> missing = Linux.missing();
        if (missing.isPresent()) throw new BypassRefused(missing.get(), null);
    }

    /**
     * For both directions.
     *
     * @param family of the socket, which must not hear the other one too
     * @throws BypassRefused with what is missing
     */
    public static void set(int socket, short family) throws IOException {
        try {
            policies(socket, family);
        } catch (SystemCallException e) {
            if (e.errno() != Errno.EINVAL) throw refusal(e);
            tryWithModule(socket, family);
        }
    }

    /** Without the module xfrm_user the option is invalid; a netlink socket of its family makes the kernel load it. */
    private static void tryWithModule(int socket, short family) throws IOException {
        try {
            Netlink.open(Netlink.NETLINK_XFRM, 0).close();
            policies(socket, family);
        } catch (SystemCallException e) {
            throw refusal(e);
        }
    }

    private static void policies(int socket, short family) throws IOException {
        boolean v4 = family == SocketAddress.AF_INET;
        for (byte direction : new byte[] {OUT, IN}) {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment policy = arena.allocate(SIZE, Long.BYTES);
                policy.set(JAVA_SHORT, FAMILY, family);
                for (int i = 0; i < LIFETIME_LIMITS; i++) policy.set(JAVA_LONG, LIMITS + (long) i * Long.BYTES, -1);
                policy.set(JAVA_BYTE, DIRECTION, direction);
                policy.set(JAVA_BYTE, ACTION, ALLOW);
                Sockets.option(
                        socket,
                        v4 ? Sockets.IPPROTO_IP : Sockets.IPPROTO_IPV6,
                        v4 ? IP_XFRM_POLICY : IPV6_XFRM_POLICY,
                        policy);
            }
        }
    }

    private static BypassRefused refusal(SystemCallException e) {
        String why = switch (e.errno()) {
            case Errno.EPERM -> "that needs CAP_NET_ADMIN";
            case Errno.EINVAL, Errno.EPROTONOSUPPORT, Errno.ENOPROTOOPT -> "this kernel has no XFRM (module xfrm_user)";
            default -> String.valueOf(e.getMessage());
        };
        return new BypassRefused(why, e);
    }
}
