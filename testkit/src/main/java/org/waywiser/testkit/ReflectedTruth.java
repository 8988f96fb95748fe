package org.waywiser.testkit;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/** What became of a stream of packets and of the replies to them, and what of it can be known at its source. */
public final class ReflectedTruth {
    private final long sent;
    private final List<Long> packetOfReply;
    private final List<Long> replies;
    private final List<Long> answers = new ArrayList<>();
    private final HashSet<Long> repliesSeen = new HashSet<>();

    /**
     * The streams and their fate.
     *
     * @param sent numbers from zero up to this one were sent
     * @param packetOfReply whose packet came to the reflector, copies too, in the order in which they came
     * @param replies numbers of replies, the first to be zero, in the order in which they came back in time, copies too
     */
    public ReflectedTruth(long sent, List<Long> packetOfReply, List<Long> replies) {
        this.sent = sent;
        this.packetOfReply = packetOfReply;
        this.replies = replies;
        for (long reply : replies) if (repliesSeen.add(reply)) answers.add(packetOfReply.get((int) reply));
    }

    /** There and back: packets and the replies to them, each reply once. */
    public StreamTruth round() {
        return new StreamTruth(sent, answers);
    }

    /** The way back: replies up to the last that came. */
    public StreamTruth back() {
        return new StreamTruth(last(replies) + 1, replies);
    }

    /** The way there, in the order of arrival, as far as replies came back. */
    public StreamTruth there() {
        return new StreamTruth(
                sent,
                repliesSeen.stream()
                        .sorted()
                        .map(reply -> packetOfReply.get(reply.intValue()))
                        .toList());
    }

    /** Packets that did not come to the reflector, before the last that was answered. */
    public long lostThere() {
        var arrived = new HashSet<>(packetOfReply);
        long last = last(answers);
        long lost = 0;
        for (long packet = 0; packet < last; packet++) if (!arrived.contains(packet)) lost++;
        return lost;
    }

    /** Replies that did not come, up to the last that did, to packets that others answered, or to which they are a second one. */
    public long lostRepliesToFurtherCopies() {
        var answered = new HashSet<>(answers);
        long last = last(replies);
        long lost = 0;
        for (long reply = 0; reply < last; reply++) {
            if (!repliesSeen.contains(reply) && !answered.add(packetOfReply.get((int) reply))) lost++;
        }
        return lost;
    }

    /** Packets after the last that was answered: nobody knows on which way they were lost. */
    public long unknown() {
        return sent - 1 - last(answers);
    }

    private static long last(List<Long> numbers) {
        return numbers.stream().mapToLong(Long::longValue).max().orElse(-1);
    }
}
