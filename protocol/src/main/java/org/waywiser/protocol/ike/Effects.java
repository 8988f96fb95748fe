package org.waywiser.protocol.ike;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.Octets;
import org.waywiser.wire.ike.Encrypted;
import org.waywiser.wire.ike.EncryptedFragment;
import org.waywiser.wire.ike.IkeMessage;
import org.waywiser.wire.ike.IkePayload;

/** Collects what one input leads to, and knows when it came. */
final class Effects {
    private static final Octets KEEPALIVE = Octets.of((byte) 0xff);

    private final List<IkeEffect> effects = new ArrayList<>();
    private final Map<IkeDropReason, Long> drops;
    private final long nowNanos;
    private final boolean traced;

    Effects(Map<IkeDropReason, Long> drops, long nowNanos) {
        this(drops, nowNanos, false);
    }

    Effects(Map<IkeDropReason, Long> drops, long nowNanos, boolean traced) {
        this.drops = drops;
        this.nowNanos = nowNanos;
        this.traced = traced;
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
        traceClear(true, to, message);
        effects.add(new IkeEffect.Send(Path.marked(message, from, to), from, to));
    }

    /** Tells of a message whose protection is off, or not on yet. */
    void trace(boolean sent, InetSocketAddress peer, IkeMessage message, List<IkePayload> payloads) {
        if (traced) effects.add(new IkeEffect.Traced(sent, peer, MessageText.of(message, payloads)));
    }

    /** Tells of a message that is not protected at all. */
    void traceClear(boolean sent, InetSocketAddress peer, Octets octets) {
        if (!traced) return;
        try {
            var message = IkeMessage.read(octets.toByteArray());
            boolean sealed =
                    message.payloads().stream().anyMatch(p -> p instanceof Encrypted || p instanceof EncryptedFragment);
            if (!sealed) trace(sent, peer, message, message.payloads());
        } catch (MalformedMessage e) {
            effects.add(new IkeEffect.Traced(sent, peer, "malformed: " + e.getMessage()));
        }
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
