package org.waywiser.net.udp;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.waywiser.net.linux.Errno;
import org.waywiser.net.linux.Linux;
import org.waywiser.net.linux.SystemCallException;

/** Sockets of Linux where their calls can be made and are allowed, else channels; why not is said once. */
final class FastPath {
    /** A way to open a socket. */
    interface Opening {
        PortSocket open() throws IOException;
    }

    private static final Logger LOG = System.getLogger(FastPath.class.getName());

    /** What a sandbox answers, or a kernel that does not know a call or an option. */
    private static final Set<Integer> REFUSALS =
            Set.of(Errno.ENOSYS, Errno.EPERM, Errno.EACCES, Errno.EINVAL, Errno.ENOPROTOOPT, Errno.EOPNOTSUPP);

    /** Refused for reasons that have to do with what was asked for. */
    private static final Set<String> CALLS_WITH_WISHES = Set.of("socket", "bind");

    private static final AtomicBoolean TOLD = new AtomicBoolean();
    private static final FastPath HERE = new FastPath();

    private volatile boolean tried;
    private volatile @Nullable String refusal;

    /** That of this process. */
    static FastPath here() {
        return HERE;
    }

    /** Why it is not taken, as far as is known before a socket was opened; empty where it is. */
    Optional<String> hindrance() {
        return Linux.missing().or(() -> Optional.ofNullable(refusal));
    }

    PortSocket open(Opening fast, Opening portable) throws IOException {
        if (hindrance().isEmpty()) {
            try {
                return tried ? fast.open() : first(fast);
            } catch (SystemCallException e) {
                if (!refusal(e)) throw e;
                refusal = String.valueOf(e.getMessage());
            } catch (LinkageError e) {
                refusal = "this system lacks what is needed: " + (e.getCause() == null ? e : e.getCause());
            }
        }
        hindrance().ifPresent(FastPath::tell);
        return portable.open();
    }

    private PortSocket first(Opening fast) throws IOException {
        PortSocket socket = fast.open();
        try {
            if (socket instanceof LinuxUdpSocket linux) linux.tryOut();
            tried = true;
            return socket;
        } catch (IOException | LinkageError e) {
            socket.close();
            throw e;
        }
    }

    static boolean refusal(SystemCallException e) {
        return REFUSALS.contains(e.errno()) && !CALLS_WITH_WISHES.contains(e.call());
    }

    private static void tell(String why) {
        if (!TOLD.getAndSet(true)) LOG.log(Level.WARNING, words(why));
    }

    static String words(String why) {
        return "sockets of Java instead of the kernel's own, so arrivals are stamped late, and hops and losses of"
                + " buffers not known: "
                + why;
    }
}
