package org.waywiser.lab.peers;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** A network namespace joined to this one by a veth pair: the host on {@link #near}, the peer on {@link #far}. */
public final class Namespace implements AutoCloseable {
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final String name;
    private final int number;

    private Namespace(String name, int number) {
        this.name = name;
        this.number = number;
    }

    /** Needs root. */
    public static Namespace create() {
        int number = COUNT.incrementAndGet();
        var namespace = new Namespace("ww" + ProcessHandle.current().pid() + "-" + number, number);
        Tool.run("ip", "netns", "add", namespace.name);
        try {
            String outer = namespace.name + "o";
            Tool.run("ip", "link", "add", outer, "type", "veth", "peer", "name", "inner", "netns", namespace.name);
            Tool.run("ip", "addr", "add", namespace.near() + "/24", "dev", outer);
            Tool.run("ip", "link", "set", outer, "up");
            Tool.run("ip", "-n", namespace.name, "addr", "add", namespace.far() + "/24", "dev", "inner");
            Tool.run("ip", "-n", namespace.name, "link", "set", "inner", "up");
            Tool.run("ip", "-n", namespace.name, "link", "set", "lo", "up");
            return namespace;
        } catch (AssertionError e) {
            namespace.close();
            throw e;
        }
    }

    /** Address of this side. */
    public String near() {
        return "10.213." + number + ".1";
    }

    /** Address inside. */
    public String far() {
        return "10.213." + number + ".2";
    }

    /** The command as run inside. */
    public List<String> inside(String... command) {
        return Stream.concat(Stream.of("ip", "netns", "exec", name), Stream.of(command))
                .toList();
    }

    /** Takes the veth pair with it. */
    @Override
    public void close() {
        Tool.run("ip", "netns", "del", name);
    }
}
