package org.waywiser.protocol.ike;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * How an {@link IkeEndpoint} behaves.
 *
 * @param responder how to answer peers that initiate
 * @param retransmission of requests that are not answered
 * @param defence of the responder against peers that have not proven who they are
 * @param network what is known of the way to peers
 * @param traced whether each message is told of, see {@link IkeEffect.Traced}
 */
public record IkeSettings(
        IkeResponder responder, Retransmission retransmission, Defence defence, Network network, boolean traced) {
    private static final long SECOND = 1_000_000_000;

    /**
     * When a request is sent again. RFC 7296 §2.4.
     *
     * @param firstNanos from the request to its first repetition; each next wait is 1.8 times as long
     * @param times it is repeated before the peer is deemed gone
     */
    public record Retransmission(long firstNanos, int times) {
        /** Gives up after about three minutes. */
        public static final Retransmission DEFAULT = new Retransmission(SECOND / 2, 9);
    }

    /**
     * Datagram sizes, NATs.
     *
     * @param fragmentation whether protected messages may go and come in fragments, if the peer agrees. RFC 7383
     * @param fragmentSizeIpv4 octets of the largest IPv4 datagram with a fragment, headers included; {@code fragmentSizeIpv6} likewise
     * @param natPort the local port that an initiator on port 500 moves to if there is a NAT; empty if it stays. RFC 7296 §2.23
     * @param keepAliveNanos of silence from behind a NAT at most, 0 for any. RFC 3948 §4
     */
    public record Network(
            boolean fragmentation,
            int fragmentSizeIpv4,
            int fragmentSizeIpv6,
            OptionalInt natPort,
            long keepAliveNanos) {
        /** What RFC 7383 §2.5.1 recommends; a keepalive each 20 s. */
        public static final Network DEFAULT = new Network(true, 576, 1_280, OptionalInt.empty(), 20 * SECOND);

        /** Smaller ones would hold hardly anything but headers. */
        public static final int LEAST_FRAGMENT_SIZE = 256;

        public Network {
            if (Math.min(fragmentSizeIpv4, fragmentSizeIpv6) < LEAST_FRAGMENT_SIZE) {
                throw new IllegalArgumentException("fragments smaller than " + LEAST_FRAGMENT_SIZE + " octets");
            }
        }

        public Network withFragmentation(boolean wanted) {
            return new Network(wanted, fragmentSizeIpv4, fragmentSizeIpv6, natPort, keepAliveNanos);
        }

        /** @param octets of the largest datagram with a fragment, IPv4 and IPv6 alike */
        public Network withFragmentSize(int octets) {
            return new Network(fragmentation, octets, octets, natPort, keepAliveNanos);
        }

        public Network withNatPort(int port) {
            return new Network(fragmentation, fragmentSizeIpv4, fragmentSizeIpv6, OptionalInt.of(port), keepAliveNanos);
        }
    }

    /**
     * What peers get that have not proven who they are. A source is an IPv4 address or an IPv6 prefix of 64 bits. RFC 8019 §4, §6.
     *
     * @param halfOpenNanos from an IKE_SA_INIT response to the IKE_AUTH request at the latest
     * @param halfOpenUnderAttackNanos the same while cookies are asked for
     * @param cookiesFrom SAs that are half open, in all, until all have to bring a cookie
     * @param cookiesFromOfSource the same of one source, which then has to bring a cookie
     * @param mostHalfOpen SAs that may be half open, in all
     * @param mostHalfOpenOfSource the same of one source
     * @param mostFailuresOfSource proofs of identity that may fail in a minute, before the source has to wait until it is over
     * @param mostOpen SAs of all kinds; each takes some ten kilobytes
     */
    public record Defence(
            long halfOpenNanos,
            long halfOpenUnderAttackNanos,
            int cookiesFrom,
            int cookiesFromOfSource,
            int mostHalfOpen,
            int mostHalfOpenOfSource,
            int mostFailuresOfSource,
            int mostOpen) {
        /** Nobody notices in peace; 1,000 half-open SAs at most. */
        public static final Defence DEFAULT = new Defence(30 * SECOND, 10 * SECOND, 100, 5, 1_000, 100, 20, 10_000);

        /** For benchmarks, which look like an attack: RFC 8019 §6. Only memory sets a bound. */
        public static final Defence NONE = new Defence(
                30 * SECOND,
                30 * SECOND,
                Integer.MAX_VALUE,
                Integer.MAX_VALUE,
                Integer.MAX_VALUE,
                Integer.MAX_VALUE,
                Integer.MAX_VALUE,
                Integer.MAX_VALUE);
    }

    public static IkeSettings defaults(Optional<IkePolicy> responder) {
        return defaults(IkeResponder.of(responder));
    }

    /** The same for several policies. */
    public static IkeSettings defaults(IkeResponder responder) {
        return new IkeSettings(responder, Retransmission.DEFAULT, Defence.DEFAULT, Network.DEFAULT, false);
    }

    public IkeSettings withRetransmission(Retransmission other) {
        return new IkeSettings(responder, other, defence, network, traced);
    }

    public IkeSettings withDefence(Defence other) {
        return new IkeSettings(responder, retransmission, other, network, traced);
    }

    public IkeSettings withNetwork(Network other) {
        return new IkeSettings(responder, retransmission, defence, other, traced);
    }

    public IkeSettings withTrace(boolean wanted) {
        return new IkeSettings(responder, retransmission, defence, network, wanted);
    }
}
