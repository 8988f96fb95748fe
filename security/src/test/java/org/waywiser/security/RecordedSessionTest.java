package org.waywiser.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.waywiser.security.control.ControlKeys;
import org.waywiser.security.control.IncomingStream;
import org.waywiser.security.control.OutgoingStream;
import org.waywiser.security.control.PasswordKey;
import org.waywiser.security.control.TokenContents;
import org.waywiser.security.probe.ProbeCipher;
import org.waywiser.security.probe.ProbeKeys;
import org.waywiser.testkit.Rfc;
import org.waywiser.testkit.Vectors;
import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.NtpTimestamp;
import org.waywiser.wire.Octets;
import org.waywiser.wire.WireReader;
import org.waywiser.wire.control.Accept;
import org.waywiser.wire.control.AcceptSession;
import org.waywiser.wire.control.ControlMessage;
import org.waywiser.wire.control.KeyId;
import org.waywiser.wire.control.Modes;
import org.waywiser.wire.control.RequestTwSession;
import org.waywiser.wire.control.ServerGreeting;
import org.waywiser.wire.control.ServerStart;
import org.waywiser.wire.control.SetUpResponse;
import org.waywiser.wire.control.Sid;
import org.waywiser.wire.control.StartAck;
import org.waywiser.wire.control.StartSessions;
import org.waywiser.wire.control.StopSessions;
import org.waywiser.wire.control.TypeP;
import org.waywiser.wire.probe.PacketFormat;
import org.waywiser.wire.probe.ReflectedPacket;
import org.waywiser.wire.probe.SenderPacket;

/** Whole sessions between two programs of another hand, octet by octet. */
class RecordedSessionTest {
    private static final int PACKETS = 5;

