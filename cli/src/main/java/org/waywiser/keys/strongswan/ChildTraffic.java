package org.waywiser.keys.strongswan;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import org.waywiser.protocol.path.Flow;
import org.waywiser.wire.Octets;
import org.waywiser.wire.ha.HaAttribute;
import org.waywiser.wire.ha.HaField;
import org.waywiser.wire.ha.HaMessage;
import org.waywiser.wire.ike.TrafficSelector;

/**
 * What a pair of AH or ESP SAs carries, and how.
 *
 * @param tunnel whether its mode is that
 * @param local what it carries at this end
 * @param remote the same at the peer's end
 */
record ChildTraffic(boolean tunnel, List<TrafficSelector.Range> local, List<TrafficSelector.Range> remote) {
    private static final int TUNNEL = 2;

    ChildTraffic {
        local = List.copyOf(local);
        remote = List.copyOf(remote);
    }

    static ChildTraffic of(HaMessage child) {
        return new ChildTraffic(
                child.number(HaField.IPSEC_MODE).orElse(0) == TUNNEL,
                ranges(child, HaField.LOCAL_TS),
                ranges(child, HaField.REMOTE_TS));
    }

    private static List<TrafficSelector.Range> ranges(HaMessage child, HaField field) {
        return child.all(field, HaAttribute.Selector.class)
                .map(HaAttribute.Selector::range)
                .toList();
    }

    /** Whether it carries something with that address at the peer's end. */
    boolean covers(InetAddress address) {
        Octets octets = Octets.of(address.getAddress());
        return remote.stream().anyMatch(range -> covers(range, octets));
    }

    /** Whether all packets of that kind fit that leave, and so do those that come back. RFC 7296 §2.9. */
    boolean carries(Flow out) {
        return local.stream().anyMatch(range -> fits(range, out.from(), out.fromPort(), out.protocol()))
                && remote.stream().anyMatch(range -> fits(range, out.to(), out.toPort(), out.protocol()));
    }

    /** A port that is not known, 0, may be any. */
    private static boolean fits(TrafficSelector.Range range, Octets address, int port, int protocol) {
        boolean anyPort = range.startPort() == 0 && range.endPort() == TrafficSelector.Range.LAST_PORT;
        return (range.protocol() == 0 || range.protocol() == protocol)
                && (anyPort || port != 0 && range.startPort() <= port && port <= range.endPort())
                && covers(range, address);
    }

    private static boolean covers(TrafficSelector.Range range, Octets address) {
        byte[] octets = address.toByteArray();
        byte[] first = range.startAddress().toByteArray();
        byte[] last = range.endAddress().toByteArray();
        return first.length == octets.length
                && Arrays.compareUnsigned(first, octets) <= 0
                && Arrays.compareUnsigned(octets, last) <= 0;
    }
}
