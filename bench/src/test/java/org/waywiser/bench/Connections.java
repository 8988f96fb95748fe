package org.waywiser.bench;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.waywiser.wire.control.ServerGreeting;
import org.waywiser.wire.control.ServerStart;
import org.waywiser.wire.control.SetUpResponse;

/** Control connections in open mode, made by a program of its own: set up one after the other, or held. RFC 4656 §3.1. */
final class Connections {
    private static final int PARALLEL = 20;

    private Connections() {}

    /** Arguments: {@code rate PORT COUNT}, or {@code hold PORT COUNT}, which ends with its input. */
    public static void main(String[] arguments) throws Exception {
        int port = Integer.parseInt(arguments[1]);
        int count = Integer.parseInt(arguments[2]);
        if (arguments[0].equals("rate")) {
            setUp(port, count); // until it is compiled
            long start = System.nanoTime();
            setUp(port, count);
            double seconds = (System.nanoTime() - start) / 1e9;
            System.out.printf(Locale.ROOT, "rate=%.1f%n", count / seconds);
        } else {
            var held = new ArrayList<Socket>();
            while (held.size() < count) held.add(connect(port));
            System.out.println("ready");
            System.in.read();
            for (Socket socket : held) socket.close();
        }
    }

    static List<String> command(String... arguments) {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                Connections.class.getName()));
        command.addAll(List.of(arguments));
        return command;
    }

    private static void setUp(int port, int count) throws InterruptedException, ExecutionException {
        var left = new AtomicInteger(count);
        Callable<Void> work = () -> {
            while (left.getAndDecrement() > 0) connect(port).close();
            return null;
        };
        try (var threads = Executors.newFixedThreadPool(PARALLEL)) {
            var workers = new ArrayList<Callable<Void>>();
            while (workers.size() < PARALLEL) workers.add(work);
            for (var done : threads.invokeAll(workers)) done.get();
        }
    }

    /** Greeting, Set-Up-Response in open mode, Server-Start. */
    private static Socket connect(int port) throws IOException {
        var socket = new Socket(Setting.LOOPBACK, port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(10_000);
        var in = new DataInputStream(socket.getInputStream());
        in.readFully(new byte[ServerGreeting.LENGTH]);
        socket.getOutputStream()
                .write(ByteBuffer.allocate(SetUpResponse.LENGTH).putInt(1).array());
        var start = new byte[ServerStart.LENGTH];
        in.readFully(start);
        if (start[15] != 0) throw new IOException("refused: Accept " + start[15]);
        return socket;
    }
}
