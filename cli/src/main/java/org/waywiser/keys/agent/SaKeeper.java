package org.waywiser.keys.agent;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.waywiser.keys.IkeSecret;
import org.waywiser.keys.KeySource;
import org.waywiser.keys.SaStatus;

/** What an agent answers from: the one that really holds SAs. Safe for use by several threads. */
public interface SaKeeper {
    /** All SAs, oldest first. */
    List<SaStatus> all();

    /** prf(SK_d, "IPPM") of one SA, the caller's own. */
    Optional<IkeSecret> bySpis(long spiI, long spiR);

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

    KeySource.Subscription listen(KeySource.Listener listener);
}