    @ParameterizedTest
    @ValueSource(strings = {"unauthenticated", "authenticated", "encrypted"})
    @Rfc(value = 4656, section = "3.1")
    void readsTheConnectionSetup(String mode) throws MalformedMessage {
        var recorded = recorded(mode);
        var greeting = ServerGreeting.read(reader(recorded, "server_greeting"));
        var response = SetUpResponse.read(reader(recorded, "set_up_response"));

        assertThat(greeting)
                .isEqualTo(new ServerGreeting(
                        Modes.UNAUTHENTICATED.or(Modes.AUTHENTICATED).or(Modes.ENCRYPTED),
                        octets(recorded, "challenge"),
                        octets(recorded, "salt"),
                        2048));
        assertThat(response.mode()).hasToString(mode);
        assertThat(greeting.toByteArray()).isEqualTo(recorded.octets("server_greeting"));
        assertThat(response.toByteArray()).isEqualTo(recorded.octets("set_up_response"));
        if (mode.equals("unauthenticated")) {
            assertThat(response).isEqualTo(SetUpResponse.withoutKeys(Modes.UNAUTHENTICATED));
        } else {
            assertThat(response.keyId()).isEqualTo(KeyId.ofText("alice"));
            assertThat(response.token()).isEqualTo(octets(recorded, "token"));
            assertThat(response.clientIv()).isEqualTo(octets(recorded, "client_iv"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"authenticated", "encrypted"})
    @Rfc(value = 4656, section = "3.1")
    void derivesTheKeyOfTheTokenAndOpensIt(String mode) {
        var recorded = recorded(mode);
        var key = PasswordKey.derive(secret(recorded, "passphrase"), octets(recorded, "salt"), 2048);
        var contents = TokenContents.open(octets(recorded, "token"), key);

        assertThat(key).isEqualTo(secret(recorded, "pbkdf2_key"));
        assertThat(contents)
                .isEqualTo(new TokenContents(
                        octets(recorded, "challenge"),
                        secret(recorded, "aes_session_key"),
                        secret(recorded, "hmac_session_key")));
        assertThat(contents.seal(key)).isEqualTo(octets(recorded, "token"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"unauthenticated", "authenticated", "encrypted"})
    @Rfc(value = 4656, section = "3.2")
    @Rfc(value = 5357, section = "3.2")
    void decryptsAndBelievesTheStreamOfTheServer(String mode) throws MalformedMessage {
        var recorded = recorded(mode);
        byte[] start = recorded.octets("server_start");
        var serverIv = Octets.of(start, 16, 16);
        var in = mode.equals("unauthenticated")
                ? IncomingStream.clear()
                : IncomingStream.keyed(controlKeys(recorded), serverIv);

        byte[] third = in.decrypt(Arrays.copyOfRange(start, ServerStart.CLEAR_LENGTH, ServerStart.LENGTH));
        System.arraycopy(third, 0, start, ServerStart.CLEAR_LENGTH, third.length);
        assertThat(ServerStart.read(WireReader.of(start)))
                .isEqualTo(new ServerStart(Accept.OK, serverIv, u64(recorded, "start_time")));

        var accept = AcceptSession.read(WireReader.of(open(in, recorded, "accept_session")));
        assertThat(accept)
                .isEqualTo(new AcceptSession(Accept.OK, u16(recorded, "reflector_port_accepted"), sid(recorded)));
        var ack = StartAck.read(WireReader.of(open(in, recorded, "start_ack")));
        assertThat(ack).isEqualTo(new StartAck(Accept.OK));
    }

    @ParameterizedTest
    @ValueSource(strings = {"unauthenticated", "authenticated", "encrypted"})
    @Rfc(value = 4656, section = "3.2")
    @Rfc(value = 5357, section = "3.5")
    void decryptsAndBelievesTheStreamOfTheClient(String mode) throws MalformedMessage {
        var recorded = recorded(mode);
        var in = mode.equals("unauthenticated")
                ? IncomingStream.clear()
                : IncomingStream.keyed(controlKeys(recorded), octets(recorded, "client_iv"));
        var loopback = Octets.hex("7f000001");

        var request = RequestTwSession.read(WireReader.of(open(in, recorded, "request_tw_session")));
        assertThat(request)
                .isEqualTo(RequestTwSession.of(
                        4,
                        u16(recorded, "sender_port"),
                        u16(recorded, "reflector_port_requested"),
                        loopback,
                        loopback,
                        WireReader.of(recorded.octets("padding_length")).u32(),
                        u64(recorded, "session_start_time"),
                        u64(recorded, "timeout"),
                        TypeP.DEFAULT));
        assertThat(NtpTimestamp.intervalNanos(request.timeoutNtp())).isEqualTo(500_000_000);
        assertThat(StartSessions.read(WireReader.of(open(in, recorded, "start_sessions"))))
                .isEqualTo(new StartSessions());
        assertThat(StopSessions.read(WireReader.of(open(in, recorded, "stop_sessions"))))
                .isEqualTo(new StopSessions(Accept.OK, 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"unauthenticated", "authenticated", "encrypted"})
    @Rfc(value = 4656, section = "3.4")
    void sendsTheSameOctetsInBothDirections(String mode) throws MalformedMessage {
        var recorded = recorded(mode);
        boolean open = mode.equals("unauthenticated");
        byte[] start = recorded.octets("server_start");
        var client = open
                ? OutgoingStream.clear()
                : OutgoingStream.keyed(controlKeys(recorded), octets(recorded, "client_iv"));
        var server =
                open ? OutgoingStream.clear() : OutgoingStream.keyed(controlKeys(recorded), Octets.of(start, 16, 16));
        byte[] plainStart =
                new ServerStart(Accept.OK, Octets.of(start, 16, 16), u64(recorded, "start_time")).toByteArray();
        byte[] third = server.cover(Arrays.copyOfRange(plainStart, ServerStart.CLEAR_LENGTH, ServerStart.LENGTH));

        assertThat(third).isEqualTo(Arrays.copyOfRange(start, ServerStart.CLEAR_LENGTH, ServerStart.LENGTH));
        for (var message : List.of(
                RequestTwSession.read(reader(recorded, "request_tw_session_body")),
                new StartSessions(),
                new StopSessions(Accept.OK, 1))) {
            assertThat(client.seal(message.toByteArray())).isEqualTo(recorded.octets(name(message)));
        }
        for (var message : List.of(
                new AcceptSession(Accept.OK, u16(recorded, "reflector_port_accepted"), sid(recorded)),
                new StartAck(Accept.OK))) {
            assertThat(server.seal(message.toByteArray())).isEqualTo(recorded.octets(name(message)));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"authenticated", "encrypted"})
    @Rfc(value = 4656, section = "4.1.2")
    @Rfc(value = 5357, section = "4.2.1")
    void derivesTheKeysOfTheTestSessionFromTheSid(String mode) {
        var recorded = recorded(mode);

        assertThat(ProbeKeys.of(controlKeys(recorded), sid(recorded)))
                .isEqualTo(new ProbeKeys(secret(recorded, "test_aes_key"), secret(recorded, "test_hmac_key")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"authenticated", "encrypted"})
    @Rfc(value = 4656, section = "4.1.2")
    @Rfc(value = 5357, section = "4.2.1")
    void opensAndSealsEveryTestPacket(String mode) {
        var recorded = recorded(mode);
        var cipher = cipher(mode, recorded);
        for (int i = 0; i < PACKETS; i++) {
            byte[] sender = recorded.octets("sender_packet_" + i);
            byte[] reflected = recorded.octets("reflected_packet_" + i);

            assertThat(cipher.openSender(sender)).isTrue();
            assertThat(sender).isEqualTo(recorded.octets("sender_packet_" + i + "_plaintext"));
            assertThat(cipher.openReflected(reflected)).isTrue();
            assertThat(reflected).isEqualTo(recorded.octets("reflected_packet_" + i + "_plaintext"));

            cipher.sealSender(sender);
            cipher.sealReflected(reflected);
            assertThat(sender).isEqualTo(recorded.octets("sender_packet_" + i));
            assertThat(reflected).isEqualTo(recorded.octets("reflected_packet_" + i));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"unauthenticated", "authenticated", "encrypted"})
    @Rfc(value = 5357, section = "4.2.1")
    void readsTheFieldsOfEveryTestPacket(String mode) {
        var recorded = recorded(mode);
        boolean open = mode.equals("unauthenticated");
        var format = open ? PacketFormat.OPEN : PacketFormat.SECURE;
        String form = open ? "" : "_plaintext";
        long before = u64(recorded, "session_start_time");
        for (int i = 0; i < PACKETS; i++) {
            var sender =
                    new SenderPacket(format).wrap(MemorySegment.ofArray(recorded.octets("sender_packet_" + i + form)));
            var reflected = new ReflectedPacket(format)
                    .wrap(MemorySegment.ofArray(recorded.octets("reflected_packet_" + i + form)));

            assertThat(sender.sequenceNumber()).isEqualTo(i);
            assertThat(reflected.sequenceNumber()).isEqualTo(i);
            assertThat(reflected.senderSequenceNumber()).isEqualTo(i);
            assertThat(reflected.senderTimestamp()).isEqualTo(sender.timestamp());
            assertThat(reflected.senderErrorEstimate()).isEqualTo(sender.errorEstimate());
            assertThat(reflected.errorEstimate()).isEqualTo(1);
            assertThat(reflected.senderTtl()).isEqualTo(255);
            assertThat(NtpTimestamp.nanosBetween(before, sender.timestamp())).isPositive();
            assertThat(NtpTimestamp.nanosBetween(sender.timestamp(), reflected.receiveTimestamp()))
                    .isBetween(0L, 10_000_000L);
            assertThat(NtpTimestamp.nanosBetween(reflected.receiveTimestamp(), reflected.timestamp()))
                    .isBetween(0L, 10_000_000L);
            before = sender.timestamp();
        }
    }

    @Test
    @Rfc(value = 5357, section = "4.2.1")
    void thePeersReflectIn112OctetsAsErratum5045Says() {
        for (String mode : List.of("authenticated", "encrypted")) {
            var recorded = recorded(mode);
            assertThat(recorded.octets("sender_packet_0")).hasSize(48 + 64);
            assertThat(recorded.octets("reflected_packet_0")).hasSize(PacketFormat.SECURE.reflectedLength());
        }
    }

    @Test
    @Rfc(value = 4656, section = "3.2")
    void believesNoMessageUnderTheKeysOfAnotherConnection() {
        var recorded = recorded("authenticated");
        var in = IncomingStream.keyed(controlKeys(recorded("encrypted")), octets(recorded, "client_iv"));
        byte[] message = recorded.octets("start_sessions");

        in.decrypt(Arrays.copyOf(message, 16));
        assertThat(in.authentic(Arrays.copyOfRange(message, 16, 32))).isFalse();
    }

    /** Decrypts a message, checks its HMAC, and compares both with what was recorded in the clear. */
    private static byte[] open(IncomingStream in, Vectors recorded, String name) {
        byte[] message = recorded.octets(name);
        byte[] body = in.decrypt(Arrays.copyOf(message, message.length - 16));
        assertThat(in.authentic(Arrays.copyOfRange(message, message.length - 16, message.length)))
                .isTrue();
        assertThat(body).isEqualTo(recorded.octets(name + "_body"));
        return body;
    }

    private static String name(ControlMessage message) {
        return message.getClass()
                .getSimpleName()
                .replaceAll("(?<=.)([A-Z])", "_$1")
                .toLowerCase(Locale.ROOT);
    }

    private static ProbeCipher cipher(String mode, Vectors recorded) {
        var keys = ProbeKeys.of(controlKeys(recorded), sid(recorded));
        return mode.equals("encrypted") ? ProbeCipher.encrypted(keys) : ProbeCipher.authenticated(keys);
    }

    private static ControlKeys controlKeys(Vectors recorded) {
        return new ControlKeys(secret(recorded, "aes_session_key"), secret(recorded, "hmac_session_key"));
    }

    private static Vectors recorded(String mode) {
        return Vectors.read("/rfc5357/recorded-" + mode + ".txt");
    }

    private static WireReader reader(Vectors recorded, String field) {
        return WireReader.of(recorded.octets(field));
    }

    private static Octets octets(Vectors recorded, String field) {
        return Octets.of(recorded.octets(field));
    }

    private static Secret secret(Vectors recorded, String field) {
        return Secret.of(recorded.octets(field));
    }

    private static Sid sid(Vectors recorded) {
        return new Sid(octets(recorded, "sid"));
    }

    private static int u16(Vectors recorded, String field) {
        return Integer.parseInt(recorded.text(field), 16);
    }

    private static long u64(Vectors recorded, String field) {
        return Long.parseUnsignedLong(recorded.text(field), 16);
    }
}
