package org.waywiser.bench;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What all measurements share.
 *
 * @param rounds that count, of each comparison
 * @param seconds of load in a round
 * @param peers where perfSONAR's programs are, null to do without
 * @param scratch a directory that is deleted at the end
 */
record Setting(int rounds, int seconds, @Nullable Path peers, Path scratch) {
    /** Where what is measured runs; all its threads. */
    static final int SERVER = 0;

    /** Where the load comes from. */
    static final int LOAD = 1;

    /** Asked for by both reflectors and all loaders; the kernel doubles it. */
    static final int RECEIVE_BUFFER = 16 << 20;

    /** 127.0.0.1, which programs in C are bound to. */
    static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

    static final String OURS = "Waywiser";
    static final String C = "C";
    static final String TWAMPD = "twampd";

    static Path program(String name) {
        return Path.of("bench/target").resolve(name);
    }

    static List<String> waywiser(String... arguments) {
        var command = new ArrayList<>(List.of("bin/waywiser"));
        command.addAll(List.of(arguments));
        return command;
    }

    /** A UDP port of loopback that is free now. */
    static int freeUdpPort() throws IOException {
        try (var socket = new DatagramSocket(new InetSocketAddress(LOOPBACK, 0))) {
            return socket.getLocalPort();
        }
    }

    /** A TCP port of loopback that is free now. */
    static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, LOOPBACK)) {
            return socket.getLocalPort();
        }
    }
}
