package org.waywiser.node;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.waywiser.keys.KeysUnavailable;
import org.waywiser.keys.SaBinding;
import org.waywiser.protocol.control.Profile;
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
import org.waywiser.wire.control.Modes;
import org.waywiser.wire.control.RequestTwSession;
import org.waywiser.wire.control.SaName;
import org.waywiser.wire.control.ServerGreeting;
import org.waywiser.wire.control.ServerStart;
import org.waywiser.wire.control.SetUpResponse;
import org.waywiser.wire.control.Sid;
import org.waywiser.wire.control.StartAck;
import org.waywiser.wire.control.StartSessions;

/** A Server that does to one client what a test wants it to. */
final class FakeServer implements AutoCloseable {
    static final Octets CHALLENGE = Octets.hex("00112233445566778899aabbccddeeff");
    static final Octets SALT = Octets.hex("ffeeddccbbaa99887766554433221100");
    static final Octets SERVER_IV = Octets.hex("0f0e0d0c0b0a09080706050403020100");
    static final Sid SID = new Sid(Octets.hex("7f000001e0000000000000000000abcd"));
    private static final int PATIENCE_MILLIS = 20_000;

    /** What the Server does; the connection is closed when it returns. */
    interface Script {
        void serve(Peer client) throws IOException, MalformedMessage;
    }

    /** The client, as the script sees it. */
    static final class Peer {
        private final Socket socket;
        private OutgoingStream out = OutgoingStream.clear();
        private IncomingStream in = IncomingStream.clear();
        private @Nullable ControlKeys keys;
        private @Nullable SessionKeys bound;

        Peer(Socket socket) throws IOException {
            this.socket = socket;
            socket.setSoTimeout(PATIENCE_MILLIS);
        }

        void send(byte[] octets) throws IOException {
            socket.getOutputStream().write(octets);
        }

        /** Fewer octets if the client closes before. */
        byte[] read(int length) throws IOException {
            return socket.getInputStream().readNBytes(length);
        }

        void reset() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }

        Peer greet(long modes, long count) throws IOException {
            send(new ServerGreeting(new Modes(modes), CHALLENGE, SALT, count).toByteArray());
            return this;
        }

        /** Greets in a profile of the drafts, with the SA of a binding. */
        Peer greet(Profile profile, Modes modes, SaName name, Octets challenge, long count) throws IOException {
            return greet(profile, modes, name, challenge, SALT, count);
        }

        Peer greet(Profile profile, Modes modes, SaName name, Octets challenge, Octets salt, long count)
                throws IOException {
            send(greeting(profile, modes, name, challenge, salt, count));
            return this;
        }

        static byte[] greeting(Profile profile, Modes modes, SaName name, Octets challenge, Octets salt, long count) {
            var classic = new ServerGreeting(modes, challenge, salt, count);
            ControlMessage greeting = switch (profile) {
                case RFC7717 -> classic;
                case DRAFT -> new DraftGreeting(name, classic);
                case DRAFT_ALT1 -> new Alt1Greeting(name, modes, challenge);
                case DRAFT_ALT2 -> new Alt2Greeting(name, modes);
            };
            return greeting.toByteArray();
        }

        /** Token and Client-IV of a Set-Up-Response. */
        record SetUp(Octets token, Octets clientIv) {}

        SetUp setUp(Profile profile) throws IOException, MalformedMessage {
            return switch (profile) {
                case RFC7717, DRAFT -> {
                    var response = SetUpResponse.read(WireReader.of(read(SetUpResponse.LENGTH)));
                    yield new SetUp(response.token(), response.clientIv());
                }
                case DRAFT_ALT1 -> {
                    var response = Alt1SetUpResponse.read(WireReader.of(read(Alt1SetUpResponse.LENGTH)));
                    yield new SetUp(response.token(), response.clientIv());
                }
                case DRAFT_ALT2 -> {
                    var response = Alt2SetUpResponse.read(WireReader.of(read(Alt2SetUpResponse.LENGTH)));
                    yield new SetUp(Octets.EMPTY, response.clientIv());
                }
            };
        }

        /** Starts with keys that were agreed somehow. */
        Peer start(ControlKeys agreed, Octets clientIv, Octets serverIv) throws IOException {
            keys = agreed;
            in = IncomingStream.keyed(agreed, clientIv);
            out = OutgoingStream.keyed(agreed, serverIv);
            byte[] start = new ServerStart(Accept.OK, serverIv, 0).toByteArray();
            System.arraycopy(out.cover(Arrays.copyOfRange(start, 32, 48)), 0, start, 32, 16);
            send(start);
            return this;
        }

