package org.waywiser.lab.truth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.waywiser.testkit.ReflectedTruth;
import org.waywiser.wire.NtpTimestamp;

/**
 * A two-way session as three captures have it: of the sender's host, behind its interface, and of the reflector's host. T2 and T4 are the
 * kernel's stamps of arrival there; T3 and T1 stand in the packet, and where the sender has replaced T1 by the kernel's, it lies between
 * that and when the packet passed the router.
 */
record RoundTrips(ReflectedTruth counts, List<RoundTrip> answered) {
    private static final int T3 = 4;
    private static final int T2 = 16;
    private static final int SENDER_SEQUENCE_NUMBER = 24;
    private static final int T1 = 28;

    /** One packet and the first reply to it. */
    record RoundTrip(long t1, long left, long t2, long t3, long t4) {
        long net(long from) {
            return NtpTimestamp.nanosBetween(from, t4) - NtpTimestamp.nanosBetween(t2, t3);
        }
    }

    static RoundTrips of(
            long sent, List<Capture.Datagram> passed, List<Capture.Datagram> came, List<Capture.Datagram> back) {
        var left = new HashMap<Long, Long>();
        passed.forEach(packet -> left.putIfAbsent(packet.number(0), packet.ntp()));
        assertThat(left).hasSize((int) sent);
        var packetOfReply = came.stream().map(packet -> packet.number(0)).toList();
        var seen = new HashSet<Long>();
        var answered = new ArrayList<RoundTrip>();
        for (var reply : back) {
            int number = (int) reply.number(0);
            // every packet is answered, in the order of arrival, with the stamp that the kernel gave it
            assertThat(reply.number(SENDER_SEQUENCE_NUMBER)).isEqualTo(packetOfReply.get(number));
            assertThat(reply.timestamp(T2))
                    .as("T2 of reply %d", number)
                    .isEqualTo(came.get(number).ntp());
            if (!seen.add(reply.number(SENDER_SEQUENCE_NUMBER))) continue;
            answered.add(roundTrip(reply, left));
        }
        return new RoundTrips(
                new ReflectedTruth(
                        sent,
                        packetOfReply,
                        back.stream().map(reply -> reply.number(0)).toList()),
                List.copyOf(answered));
    }

    private static RoundTrip roundTrip(Capture.Datagram reply, Map<Long, Long> left) {
        Long passed = left.get(reply.number(SENDER_SEQUENCE_NUMBER));
        if (passed == null) throw new AssertionError("a reply to a packet that did not leave");
        return new RoundTrip(reply.timestamp(T1), passed, reply.timestamp(T2), reply.timestamp(T3), reply.ntp());
    }

    Delays forward() {
        return new Delays(
                each(one -> NtpTimestamp.nanosBetween(one.left(), one.t2())),
                each(one -> NtpTimestamp.nanosBetween(one.t1(), one.t2())));
    }

    Delays reverse() {
        return Delays.known(each(one -> NtpTimestamp.nanosBetween(one.t3(), one.t4())));
    }

    Delays turnaround() {
        return Delays.known(each(one -> NtpTimestamp.nanosBetween(one.t2(), one.t3())));
    }

    Delays net() {
        return new Delays(each(one -> one.net(one.left())), each(one -> one.net(one.t1())));
    }

    private List<Long> each(ToLongFunction<RoundTrip> figure) {
        return answered.stream().map(figure::applyAsLong).toList();
    }
}
