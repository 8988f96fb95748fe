package org.waywiser.keys.agent;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.waywiser.keys.KeySource;
import org.waywiser.keys.SaStatus;
import org.waywiser.keys.xfrm.KernelDatabases;
import org.waywiser.protocol.path.Flow;
import org.waywiser.protocol.path.PathMtu;
import org.waywiser.protocol.path.PathReport;

/** What an agent answers from: the one that really holds SAs. Safe for use by several threads. */
public interface SaKeeper {
    /** Where they come from. */
    SourceStatus source();

    /** Their keys. */
    KeySource keys();

    /** All SAs, oldest first. */
    List<SaStatus> all();

    /** Those with that peer, oldest first: whose address it is, or to whom it leads in another way. */
    default List<SaStatus> with(InetAddress peer) {
        return all().stream().filter(sa -> sa.peer().getAddress().equals(peer)).toList();
    }

    /**
     * Sets up an SA, whoever else asks for the same meanwhile shares it.
     *
     * @param host as the user named it
     * @param address to use, where the host has several
     * @throws AgentFailure saying why there is none
     */
    SaStatus establish(String host, Optional<InetAddress> address) throws AgentFailure, InterruptedException;

    /**
     * Deletes an SA and tells its peer; nothing if there is none of that name.
     *
     * @throws AgentFailure if it is not for the keeper to delete
     */
    void delete(long spiI, long spiR) throws AgentFailure;

    /**
     * What protects packets of these two kinds, and those that come back, by the kernel of this host.
     *
     * @throws AgentFailure where the kernel does not tell
     */
    default PathReport path(Flow control, Flow test) throws AgentFailure {
        var unknown = new PathMtu(PathMtu.UNKNOWN, PathMtu.UNKNOWN);
        try {
            return PathReport.of(PathReport.Source.KERNEL, KernelDatabases.read(), control, test, unknown);
        } catch (IOException e) {
            throw new AgentFailure(AgentError.UNSUPPORTED, "the agent cannot tell: " + e.getMessage());
        }
    }
}