        /** All of a set-up with an SA, from the greeting on; afterwards the keys are those of the plan. */
        Peer bound(BindingPlan plan, SaBinding binding, Octets serverIv) throws IOException, MalformedMessage {
            Profile profile = plan.profile();
            greet(profile, Plans.ALL.or(Modes.IPSEC), binding.sa().name(), CHALLENGE, 1024);
            SetUp response = setUp(profile);
            try {
                ControlKeys agreed = binding.keys(profile, SALT, 1024)
                        .accept(CHALLENGE, response.token())
                        .orElseThrow(() -> new AssertionError("the client's Token is wrong"));
                bound = new SessionKeys(plan, binding);
                return start(agreed, response.clientIv(), serverIv);
            } catch (KeysUnavailable e) {
                throw new AssertionError(e);
            }
        }

        /** Those of the test session of a bound connection. */
        ProbeKeys boundTestKeys() {
            try {
                return Objects.requireNonNull(Objects.requireNonNull(bound).of(keys, SID));
            } catch (KeysUnavailable e) {
                throw new AssertionError(e);
            }
        }

        /** Reads the Set-Up-Response and answers it, in open or in a keyed mode. */
        Peer start(Accept accept) throws IOException, MalformedMessage {
            return start(accept, _ -> {});
        }

        /** The same with a Server-Start changed on its way. */
        Peer start(Accept accept, Consumer<byte[]> change) throws IOException, MalformedMessage {
            var response = SetUpResponse.read(WireReader.of(read(SetUpResponse.LENGTH)));
            byte[] start = new ServerStart(accept, SERVER_IV, 0).toByteArray();
            if (!response.mode().security().equals(Modes.UNAUTHENTICATED) && accept.ok()) {
                Secret key = PasswordKey.derive(Plans.passphrase(), SALT, 1024);
                keys = TokenContents.open(response.token(), key).keys();
                in = IncomingStream.keyed(keys, response.clientIv());
                out = OutgoingStream.keyed(keys, SERVER_IV);
                System.arraycopy(out.cover(Arrays.copyOfRange(start, 32, 48)), 0, start, 32, 16);
            }
            change.accept(start);
            send(start);
            return this;
        }

        RequestTwSession request() throws IOException, MalformedMessage {
            return RequestTwSession.read(WireReader.of(command(RequestTwSession.BODY_LENGTH)));
        }

        Peer accept(Accept accept, int port) throws IOException, MalformedMessage {
            return accept(accept, port, SID);
        }

        Peer accept(Accept accept, int port, Sid sid) throws IOException, MalformedMessage {
            request();
            send(sealed(new AcceptSession(accept, port, sid).toByteArray()));
            return this;
        }

        Peer acknowledge(Accept accept) throws IOException {
            command(StartSessions.BODY_LENGTH);
            send(sealed(new StartAck(accept).toByteArray()));
            return this;
        }

        byte[] sealed(byte[] body) {
            return out.seal(body);
        }

        /** Those of the test session, null in open mode. */
        @Nullable
        ProbeKeys testKeys() {
            return keys == null ? null : ProbeKeys.of(keys, SID);
        }

        byte[] command(int length) throws IOException {
            byte[] octets = read(length + 16);
            if (octets.length < length + 16) throw new IOException("the client is gone");
            byte[] body = in.decrypt(Arrays.copyOf(octets, length));
            if (!in.authentic(Arrays.copyOfRange(octets, length, length + 16))) {
                throw new AssertionError("the client's HMAC is wrong");
            }
            return body;
        }
    }

    private final ServerSocket server;
    private final CompletableFuture<byte[]> rest = new CompletableFuture<>();

    /** Serves one client. */
    FakeServer(Script script) throws IOException {
        server = new ServerSocket(0, 1, Plans.LOOPBACK);
        Thread.startVirtualThread(() -> {
            try (Socket socket = server.accept()) {
                var client = new Peer(socket);
                script.serve(client);
                if (socket.isClosed()) rest.complete(new byte[0]);
                else {
                    socket.shutdownOutput();
                    rest.complete(socket.getInputStream().readAllBytes());
                }
            } catch (IOException | MalformedMessage | RuntimeException | AssertionError e) {
                rest.completeExceptionally(e);
            }
        });
    }

    InetSocketAddress address() {
        return new InetSocketAddress(Plans.LOOPBACK, server.getLocalPort());
    }

    /** What the client sent after the script was through. */
    byte[] rest() throws Exception {
        return rest.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
