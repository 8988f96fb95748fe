package org.waywiser.keys.connections;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import org.waywiser.protocol.ike.IkePolicy;

/**
 * One peer that an IKE SA is wanted with, or peers that are answered alike. RFC 7296.
 *
 * @param name for the log and for commands: that of the configuration, or the host
 * @param peer where its IKE listens, by name or address, not resolved yet; empty for a connection that only answers
 * @param policy what to offer, how to prove oneself and whom to believe, whichever end initiates
 * @param patience how long an attempt to establish it may take
 */
public record IkeConnection(
        String name, Optional<InetSocketAddress> peer, IkePolicy policy, Start start, Duration patience) {
    /** Where IKE listens unless something else is said. RFC 7296 §2. */
    public static final int IKE_PORT = 500;

    /** Long enough for a few lost datagrams. RFC 7296 §2.4. */
    public static final Duration DEFAULT_PATIENCE = Duration.ofSeconds(10);

    /** When this end initiates. */
    public enum Start {
        /** Once a measurement or a command needs it. */
        ON_DEMAND,
        /** With the process, and again when the SA is gone. */
        AT_START
    }

    public IkeConnection {
        if (peer.isEmpty() && start == Start.AT_START) {
            throw new IllegalArgumentException("nowhere to initiate to: " + name);
        }
        policy = policy.named(name);
    }

    /** With that peer, on demand. */
    public static IkeConnection towards(InetSocketAddress peer, IkePolicy policy) {
        return new IkeConnection(peer.getHostString(), Optional.of(peer), policy, Start.ON_DEMAND, DEFAULT_PATIENCE);
    }

    /** With whoever comes and is believed. */
    public static IkeConnection answering(String name, IkePolicy policy) {
        return new IkeConnection(name, Optional.empty(), policy, Start.ON_DEMAND, DEFAULT_PATIENCE);
    }

    public IkeConnection withPatience(Duration other) {
        return new IkeConnection(name, peer, policy, start, other);
    }

    /**
     * The peer's address, looked up now.
     *
     * @throws UnknownHostException if the name means nothing
     */
    public InetSocketAddress resolved() throws UnknownHostException {
        InetSocketAddress named = peer.orElseThrow();
        return at(InetAddress.getByName(named.getHostString()));
    }

    /** The IKE of that host, at this connection's port. */
    public InetSocketAddress at(InetAddress host) {
        return new InetSocketAddress(host, peer.map(InetSocketAddress::getPort).orElse(IKE_PORT));
    }
}
