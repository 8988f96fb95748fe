package org.waywiser.lab.loss;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import org.waywiser.lab.peers.Namespace;

/** An interface of a host whose other end is this process: IP packets are read and written, whole. Needs root. */
final class Tun implements AutoCloseable {
    private static final int O_RDWR = 2;
    private static final long TUNSETIFF = 0x4004_54caL;
    private static final short IFF_TUN_WITHOUT_INFO = 0x1001;
    private static final short POLLIN = 1;
    private static final int POLL_MILLIS = 100;
    private static final int LONGEST_PACKET = 2048;

    private static final MethodHandle OPEN = native_("open", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle IOCTL =
            native_("ioctl", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS));
    private static final MethodHandle POLL =
            native_("poll", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
    private static final MethodHandle READ =
            native_("read", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
    private static final MethodHandle WRITE =
            native_("write", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
    private static final MethodHandle CLOSE = native_("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

    private final int file;

    private Tun(int file) {
        this.file = file;
    }

    /** @param address of the host with its prefix length */
    static Tun create(Namespace host, String name, String address) throws Exception {
        Tun tun = host.call(() -> open(name));
        host.ip("addr", "add", address, "dev", name);
        host.ip("link", "set", name, "up");
        return tun;
    }

    private static Tun open(String name) {
        try (var arena = Arena.ofConfined()) {
            int file = (int) OPEN.invokeExact(arena.allocateFrom("/dev/net/tun"), O_RDWR);
            var request = arena.allocate(40, 8);
            request.setString(0, name);
            request.set(JAVA_SHORT, 16, IFF_TUN_WITHOUT_INFO);
            int set = file < 0 ? file : (int) IOCTL.invokeExact(file, TUNSETIFF, request);
            if (set < 0) throw new AssertionError("no TUN device " + name);
            return new Tun(file);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** The next packet that the host sends; empty if there is none for a while. */
    byte[] read() {
        try (var arena = Arena.ofConfined()) {
            var wanted = arena.allocate(8, 4);
            wanted.set(JAVA_INT, 0, file);
            wanted.set(JAVA_SHORT, 4, POLLIN);
            int ready = (int) POLL.invokeExact(wanted, 1L, POLL_MILLIS);
            if (ready <= 0) return new byte[0];
            var packet = arena.allocate(LONGEST_PACKET);
            long length = (long) READ.invokeExact(file, packet, (long) LONGEST_PACKET);
            return packet.asSlice(0, Math.max(0, length)).toArray(JAVA_BYTE);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Has the host receive a packet. */
    void write(byte[] packet) {
        try (var arena = Arena.ofConfined()) {
            MemorySegment octets = arena.allocateFrom(JAVA_BYTE, packet);
            long written = (long) WRITE.invokeExact(file, octets, (long) packet.length);
            if (written != packet.length) throw new AssertionError("the host did not take a packet");
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    @Override
    public void close() {
        try {
            int _ = (int) CLOSE.invokeExact(file);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    private static AssertionError unexpected(Throwable e) {
        return e instanceof AssertionError known ? known : new AssertionError(e);
    }

    @SuppressWarnings("restricted") // tests run with native access
    private static MethodHandle native_(String function, FunctionDescriptor descriptor) {
        var linker = Linker.nativeLinker();
        var address = linker.defaultLookup().findOrThrow(function);
        return function.equals("ioctl")
                ? linker.downcallHandle(address, descriptor, Linker.Option.firstVariadicArg(2))
                : linker.downcallHandle(address, descriptor);
    }
}
