package org.waywiser.protocol.path;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * What protects O/TWAMP-Control and Test on their way to a peer and back.
 *
 * @param source who says so
 * @param control what this host sends over TCP
 * @param controlBack what it takes
 * @param test the same of test packets
 * @param mtu what the way takes and shows of itself
 * @param note why no more can be said, in one line; empty if there is nothing to add
 */
public record PathReport(
        Source source, Way control, Way controlBack, Way test, Way testBack, PathMtu mtu, String note) {
    /** Who can say something of a path. */
    public enum Source {
        /** Policies and security associations of this host, read by this process. */
        KERNEL("kernel"),
        /** The same, read by the agent. */
        AGENT("agent"),
        /** Who negotiated the SAs, where the kernel does not hold them. */
        HA("ha"),
        /** Only what its MTU gives away. */
        MTU("mtu");

        private final String text;

        Source(String text) {
            this.text = text;
        }

        /** As programs read it. */
        @Override
        public String toString() {
            return text;
        }
    }

    /** By both databases of this host. */
    public static PathReport of(Source source, Databases databases, Flow control, Flow test, PathMtu mtu) {
        return new PathReport(
                source,
                databases.out(control),
                databases.in(control.reversed()),
                databases.out(test),
                databases.in(test.reversed()),
                mtu,
                "");
    }

    /** By the two SAs that are known to carry all of it, such as those a key source negotiated. Whether a policy insists is not known. */
    public static PathReport of(
            Source source, ProtectingSa out, ProtectingSa in, Flow control, Flow test, PathMtu mtu) {
        return new PathReport(
                source,
                through(control, out),
                through(control.reversed(), in),
                through(test, out),
                through(test.reversed(), in),
                mtu,
                "");
    }

    private static Way through(Flow flow, ProtectingSa sa) {
        return new Way(flow, Protection.of(List.of(sa)), false, List.of(sa));
    }

    /**
     * By nothing but the MTU: good for a hint.
     *
     * @param note why
     */
    public static PathReport ofMtu(Flow control, Flow test, PathMtu mtu, String note) {
        Protection guess = mtu.guess();
        return new PathReport(
                Source.MTU,
                Way.of(control, guess),
                Way.of(control.reversed(), guess),
                Way.of(test, guess),
                Way.of(test.reversed(), guess),
                mtu,
                note);
    }

    /** The same, once more is known of the device that packets leave by: whether it may protect them itself, as tunnel devices do. */
    public PathReport leavingBy(String device, boolean tunnel) {
        // ESP in user space takes its packets from such a device: without, what was negotiated is not in use.
        if (source == Source.HA)
            return tunnel
                    ? this
                    : doubted(Way::unknown, "the SAs are not in the kernel, and no tunnel device leads there");
        boolean clear = ways().stream().anyMatch(way -> way.protection() == Protection.CLEAR);
        return tunnel && clear
                ? doubted(Way::doubted, "it leaves by " + device + ", which may protect it itself")
                : this;
    }

    private PathReport doubted(UnaryOperator<Way> how, String why) {
        return new PathReport(
                source, how.apply(control), how.apply(controlBack), how.apply(test), how.apply(testBack), mtu, why);
    }

    /** All four ways: those of control first, outward first. */
    public List<Way> ways() {
        return List.of(control, controlBack, test, testBack);
    }

    /** The worst of all four ways. */
    public Protection protection() {
        return ways().stream().map(Way::protection).reduce(Protection::or).orElseThrow();
    }

    /** Whether policies insist on it on all four ways. */
    public boolean required() {
        return ways().stream().allMatch(Way::required);
    }

    /** Whether no policy concerns any of it. */
    public boolean clear() {
        return ways().stream().allMatch(way -> way.protection() == Protection.CLEAR);
    }

    /** Whether packets do not even leave. */
    public boolean drops() {
        return protection() == Protection.DOWN || protection() == Protection.BLOCKED;
    }

    /** Whether unauthenticated packets are safe there: encrypted and authenticated, both kinds, both directions. RFC 7717 §5.4. */
    public boolean protects() {
        return protection() == Protection.ENCRYPTED;
    }

    /** Whether the MTU that SAs and link make is the one that is seen; empty where one of them is not known. */
    public Optional<Boolean> consistent() {
        if (mtu.path() == PathMtu.UNKNOWN) return Optional.empty();
        OptionalInt predicted = predictedMtu();
        return predicted.isEmpty() ? Optional.empty() : Optional.of(predicted.getAsInt() == mtu.path());
    }

    /** Octets of the largest test packet with its headers, as SAs and link have it. */
    public OptionalInt predictedMtu() {
        return mtu.link() == PathMtu.UNKNOWN ? OptionalInt.empty() : test.largestInner(mtu.link());
    }

    /** Fewest and most octets that IPsec adds to packets that fit; empty where that cannot be told. */
    public Optional<Overhead> overhead() {
        if (test.sas().isEmpty()) return Optional.empty();
        int smallest = test.flow().headerOctets() + 8;
        int largest = predictedMtu().orElse(smallest);
        var seen = Stream.iterate(smallest, inner -> inner <= largest, inner -> inner + 1)
                .map(inner -> overhead(inner))
                .toList();
        if (seen.isEmpty() || seen.getFirst().isEmpty()) return Optional.empty();
        var all = seen.stream().mapToInt(OptionalInt::orElseThrow).summaryStatistics();
        return Optional.of(new Overhead(all.getMin(), all.getMax()));
    }

    /** Octets that IPsec adds to an IP packet of that many. */
    public OptionalInt overhead(int inner) {
        OptionalInt wire = test.wireOctets(inner);
        return wire.isEmpty() ? wire : OptionalInt.of(wire.getAsInt() - inner);
    }

    /**
     * What IPsec adds to a packet: it depends on its size, as padding does.
     *
     * @param fewest octets
     * @param most octets
     */
    public record Overhead(int fewest, int most) {}
}
