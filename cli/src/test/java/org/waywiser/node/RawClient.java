package org.waywiser.node;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.Arrays;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.waywiser.keys.KeysUnavailable;
import org.waywiser.keys.SaBinding;
import org.waywiser.protocol.control.Profile;
import org.waywiser.protocol.control.SaKeys;
import org.waywiser.security.Secret;
import org.waywiser.security.control.ControlKeys;
import org.waywiser.security.control.IncomingStream;
import org.waywiser.security.control.OutgoingStream;
import org.waywiser.security.control.PasswordKey;
import org.waywiser.security.control.TokenContents;
import org.waywiser.security.probe.ProbeKeys;
import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.Octets;
import org.waywiser.wire.WireReader;
import org.waywiser.wire.control.Accept;
import org.waywiser.wire.control.AcceptSession;
import org.waywiser.wire.control.Alt1Greeting;
import org.waywiser.wire.control.Alt1SetUpResponse;
import org.waywiser.wire.control.Alt2Greeting;
import org.waywiser.wire.control.Alt2SetUpResponse;
import org.waywiser.wire.control.ControlMessage;
import org.waywiser.wire.control.DraftGreeting;
import org.waywiser.wire.control.KeyId;
import org.waywiser.wire.control.Modes;
import org.waywiser.wire.control.RequestTwSession;
import org.waywiser.wire.control.SaName;
import org.waywiser.wire.control.ServerGreeting;
import org.waywiser.wire.control.ServerStart;
import org.waywiser.wire.control.SetUpResponse;
import org.waywiser.wire.control.Sid;
import org.waywiser.wire.control.TypeP;

