package org.waywiser.protocol.ike;

import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;

/** IKE SAs begun by peers that have not proven who they are, in all and by source. RFC 8019 §4.2. */
final class HalfOpenSas {
    private final Map<Long, Source> bySpi = new HashMap<>();
    private final Map<Source, Integer> bySource = new HashMap<>();

    int size() {
        return bySpi.size();
    }

    int of(Source source) {
        return bySource.getOrDefault(source, 0);
    }

    void add(long spi, InetSocketAddress from) {
        var source = Source.of(from);
        if (bySpi.putIfAbsent(spi, source) == null) bySource.merge(source, 1, Integer::sum);
    }

    /** Nothing if it is none of them. */
    void remove(long spi) {
        var source = bySpi.remove(spi);
        if (source != null) bySource.computeIfPresent(source, (_, count) -> count == 1 ? null : count - 1);
    }
}
