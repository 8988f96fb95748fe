package org.waywiser.protocol.control;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.waywiser.security.Secret;
import org.waywiser.testkit.VirtualTime;
import org.waywiser.wire.Octets;
import org.waywiser.wire.control.Modes;
import org.waywiser.wire.control.RequestTwSession;
import org.waywiser.wire.control.Sid;
import org.waywiser.wire.control.TypeP;

/** A Control-Client and a Server joined by a stream that delivers in portions of one's choice. */
final class ControlPair {
    static final Modes ALL = Modes.UNAUTHENTICATED.or(Modes.AUTHENTICATED).or(Modes.ENCRYPTED);

    final VirtualTime time = new VirtualTime();
    final ControlServer server;
    final ControlClient client;
    final List<ServerEffect> serverEffects = new ArrayList<>();
    final List<ClientEffect> clientEffects = new ArrayList<>();
    private final int portion;
    private int sids;

    ControlPair(Modes offered, int portion) {
        this(settings(offered), portion);
    }

    private static ServerSettings settings(Modes offered) {
        return new ServerSettings(
                Profile.RFC7717,
                offered,
                Modes.NONE,
                1024,
                42L << 32,
                Duration.ofSeconds(60),
                Duration.ofSeconds(900),
                4);
    }

    ControlPair(ServerSettings settings, int portion) {
        this(
                ControlServer.twamp(settings, new Random(1)),
                ControlClient.twamp(settings.profile(), 32768, new Random(2), 0),
                portion);
    }

    private ControlPair(ControlServer server, ControlClient client, int portion) {
        this.server = server;
        this.client = client;
        this.portion = portion;
    }

    static ControlPair owamp(Modes offered, int portion) {
        return new ControlPair(
                ControlServer.owamp(settings(offered), new Random(1)),
                ControlClient.owamp(Profile.RFC7717, 32768, new Random(2), 0),
                portion);
    }

    /** A new copy: machines wipe the secrets they are given. */
    static Secret passphrase() {
        return Secret.of("correct horse".getBytes(StandardCharsets.US_ASCII));
    }

    ControlPair connect() {
        toServer(new ServerInput.Connected());
        return this;
    }

    void toServer(ServerInput input) {
        for (ServerEffect effect : server.on(input, time.now())) {
            serverEffects.add(effect);
            if (effect instanceof ServerEffect.Send(Octets octets)) deliverToClient(octets);
        }
    }

    void toClient(ClientInput input) {
        for (ClientEffect effect : client.on(input, time.now())) {
            clientEffects.add(effect);
            if (effect instanceof ClientEffect.Send(Octets octets)) deliverToServer(octets);
        }
    }

    private void deliverToClient(Octets octets) {
        for (int at = 0; at < octets.length(); at += portion) {
            toClient(new ClientInput.Received(octets.slice(at, Math.min(octets.length(), at + portion))));
        }
    }

    private void deliverToServer(Octets octets) {
        for (int at = 0; at < octets.length(); at += portion) {
            toServer(new ServerInput.Received(octets.slice(at, Math.min(octets.length(), at + portion))));
        }
    }

    /** The Server's answer to a ConfigureSession: the next SID. */
    Sid configure(int port) {
        var sid = new Sid(Octets.zeros(15).concat(Octets.of((byte) ++sids)));
        toServer(new ServerInput.SessionConfigured(sid, port));
        return sid;
    }

    <T extends ServerEffect> T lastOfServer(Class<T> type) {
        return ofType(serverEffects, type).getLast();
    }

    <T extends ClientEffect> T lastOfClient(Class<T> type) {
        return ofType(clientEffects, type).getLast();
    }

    @Nullable
    CloseReason serverClosed() {
        var closes = ofType(serverEffects, ServerEffect.Close.class);
        return closes.isEmpty() ? null : closes.getLast().reason();
    }

    @Nullable
    CloseReason clientClosed() {
        var closes = ofType(clientEffects, ClientEffect.Close.class);
        return closes.isEmpty() ? null : closes.getLast().reason();
    }

    <T extends ClientEffect> List<T> ofClient(Class<T> type) {
        return ofType(clientEffects, type);
    }

    private static <T> List<T> ofType(List<?> effects, Class<T> type) {
        return effects.stream().filter(type::isInstance).map(type::cast).toList();
    }

    static RequestTwSession request() {
        return request(64);
    }

    static RequestTwSession request(long padding) {
        Octets here = Octets.zeros(16);
        return RequestTwSession.of(4, 20001, 862, here, here, padding, 0, 2L << 32, TypeP.ofDscp(0));
    }
}
