package org.waywiser.keys.xfrm;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.waywiser.wire.Octets;
import org.waywiser.wire.xfrm.Sa;
import org.waywiser.wire.xfrm.SaMode;

/** An SA in the table, with what the kernel does not say of it. Owns its keys. */
final class KernelSa {
    /** SAs that can belong together. */
    record Group(Octets local, Octets remote, int protocol, SaMode mode, long request, long ifId) {}

    private final Group group;
    private final boolean inbound;
    private final boolean watched;
    private final long order;
    private Sa sa;
    private int dump;
    private @Nullable KernelSa partner;
    private @Nullable SaPair predecessor;

    /**
     * @param watched whether it came into being under our eyes
     * @param order in which it was heard of
     * @param dump the last one it was seen in, or after
     */
    KernelSa(Sa sa, boolean inbound, boolean watched, long order, int dump) {
        this.sa = sa;
        this.inbound = inbound;
        this.watched = watched;
        this.order = order;
        this.dump = dump;
        Octets here = inbound ? sa.id().destination() : sa.source();
        Octets there = inbound ? sa.source() : sa.id().destination();
        group = new Group(here, there, sa.id().protocol(), sa.mode(), sa.request(), sa.ifId());
    }

    Sa sa() {
        return sa;
    }

    Group group() {
        return group;
    }

    boolean inbound() {
        return inbound;
    }

    boolean watched() {
        return watched;
    }

    long order() {
        return order;
    }

    boolean seenIn(int number) {
        return dump == number;
    }

    /** The same once more; keys that are not the same would be another SA. */
    boolean renew(Sa again, int number) {
        boolean same = sa.encryption().equals(again.encryption())
                && sa.authentication().equals(again.authentication())
                && sa.aead().equals(again.aead());
        if (!same) return false;
        sa.wipe();
        sa = again;
        dump = number;
        return true;
    }

    /** The SA of the other direction, even if it is gone meanwhile. */
    Optional<KernelSa> partner() {
        return Optional.ofNullable(partner);
    }

    /** The pair whose place it may take with its partner; none once it has one. */
    Optional<SaPair> predecessor() {
        return Optional.ofNullable(predecessor);
    }

    void mayFollow(SaPair pair) {
        predecessor = pair;
    }

    void pairWith(KernelSa other) {
        partner = other;
        other.partner = this;
        // else each pair would keep all those before it
        predecessor = null;
        other.predecessor = null;
    }

    @Override
    public String toString() {
        return "%s SPI %08x".formatted(inbound ? "in" : "out", sa.id().spi());
    }
}
