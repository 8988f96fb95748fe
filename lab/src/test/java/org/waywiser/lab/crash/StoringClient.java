package org.waywiser.lab.crash;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;
import org.waywiser.net.tcp.ControlConnection;
import org.waywiser.protocol.control.ClientEffect;
import org.waywiser.protocol.control.ClientInput;
import org.waywiser.protocol.control.ControlClient;
import org.waywiser.protocol.control.Profile;
import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.Octets;
import org.waywiser.wire.WireReader;
import org.waywiser.wire.control.FetchSession;
import org.waywiser.wire.control.FetchedRecord;
import org.waywiser.wire.control.Modes;
import org.waywiser.wire.control.Sid;

/** The control connection of an OWAMP client in open mode, step by step. */
final class StoringClient implements AutoCloseable {
    private final ControlConnection connection;
    private final ControlClient machine =
            ControlClient.owamp(Profile.RFC7717, 32_768, new SecureRandom(), System.nanoTime());
    private final Queue<ClientEffect> effects = new ArrayDeque<>();

    StoringClient(InetSocketAddress server) throws IOException {
        connection = ControlConnection.connect(server, null, 0, Duration.ofSeconds(10));
        next(ClientEffect.Greeted.class);
        tell(new ClientInput.ChooseOpen(Modes.NONE));
        next(ClientEffect.Established.class);
    }

    void tell(ClientInput input) throws IOException {
        for (ClientEffect effect : machine.on(input, System.nanoTime())) {
            if (effect instanceof ClientEffect.Send(Octets octets)) connection.write(octets.toByteArray());
            else effects.add(effect);
        }
    }

    <T extends ClientEffect> T next(Class<T> type) throws IOException {
        ClientEffect effect = next();
        if (type.isInstance(effect)) return type.cast(effect);
        throw new AssertionError(effect + " instead of " + type.getSimpleName());
    }

    private ClientEffect next() throws IOException {
        while (effects.isEmpty()) {
            byte[] octets = connection.read();
            if (octets == null) throw new IOException("the server has closed");
            tell(new ClientInput.Received(Octets.of(octets)));
        }
        return effects.remove();
    }

    /** Which packets of a session have arrived, as the Server has them stored. */
    Set<Long> arrived(Sid sid) throws IOException, MalformedMessage {
        tell(new ClientInput.OneWay.Fetch(new FetchSession(0, 0xffff_fffeL, sid)));
        next(ClientEffect.OneWay.Fetching.class);
        var numbers = new HashSet<Long>();
        while (next() instanceof ClientEffect.OneWay.Records(Octets octets)) {
            var in = WireReader.of(octets);
            while (in.remaining() > 0) {
                var packet = FetchedRecord.read(in);
                if (!packet.lost()) numbers.add(packet.sequenceNumber());
            }
        }
        return numbers;
    }

    @Override
    public void close() {
        connection.close();
    }
}
