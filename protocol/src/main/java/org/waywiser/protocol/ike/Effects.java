package org.waywiser.protocol.ike;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.waywiser.wire.Octets;

/** Collects what one input leads to, and knows when it came. */
final class Effects {
    private static final Octets KEEPALIVE = Octets.of((byte) 0xff);

    private final List<IkeEffect> effects = new ArrayList<>();
    private final Map<IkeDropReason, Long> drops;

    private final long nowNanos;

    Effects(Map<IkeDropReason, Long> drops, long nowNanos) {
        this.drops = drops;
        this.nowNanos = nowNanos;
    }

    long nowNanos() {
        return nowNanos;
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

    /** A message, with the non-ESP marker where it is due. */
    void send(Octets message, InetSocketAddress from, InetSocketAddress to) {
        effects.add(new IkeEffect.Send(Path.marked(message, from, to), from, to));
    }

    /** RFC 3948 §2.3. */
    void keepAlive(InetSocketAddress from, InetSocketAddress to) {
        effects.add(new IkeEffect.Send(KEEPALIVE, from, to));
    }

    List<IkeEffect> toList() {
        return List.copyOf(effects);
    }

    /** An address for the log. */
    static String text(InetSocketAddress address) {
        return address.getAddress().getHostAddress() + " port " + address.getPort();
    }
}
