package org.waywiser.protocol.ike;

import java.util.List;
import java.util.Optional;
import org.waywiser.wire.ike.IkePayload;

/**
 * A message that passed its integrity check.
 *
 * @param clear payloads before the Encrypted payload, authentic too
 * @param sealed payloads inside, empty if they are malformed
 */
record Protected(List<IkePayload> clear, List<IkePayload> sealed, Optional<Problem> malformed) {
    /** What is wrong with it in the light of these rules. */
    Optional<Problem> problem(ExchangeRules rules) {
        return malformed.or(() -> Problem.of(rules, clear, sealed));
    }
}
