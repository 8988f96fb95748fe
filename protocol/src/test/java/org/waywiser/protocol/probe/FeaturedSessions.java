package org.waywiser.protocol.probe;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.waywiser.protocol.metrics.StampSource;
import org.waywiser.protocol.metrics.TwoWaySummary;
import org.waywiser.testkit.VirtualTime;
import org.waywiser.wire.Octets;

/** Both ends of a session whose test packets have features, and one packet between them. */
abstract class FeaturedSessions {
    static final long TIMEOUT = Duration.ofSeconds(2).toNanos();
    static final int TOS_THERE = 46 << 2 | 1;
    static final int TOS_BACK = 10 << 2;

    final VirtualTime time = new VirtualTime();
    final VirtualClock senderClock = new VirtualClock(time, Duration.ofNanos(123_456_789));
    final VirtualClock reflectorClock = new VirtualClock(time, Duration.ofNanos(987_654_321));
    final byte[] octets = new byte[2048];
    final MemorySegment packet = MemorySegment.ofArray(octets);

    SenderSession sender(ProbeMode mode, ProbeFeatures features, int padding, boolean zeroPadding) {
        return new SenderSession(
                new SenderConfig(mode, Keys.cipher(mode), padding, zeroPadding, TIMEOUT, 10, features),
                senderClock,
                new SplittableRandom(1));
    }

    ReflectorSession reflector(ProbeMode mode, ProbeFeatures features) {
        var session = new ReflectorSession(
                new ReflectorConfig(mode, Keys.cipher(mode), 10, 0, TIMEOUT, TIMEOUT).with(features), reflectorClock);
        session.start(time.now());
        return session;
    }

    int send(SenderSession sender) {
        Arrays.fill(octets, (byte) 0xee);
        sender.prepare(packet);
        sender.stamp(packet);
        sender.sent(time.now(), 0);
        return sender.packetLength();
    }

    int reflect(ReflectorSession reflector, int length) {
        return reflector.reflect(packet, length, 250, TOS_THERE, reflectorClock.ntp(), time.now());
    }

    void receive(SenderSession sender, int length) {
        sender.received(packet, length, 249, TOS_BACK, senderClock.ntp(), StampSource.KERNEL);
    }

    static TwoWaySummary summary(SenderSession sender) {
        return sender.measured().summary();
    }

    Octets head(int length) {
        return Octets.of(Arrays.copyOf(octets, length));
    }
}
