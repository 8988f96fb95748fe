package org.waywiser.keys;

import java.util.Optional;
import org.waywiser.protocol.control.Profile;
import org.waywiser.protocol.control.SaKeys;
import org.waywiser.security.probe.ProbeKeys;
import org.waywiser.wire.Octets;
import org.waywiser.wire.control.Sid;

/**
 * Keys of one SA for one control connection in a profile of the drafts. Only what is derived leaves it, so that an agent can stand behind it;
 * secrets given out are the caller's own. Outlives the SA until it is closed. draft-ietf-ippm-ipsec-01 §4.
 */
public interface SaBinding extends AutoCloseable {
    /** What becomes of a number that must not be used twice with an SA. */
    enum Use {
        FIRST,
        REPEATED,
        /** There have been too many to remember more: the SA has to be rekeyed first. */
        USED_UP
    }

    /** Where packets that are measured go. */
    enum Direction {
        FROM_HERE,
        TO_HERE
    }

    /** The right to the one test session that an SA has in a direction, where sessions share its keys. */
    interface Claim extends AutoCloseable {
        /** The session has ended. Again does no harm. */
        @Override
        void close();
    }

    BoundSa sa();

    /** Whether the SA itself is still there, not counting one that took its place. */
    boolean alive() throws KeysUnavailable;

    /**
     * Keys of the control connection.
     *
     * @param salt and {@code count}: of the greeting, for profile draft
     * @throws KeysUnavailable where the SA has no keys for that profile, saying why
     */
    SaKeys keys(Profile profile, Octets salt, long count) throws KeysUnavailable;

    /** Keys of a test session that depend on its SID. */
    ProbeKeys sessionKeys(Profile profile, Sid sid) throws KeysUnavailable;

    /** Remembers an initialization vector or a SID for as long as the SA lives, in whichever role it was seen. */
    Use use(Octets number) throws KeysUnavailable;

    /** Claims the SA for a test session, until that ends; nothing while another has it. */
    Optional<Claim> claim(Direction direction) throws KeysUnavailable;

    /** Wipes what it holds; keys that were given out live on. */
    @Override
    void close();
}
