package org.waywiser.node;

import java.net.InetAddress;
import java.util.Optional;
import org.waywiser.keys.SaBinding;
import org.waywiser.keys.connections.IkeConnection;
import org.waywiser.keys.embedded.EmbeddedIke;
import org.waywiser.node.MeasurementFailure.Kind;
import org.waywiser.wire.control.SaName;

/** Binds to SAs of the embedded engine, and has it establish them. draft-ietf-ippm-ipsec-01 §4.2. */
public final class EmbeddedSaBinder implements SaBinder {
    private final EmbeddedIke ike;
    private final EmbeddedSaFinder finder;

    /** @param connection how to establish SAs, with a child where the root is one */
    public EmbeddedSaBinder(EmbeddedIke ike, IkeConnection connection) {
        this.ike = ike;
        this.finder = new EmbeddedSaFinder(ike, connection);
    }

    @Override
    public void prepare(InetAddress server, BindingPlan plan) throws MeasurementFailure, InterruptedException {
        if (fits(server, plan)) return;
        finder.find(server).secret().wipe();
        if (fits(server, plan)) return;
        throw new MeasurementFailure(Kind.KEYS, "the IKE SA with " + server.getHostAddress() + " " + plan.lack());
    }

    private boolean fits(InetAddress server, BindingPlan plan) {
        Optional<SaBinding> known = ike.bind(server, plan.profile(), plan.root());
        known.ifPresent(SaBinding::close);
        return known.isPresent();
    }

    @Override
    public Optional<SaBinding> bind(InetAddress server, BindingPlan plan, SaName name) {
        return ike.bind(server, plan.profile(), name);
    }
}
