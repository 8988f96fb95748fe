package org.waywiser.node;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.waywiser.net.tcp.ControlConnection;
import org.waywiser.protocol.control.ClientEffect;
import org.waywiser.protocol.control.ClientInput;
import org.waywiser.protocol.control.ControlClient;
import org.waywiser.wire.Octets;

/** Drives a Control-Client for one thread that asks and waits; a thread of its own reads the stream. */
final class ClientConnection implements AutoCloseable {
    private static final Octets END = Octets.EMPTY;
    private static final Octets WAKE_UP = Octets.of((byte) 0);

    private final ControlConnection connection;
    private final ControlClient machine;
    private final LinkedBlockingQueue<Octets> arrivals = new LinkedBlockingQueue<>();
    private final ArrayDeque<ClientEffect> effects = new ArrayDeque<>();
    private final CompletableFuture<Void> reading;
    private ClientEffect.@Nullable Close closed;

    ClientConnection(ControlConnection connection, ControlClient machine) {
        this.connection = connection;
        this.machine = machine;
        // Not a virtual one: what polls for these stays in the kernel, and a program that ends waits 300 ms for whoever
        // is there.
        reading = CompletableFuture.runAsync(
                this::read,
                task -> Thread.ofPlatform().name("control-reader").daemon().start(task));
    }

    ControlConnection connection() {
        return connection;
    }

    /** Gives the machine an input and keeps what comes of it. */
    void tell(ClientInput input) {
        for (ClientEffect effect : machine.on(input, System.nanoTime())) {
            if (effect instanceof ClientEffect.Send(Octets octets)) {
                send(octets);
            } else {
                if (effect instanceof ClientEffect.Close close) close(close);
                effects.add(effect);
            }
        }
    }

    /** Waits for the next thing that the machine has to tell; after a Close always that one. */
    ClientEffect next() throws InterruptedException {
        while (true) {
            ClientEffect effect = effects.poll();
            if (effect != null) return effect;
            if (closed != null) return closed;
            waitForInput();
        }
    }

    /** Waits until {@link #wakeUp}, the end of the connection, or the Server's word that it has failed, whichever is first. */
    boolean openUntilWoken() throws InterruptedException {
        while (closed == null) {
            if (waitForInput()
                    || effects.peek() instanceof ClientEffect.OneWay.Ended ended
                            && !ended.accept().ok()) {
                return true;
            }
        }
        return false;
    }

    /** Waits until {@link #wakeUp}, the end of the connection, or Stop-Sessions, whichever is first. */
    boolean openUntilStopped() throws InterruptedException {
        while (closed == null) {
            if (waitForInput() || effects.peek() instanceof ClientEffect.OneWay.Ended) return true;
        }
        return false;
    }

    /** Makes {@link #openUntilWoken} and {@link #openUntilStopped} return; from any thread. */
    void wakeUp() {
        arrivals.add(WAKE_UP);
    }

    @SuppressWarnings("ReferenceEquality") // END and WAKE_UP are marks in the queue, not octets
    private boolean waitForInput() throws InterruptedException {
        OptionalLong deadline = machine.deadline();
        Octets arrived = deadline.isEmpty()
                ? arrivals.take()
                : arrivals.poll(Math.max(0, deadline.getAsLong() - System.nanoTime()), TimeUnit.NANOSECONDS);
        if (arrived == WAKE_UP) return true;
        if (arrived == null) tell(new ClientInput.Tick());
        else if (arrived == END) tell(new ClientInput.PeerClosed());
        else tell(new ClientInput.Received(arrived));
        return false;
    }

    private void read() {
        try {
            for (byte[] octets = connection.read(); octets != null; octets = connection.read()) {
                arrivals.add(Octets.of(octets));
            }
        } catch (IOException e) {
            // A reset ends the connection as a close does.
        }
        arrivals.add(END);
    }

    private void send(Octets octets) {
        try {
            // One write a message: some dissectors and peers expect a message in one segment.
            connection.write(octets.toByteArray());
        } catch (IOException e) {
            arrivals.add(END);
        }
    }

    private void close(ClientEffect.Close close) {
        closed = close;
        connection.close();
    }

    @Override
    public void close() {
        if (closed == null) tell(new ClientInput.Finish());
        reading.join();
    }
}
