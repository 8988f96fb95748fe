package org.waywiser.keys.strongswan;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What has arrived from strongSwan.
 *
 * @param local strongSwan's end, address and port in one
 * @param remote ours
 * @param connected whether strongSwan has its end open: it runs with the plugin, configured so
 * @param messages from strongSwan, understood
 * @param strangers datagrams that were from somewhere else, and dropped
 * @param malformed from strongSwan, not understood, and dropped
 * @param refused how often something was told that cannot be used, by the reason
 */
public record HaStatus(
        String local,
        String remote,
        boolean connected,
        long messages,
        long strangers,
        long malformed,
        Map<String, Long> refused) {
    public HaStatus {
        // in the same order each time
        refused = Collections.unmodifiableMap(new TreeMap<>(refused));
    }
}