/** A Control-Client that says what a test wants it to, right or wrong. */
final class RawClient implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 20_000;
    private static final Octets CLIENT_IV = Octets.hex("000102030405060708090a0b0c0d0e0f");

    private final Socket socket;
    private final Random random = new Random(1);
    private OutgoingStream out = OutgoingStream.clear();
    private IncomingStream in = IncomingStream.clear();
    private ControlKeys agreed = new ControlKeys(drawn(16), drawn(32));
    private Octets serverIv = Octets.EMPTY;

    RawClient(TwampServer server) throws IOException {
        this(server.controlAddress());
    }

    RawClient(InetSocketAddress server) throws IOException {
        socket = new Socket(server.getAddress(), server.getPort());
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
    }

    ServerGreeting greeting() throws IOException, MalformedMessage {
        return ServerGreeting.read(WireReader.of(read(ServerGreeting.LENGTH)));
    }

    void send(byte[] octets) throws IOException {
        socket.getOutputStream().write(octets);
    }

    /** What a greeting of any profile says. */
    record Greeted(SaName sa, Modes modes, Octets challenge, Octets salt, long count) {}

    Greeted greeting(Profile profile) throws IOException, MalformedMessage {
        return switch (profile) {
            case RFC7717, DRAFT -> {
                var in = WireReader.of(read(DraftGreeting.LENGTH));
                DraftGreeting said = DraftGreeting.read(in);
                ServerGreeting classic = said.classic();
                yield new Greeted(said.sa(), classic.modes(), classic.challenge(), classic.salt(), classic.count());
            }
            case DRAFT_ALT1 -> {
                var said = Alt1Greeting.read(WireReader.of(read(Alt1Greeting.LENGTH)));
                yield new Greeted(said.sa(), said.modes(), said.challenge(), Octets.EMPTY, 0);
            }
            case DRAFT_ALT2 -> {
                var said = Alt2Greeting.read(WireReader.of(read(Alt2Greeting.LENGTH)));
                yield new Greeted(said.sa(), said.modes(), Octets.zeros(16), Octets.EMPTY, 0);
            }
        };
    }

    /** A Set-Up-Response as it should be with the SA of a binding. */
    byte[] setUp(Profile profile, Greeted greeted, SaBinding binding, Modes mode, Octets iv) throws KeysUnavailable {
        SaKeys found = binding.keys(profile, greeted.salt(), greeted.count());
        SaKeys.Proof proof = found.prove(greeted.challenge(), () -> ControlKeys.draw(random));
        return setUp(profile, mode, proof.token(), proof.keys(), iv);
    }

    /** One with that token; from then on these keys protect what is said. */
    byte[] setUp(Profile profile, Modes mode, Octets token, ControlKeys keys, Octets iv) {
        out = OutgoingStream.keyed(keys, iv);
        agreed = keys;
        ControlMessage message = switch (profile) {
            case RFC7717, DRAFT -> new SetUpResponse(mode.or(Modes.IPSEC), KeyId.NONE, token, iv);
            case DRAFT_ALT1 -> new Alt1SetUpResponse(mode.or(Modes.IPSEC), token, iv);
            case DRAFT_ALT2 -> new Alt2SetUpResponse(mode.or(Modes.IPSEC), iv);
        };
        return message.toByteArray();
    }

    /** Sets up in a profile of the drafts. */
    RawClient bound(Profile profile, SaBinding binding, Modes mode, Octets iv) throws Exception {
        send(setUp(profile, greeting(profile), binding, mode, iv));
        serverStart(true);
        return this;
    }

    /** Sends what may no longer find anybody who listens. */
    void sendAnyway(byte[] octets) {
        try {
            send(octets);
        } catch (IOException e) {
            // The Server has closed the connection, as it may.
        }
    }

    /** Up to that many octets: fewer if the Server closes before. */
    byte[] read(int length) throws IOException {
        return socket.getInputStream().readNBytes(length);
    }

    /** Reads on until the Server has closed the connection, in order or not. */
    byte[] rest() throws IOException {
        var all = new ByteArrayOutputStream();
        try {
            for (int octet = socket.getInputStream().read();
                    octet >= 0;
                    octet = socket.getInputStream().read()) {
                all.write(octet);
            }
        } catch (SocketException e) {
            // A reset: the Server closed while something from us was still unread.
        }
        return all.toByteArray();
    }

    /** Ends the connection with a reset. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    static byte[] setUp(long mode) {
        return new SetUpResponse(new Modes(mode), KeyId.NONE, Octets.zeros(64), Octets.zeros(16)).toByteArray();
    }

    /** A Set-Up-Response as it should be with the passphrase of the tests. */
    byte[] setUp(ServerGreeting greeting, Modes mode, String user) {
        var keys = new ControlKeys(drawn(16), drawn(32));
        Secret key = PasswordKey.derive(Plans.passphrase(), greeting.salt(), greeting.count());
        Octets token = new TokenContents(greeting.challenge(), keys.aes(), keys.hmac()).seal(key);
        out = OutgoingStream.keyed(keys, CLIENT_IV);
        agreed = keys;
        return new SetUpResponse(mode, KeyId.ofText(user), token, CLIENT_IV).toByteArray();
    }

    private Secret drawn(int length) {
        byte[] octets = new byte[length];
        random.nextBytes(octets);
        return Secret.owning(octets);
    }

    /** Sets up in open mode. */
    RawClient open() throws IOException, MalformedMessage {
        greeting();
        send(setUp(1));
        serverStart(false);
        return this;
    }

    /** Sets up with the passphrase. */
    RawClient keyed(Modes mode) throws IOException, MalformedMessage {
        return keyed(mode, response -> response);
    }

    /** Sets up with a Set-Up-Response that has been tampered with. */
    RawClient keyed(Modes mode, UnaryOperator<byte[]> tampered) throws IOException, MalformedMessage {
        send(tampered.apply(setUp(greeting(), mode, Plans.USER)));
        serverStart(true);
        return this;
    }

    Accept serverStart(boolean keyed) throws IOException, MalformedMessage {
        byte[] octets = read(ServerStart.LENGTH);
        var start = ServerStart.read(WireReader.of(octets));
        if (keyed && start.accept().ok()) {
            serverIv = start.serverIv();
            in = IncomingStream.keyed(agreed, serverIv);
            in.decrypt(Arrays.copyOfRange(octets, 32, 48));
        }
        return start.accept();
    }

    ControlKeys agreed() {
        return agreed;
    }

    /** Of the Server-Start, once one has come in keyed mode. */
    Octets serverIv() {
        return serverIv;
    }

    /** Those of a test session, as both ends derive them. */
    ProbeKeys testKeys(Sid sid) {
        return ProbeKeys.of(agreed, sid);
    }

    /** A command as it goes over the wire. */
    byte[] sealed(byte[] body) {
        return out.seal(body);
    }

    /** The answer to a request, checked. */
    AcceptSession accepted() throws IOException, MalformedMessage {
        return AcceptSession.read(WireReader.of(reply(AcceptSession.BODY_LENGTH)));
    }

    /** The body of an answer. */
    byte[] reply(int length) throws IOException {
        byte[] octets = read(length + 16);
        if (octets.length < length + 16) throw new AssertionError("the Server closed after " + octets.length);
        byte[] body = in.decrypt(Arrays.copyOf(octets, length));
        if (!in.authentic(Arrays.copyOfRange(octets, length, length + 16))) {
            throw new AssertionError("the Server's HMAC is wrong");
        }
        return body;
    }

    /** A proper request; the session ends with its Stop-Sessions. */
    static byte[] request(int senderPort) {
        return request(4, senderPort, Octets.zeros(16), 0);
    }

    static byte[] request(int version, int senderPort, Octets senderAddress, long padding) {
        return RequestTwSession.of(
                        version,
                        senderPort,
                        senderPort,
                        senderAddress,
                        Octets.zeros(16),
                        padding,
                        0,
                        0,
                        TypeP.ofDscp(10))
                .toByteArray();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
