package org.waywiser.protocol.ike;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.waywiser.wire.Octets;

/** Collects what one input leads to. */
final class Effects {
    private static final int IKE_PORT = 500;
    private static final Octets NON_ESP_MARKER = Octets.zeros(4);

    private final List<IkeEffect> effects = new ArrayList<>();
    private final Map<IkeDropReason, Long> drops;

    Effects(Map<IkeDropReason, Long> drops) {
        this.drops = drops;
    }

    void add(IkeEffect effect) {
        effects.add(effect);
    }

    void log(String text) {
        effects.add(new IkeEffect.Log(text));
    }

    void drop(InetSocketAddress from, IkeDropReason reason, String detail) {
        drops.merge(reason, 1L, Long::sum);
        effects.add(new IkeEffect.Dropped(from, reason, detail));
    }

    /** RFC 7296 §3.1 has the marker on port 4500; off port 500 we always set it, as strongSwan does. */
    void send(Octets message, InetSocketAddress from, InetSocketAddress to) {
        boolean marked = from.getPort() != IKE_PORT && to.getPort() != IKE_PORT;
        effects.add(new IkeEffect.Send(marked ? NON_ESP_MARKER.concat(message) : message, from, to));
    }

    List<IkeEffect> toList() {
        return List.copyOf(effects);
    }

    /** An address for the log. */
    static String text(InetSocketAddress address) {
        return address.getAddress().getHostAddress() + " port " + address.getPort();
    }
}
