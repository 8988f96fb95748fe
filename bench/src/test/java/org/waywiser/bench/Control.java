package org.waywiser.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.waywiser.protocol.control.ClientEffect;
import org.waywiser.protocol.control.ClientInput;
import org.waywiser.protocol.control.ControlClient;
import org.waywiser.protocol.control.Profile;
import org.waywiser.protocol.probe.ProbeMode;
import org.waywiser.security.Secret;
import org.waywiser.security.probe.ProbeCipher;
import org.waywiser.security.probe.ProbeKeys;
import org.waywiser.wire.NtpTimestamp;
import org.waywiser.wire.Octets;
import org.waywiser.wire.control.KeyId;
import org.waywiser.wire.control.Modes;
import org.waywiser.wire.control.RequestTwSession;
import org.waywiser.wire.control.TypeP;

/** A control connection to a Server on loopback, so that a loader may use its sessions. */
final class Control implements AutoCloseable {
    static final String USER = "bench";
    static final String PASSPHRASE = "benchmark";

    private static final Octets NO_ADDRESS = Octets.zeros(16);
    private static final long MAX_COUNT = 32_768;

    /** A session that the Server accepted. */
    record Session(int port, @Nullable ProbeCipher cipher) {}

    private final Socket socket;
    private final ControlClient machine;
    private final ProbeMode mode;
    private final ArrayDeque<ClientEffect> effects = new ArrayDeque<>();
    private final byte[] buffer = new byte[4096];
    private boolean started;

    private Control(Socket socket, ProbeMode mode) {
        this.socket = socket;
        this.mode = mode;
        machine = ControlClient.twamp(Profile.RFC7717, MAX_COUNT, new SecureRandom(), System.nanoTime());
    }

    static Control open(int port, ProbeMode mode) throws IOException {
        var socket = new Socket();
        socket.setTcpNoDelay(true);
        socket.connect(new InetSocketAddress(Setting.LOOPBACK, port), 10_000);
        socket.setSoTimeout(10_000);
        var control = new Control(socket, mode);
        control.expect(ClientEffect.Greeted.class);
        control.tell(
                switch (mode) {
                    case OPEN -> new ClientInput.ChooseOpen(Modes.NONE);
                    case AUTHENTICATED -> keyed(Modes.AUTHENTICATED);
                    case ENCRYPTED -> keyed(Modes.ENCRYPTED);
                });
        control.expect(ClientEffect.Established.class);
        return control;
    }

    private static ClientInput keyed(Modes mode) {
        return new ClientInput.ChooseKeyed(
                mode, KeyId.ofText(USER), Secret.of(PASSPHRASE.getBytes(StandardCharsets.US_ASCII)));
    }

    /** A session with packets from that port of this host. */
    Session request(int source, int padding) throws IOException {
        tell(new ClientInput.Request(RequestTwSession.of(
                4,
                source,
                Setting.freeUdpPort(), // perfSONAR's reflector takes the one it is asked for
                NO_ADDRESS,
                NO_ADDRESS,
                padding,
                0,
                NtpTimestamp.interval(2_000_000_000L),
                TypeP.ofDscp(0))));
        var accepted = expect(ClientEffect.SessionAccepted.class);
        var keys = accepted.keys();
        return new Session(accepted.port(), mode.cipher(keys == null ? null : ProbeKeys.of(keys, accepted.sid())));
    }

    void start() throws IOException {
        tell(new ClientInput.Start());
        expect(ClientEffect.Started.class);
        started = true;
    }

    private void tell(ClientInput input) throws IOException {
        for (ClientEffect effect : machine.on(input, System.nanoTime())) {
            if (effect instanceof ClientEffect.Send(Octets octets))
                socket.getOutputStream().write(octets.toByteArray());
            else effects.add(effect);
        }
    }

    private <T extends ClientEffect> T expect(Class<T> type) throws IOException {
        while (effects.isEmpty()) {
            int read = socket.getInputStream().read(buffer);
            if (read < 0) throw new IOException("the server closed the connection");
            tell(new ClientInput.Received(Octets.of(Arrays.copyOf(buffer, read))));
        }
        ClientEffect effect = effects.remove();
        if (!type.isInstance(effect)) throw new IOException(effect + " instead of " + type.getSimpleName());
        return type.cast(effect);
    }

    /** Stops what runs, as RFC 5357 §3.8 has it. */
    @Override
    public void close() throws IOException {
        if (started) tell(new ClientInput.Stop());
        tell(new ClientInput.Finish());
        socket.close();
    }
}
