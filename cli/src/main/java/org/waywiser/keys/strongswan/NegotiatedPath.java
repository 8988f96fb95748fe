package org.waywiser.keys.strongswan;

import java.util.Comparator;
import java.util.Optional;
import org.waywiser.protocol.path.Cipher;
import org.waywiser.protocol.path.Flow;
import org.waywiser.protocol.path.PathMtu;
import org.waywiser.protocol.path.PathReport;
import org.waywiser.protocol.path.ProtectingSa;
import org.waywiser.wire.Octets;
import org.waywiser.wire.control.SaName;
import org.waywiser.wire.xfrm.SaId;
import org.waywiser.wire.xfrm.SaMode;

/** What protects a path by the children that strongSwan has told, whoever encrypts for it. */
final class NegotiatedPath {
    private NegotiatedPath() {}

    /** By the newest child that carries all of it; empty where there is none. Its caller locks the table. */
    static Optional<PathReport> of(HaTable table, Flow control, Flow test) {
        record Owned(HeldSa sa, HeldChild child) {}
        return table.usable()
                .flatMap(sa -> sa.line.children.values().stream().map(child -> new Owned(sa, child)))
                .filter(owned -> owned.child().traffic().carries(control)
                        && owned.child().traffic().carries(test))
                .max(Comparator.comparingLong(owned -> owned.child().number()))
                .map(owned -> of(owned.sa(), owned.child(), control, test));
    }

    private static PathReport of(HeldSa sa, HeldChild child, Flow control, Flow test) {
        Octets here = child.traffic().tunnel() ? sa.local().orElse(test.from()) : test.from();
        Octets there =
                child.traffic().tunnel() ? Octets.of(sa.peer().getAddress().getAddress()) : test.to();
        return PathReport.of(
                PathReport.Source.HA,
                described(child, child.outbound(), here, there, sa.behindNat()),
                described(child, child.inbound(), there, here, sa.behindNat()),
                control,
                test,
                new PathMtu(PathMtu.UNKNOWN, PathMtu.UNKNOWN));
    }

    private static ProtectingSa described(HeldChild child, int spi, Octets from, Octets to, boolean inUdp) {
        IpsecAlgorithms algorithms = child.algorithms();
        boolean ah = algorithms.protocol() == SaName.AH;
        Optional<Cipher> cipher = ah ? Optional.empty() : Optional.of(EspSizes.cipher(algorithms));
        return new ProtectingSa(
                ah ? SaId.AH : SaId.ESP,
                child.traffic().tunnel() ? SaMode.TUNNEL : SaMode.TRANSPORT,
                spi,
                from,
                to,
                cipher,
                EspSizes.integrity(algorithms),
                EspSizes.checkOctets(algorithms),
                inUdp,
                false,
                0);
    }
}
