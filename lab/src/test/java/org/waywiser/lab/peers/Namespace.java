package org.waywiser.lab.peers;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;

/** A network namespace: a host of its own for programs and for sockets of this virtual machine. Needs root. */
public final class Namespace implements AutoCloseable {
    private static final int O_RDONLY = 0;
    private static final int CLONE_NEWNET = 0x4000_0000;
    private static final MethodHandle OPEN = native_("open", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle SETNS = native_("setns", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle CLOSE = native_("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

    private final String name;

    private Namespace(String name) {
        this.name = name;
    }

    /** @param role unique among the namespaces of this process */
    public static Namespace create(String role) {
        var namespace = new Namespace("ww" + ProcessHandle.current().pid() + "-" + role);
        Tool.run("ip", "netns", "add", namespace.name);
        namespace.ip("link", "set", "lo", "up");
        return namespace;
    }

    /** One that is there already, by its name; closing it would take it away. */
    public static Namespace existing(String name) {
        return new Namespace(name);
    }

    /** Joins two hosts by a pair of interfaces; each is named by its peer and gets the addresses, with their prefix lengths. */
    static void join(
            Namespace one, String device, List<String> addresses, Namespace other, String far, List<String> fars) {
        one.ip("link", "add", device, "type", "veth", "peer", "name", far, "netns", other.name);
        one.configure(device, addresses);
        other.configure(far, fars);
    }

    private void configure(String device, List<String> addresses) {
        for (String address : addresses) {
            // an address of IPv6 is usable at once only without duplicate address detection
            String[] nodad = address.contains(":") ? new String[] {"nodad"} : new String[0];
            ip(Stream.concat(Stream.of("addr", "add", address, "dev", device), Stream.of(nodad))
                    .toArray(String[]::new));
        }
        ip("link", "set", device, "up");
    }

    /** Runs ip(8) inside. */
    public void ip(String... arguments) {
        Tool.run(
                Stream.concat(Stream.of("ip", "-n", name), Stream.of(arguments)).toArray(String[]::new));
    }

    /** The command as run inside. */
    public List<String> inside(String... command) {
        return Stream.concat(Stream.of("ip", "netns", "exec", name), Stream.of(command))
                .toList();
    }

    /**
     * Runs the task inside, on a thread of its own: sockets that it opens, and those of threads that it starts, are inside for
     * good. It must start no virtual threads, whose carriers serve the whole process.
     */
    public <T> T call(Callable<T> task) throws Exception {
        var result = new CompletableFuture<T>();
        Thread.ofPlatform().name(name).start(() -> {
            try {
                enter();
                result.complete(task.call());
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        });
        try {
            return result.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Exception cause) throw cause;
            if (e.getCause() instanceof Error cause) throw cause;
            throw e;
        }
    }

    private void enter() throws Throwable {
        try (var arena = Arena.ofConfined()) {
            int file = (int) OPEN.invokeExact(arena.allocateFrom("/run/netns/" + name), O_RDONLY);
            int entered = (int) SETNS.invokeExact(file, CLONE_NEWNET);
            int _ = (int) CLOSE.invokeExact(file);
            if (entered != 0) throw new AssertionError("cannot enter the network namespace " + name);
        }
    }

    @SuppressWarnings("restricted") // tests run with native access
    private static MethodHandle native_(String function, FunctionDescriptor descriptor) {
        var linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(function), descriptor);
    }

    /** Takes its interfaces with it. */
    @Override
    public void close() {
        Tool.run("ip", "netns", "del", name);
    }
}
