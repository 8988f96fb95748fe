package org.waywiser.keys.agent;

import java.util.Optional;
import org.waywiser.keys.strongswan.HaStatus;

/**
 * Where the SAs of an agent come from.
 *
 * @param kind as {@code --key-source} has it
 * @param ha what has arrived, where it is a strongSwan
 */
public record SourceStatus(String kind, Optional<HaStatus> ha) {
    static SourceStatus of(String kind) {
        return new SourceStatus(kind, Optional.empty());
    }
}
