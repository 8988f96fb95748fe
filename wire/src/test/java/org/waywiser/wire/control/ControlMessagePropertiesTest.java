package org.waywiser.wire.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.Octets;
import org.waywiser.wire.WireReader;

class ControlMessagePropertiesTest {
    /** One way to read a message and one to make it up. */
    private record Kind(String name, Reader reader, Function<Random, ControlMessage> random) {}

    private interface Reader {
        ControlMessage read(WireReader in) throws MalformedMessage;
    }

    private static final List<Kind> KINDS = List.of(
            new Kind(
                    "Server Greeting",
                    ServerGreeting::read,
                    r -> new ServerGreeting(new Modes(u32(r)), octets(r, 16), octets(r, 16), u32(r))),
            new Kind(
                    "Set-Up-Response",
                    SetUpResponse::read,
                    r -> new SetUpResponse(new Modes(u32(r)), new KeyId(octets(r, 80)), octets(r, 64), octets(r, 16))),
            new Kind(
                    "Server Greeting of the draft",
                    DraftGreeting::read,
                    r -> new DraftGreeting(
                            saName(r), new ServerGreeting(new Modes(u32(r)), octets(r, 16), octets(r, 16), u32(r)))),
            new Kind(
                    "Server Greeting of alternative 1",
                    Alt1Greeting::read,
                    r -> new Alt1Greeting(saName(r), new Modes(u32(r)), octets(r, 16))),
            new Kind(
                    "Server Greeting of alternative 2",
                    Alt2Greeting::read,
                    r -> new Alt2Greeting(saName(r), new Modes(u32(r)))),
            new Kind(
                    "Set-Up-Response of alternative 1",
                    Alt1SetUpResponse::read,
                    r -> new Alt1SetUpResponse(new Modes(u32(r)), octets(r, 16), octets(r, 16))),
            new Kind(
                    "Set-Up-Response of alternative 2",
                    Alt2SetUpResponse::read,
                    r -> new Alt2SetUpResponse(new Modes(u32(r)), octets(r, 16))),
            new Kind("Server-Start", ServerStart::read, r -> new ServerStart(accept(r), octets(r, 16), r.nextLong())),
            new Kind("Request-TW-Session", RequestTwSession::read, ControlMessagePropertiesTest::requestTwSession),
            new Kind("Request-Session", RequestSession::read, ControlMessagePropertiesTest::requestSession),
            new Kind(
                    "Accept-Session",
                    AcceptSession::read,
                    r -> new AcceptSession(
                            accept(r), r.nextInt(1 << 16), sid(r), r.nextInt(1 << 16), r.nextInt(1 << 16))),
            new Kind("Start-Sessions", StartSessions::read, _ -> new StartSessions()),
            new Kind("Start-Ack", StartAck::read, r -> new StartAck(accept(r))),
            new Kind("Stop-Sessions", StopSessions::read, r -> new StopSessions(accept(r), u32(r))),
            new Kind("Start-N-Sessions", StartNSessions::read, r -> new StartNSessions(sids(r))),
            new Kind("Start-N-Ack", StartNAck::read, r -> new StartNAck(accept(r), sids(r))),
            new Kind("Stop-N-Sessions", StopNSessions::read, r -> new StopNSessions(sids(r))),
            new Kind("Stop-N-Ack", StopNAck::read, r -> new StopNAck(accept(r), sids(r))),
            new Kind(
                    "Stop-Sessions of OWAMP",
                    OwampStopSessions::read,
                    r -> new OwampStopSessions(
                            accept(r),
                            some(
                                    r,
                                    s -> new OwampStopSessions.Description(
                                            sid(s), u32(s), some(s, t -> new SkipRange(u32(t), u32(t))))))),
            new Kind("Fetch-Session", FetchSession::read, r -> new FetchSession(u32(r), u32(r), sid(r))),
            new Kind(
                    "Fetch-Ack", FetchAck::read, r -> new FetchAck(Accept.OK, r.nextInt(256), u32(r), u32(r), u32(r))));

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void whatIsWrittenIsReadBack(long seed) throws MalformedMessage {
        var random = new Random(seed);
        for (var kind : KINDS) {
            for (int i = 0; i < 300; i++) {
                var message = kind.random.apply(random);
                var in = WireReader.of(message.toByteArray());

                assertThat(kind.reader.read(in))
                        .as("%s, seed %d", kind.name, seed)
                        .isEqualTo(message);
                assertThat(in.remaining()).as("%s, seed %d", kind.name, seed).isZero();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void everyTruncationIsMalformed(long seed) {
        var random = new Random(seed);
        for (var kind : KINDS) {
            byte[] octets = kind.random.apply(random).toByteArray();
            for (int length = 0; length < octets.length; length++) {
                byte[] cut = Arrays.copyOf(octets, length);
                assertThatThrownBy(() -> kind.reader.read(WireReader.of(cut)))
                        .as("%s cut to %d, seed %d", kind.name, length, seed)
                        .isInstanceOf(MalformedMessage.class);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void anyOctetsAreAMessageOrMalformed(long seed) {
        var random = new Random(seed);
        for (var kind : KINDS) {
            byte[] model = kind.random.apply(random).toByteArray();
            for (int i = 0; i < 1000; i++) {
                byte[] octets = model.clone();
                if (random.nextBoolean()) octets[random.nextInt(octets.length)] ^= (byte) (1 << random.nextInt(8));
                else random.nextBytes(octets);
                if (i % 2 == 0) octets[0] = model[0];
                try {
                    var message = kind.reader.read(WireReader.of(octets));
                    // What is kept of the octets survives another round: MBZ fields are all that is lost.
                    assertThat(kind.reader.read(WireReader.of(message.toByteArray())))
                            .as("%s, seed %d", kind.name, seed)
                            .isEqualTo(message);
                } catch (MalformedMessage expected) {
                    assertThat(expected)
                            .hasMessageNotContaining(Octets.of(octets).toString());
                }
            }
        }
    }

    private static RequestTwSession requestTwSession(Random r) {
        return new RequestTwSession(
                r.nextInt(16),
                r.nextInt(256),
                r.nextInt(256),
                u32(r),
                u32(r),
                r.nextInt(1 << 16),
                r.nextInt(1 << 16),
                octets(r, 16),
                octets(r, 16),
                sid(r),
                u32(r),
                r.nextLong(),
                r.nextLong(),
                new TypeP(u32(r)),
                r.nextInt(1 << 16),
                r.nextInt(1 << 16));
    }

    private static RequestSession requestSession(Random r) {
        return new RequestSession(
                r.nextInt(16),
                r.nextBoolean(),
                r.nextBoolean(),
                u32(r),
                r.nextInt(1 << 16),
                r.nextInt(1 << 16),
                octets(r, 16),
                octets(r, 16),
                sid(r),
                u32(r),
                r.nextLong(),
                r.nextLong(),
                new TypeP(u32(r)),
                some(r, s -> new Slot(s.nextInt(256), s.nextLong())));
    }

    private static <T> List<T> some(Random r, Function<Random, T> one) {
        var list = new ArrayList<T>();
        for (int i = r.nextInt(5); i > 0; i--) list.add(one.apply(r));
        return list;
    }

    private static List<Sid> sids(Random r) {
        var sids = some(r, ControlMessagePropertiesTest::sid);
        sids.add(sid(r));
        return sids;
    }

    private static Accept accept(Random r) {
        return new Accept(r.nextInt(256));
    }

    private static Sid sid(Random r) {
        return new Sid(octets(r, 16));
    }

    private static SaName saName(Random random) {
        return new SaName(random.nextInt(), random.nextInt(), random.nextInt());
    }

    private static long u32(Random r) {
        return r.nextLong() >>> 32;
    }

    private static Octets octets(Random r, int length) {
        byte[] octets = new byte[length];
        r.nextBytes(octets);
        return Octets.of(octets);
    }
}
