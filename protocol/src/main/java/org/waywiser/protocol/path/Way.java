package org.waywiser.protocol.path;

import java.util.List;
import java.util.OptionalInt;

/**
 * What becomes of one flow.
 *
 * @param flow in the direction that packets take
 * @param protection all in all
 * @param required whether a policy insists on it
 * @param sas in the order in which they wrap a packet
 */
public record Way(Flow flow, Protection protection, boolean required, List<ProtectingSa> sas) {
    public Way {
        sas = List.copyOf(sas);
    }

    /** One of which only that is known. */
    public static Way of(Flow flow, Protection protection) {
        return new Way(flow, protection, protection == Protection.DOWN || protection == Protection.BLOCKED, List.of());
    }

    /** The same, if others than the kernel may protect what it leaves clear. */
    Way doubted() {
        return protection == Protection.CLEAR ? unknown() : this;
    }

    /** The same, if nothing is known. */
    Way unknown() {
        return of(flow, Protection.UNKNOWN);
    }

    /**
     * Octets of the IP packet on the wire.
     *
     * @param inner octets of the IP packet that is sent
     * @return empty where that cannot be told
     */
    public OptionalInt wireOctets(int inner) {
        if (!protection.bySa() && protection != Protection.CLEAR && protection != Protection.BYPASS) {
            return OptionalInt.empty();
        }
        int octets = inner;
        int header = flow.headerOctets();
        for (ProtectingSa sa : sas) {
            var wire = sa.wireOctets(octets, header);
            if (wire.isEmpty()) return wire;
            octets = wire.getAsInt();
            header = Flow.headerOctets(sa.to());
        }
        return OptionalInt.of(octets);
    }

    /**
     * Octets of the largest IP packet that can be sent.
     *
     * @param mtu octets that the link takes
     * @return empty where that cannot be told
     */
    public OptionalInt largestInner(int mtu) {
        for (int inner = mtu; inner > flow.headerOctets(); inner--) {
            var wire = wireOctets(inner);
            if (wire.isEmpty()) return wire;
            if (wire.getAsInt() <= mtu) return OptionalInt.of(inner);
        }
        return OptionalInt.empty();
    }
}
