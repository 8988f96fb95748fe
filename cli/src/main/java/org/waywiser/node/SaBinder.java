package org.waywiser.node;

import java.net.InetAddress;
import java.util.Optional;
import org.waywiser.keys.SaBinding;
import org.waywiser.wire.control.SaName;

/** Finds the SA that a Server names in its greeting, having made sure beforehand that there is one. draft-ietf-ippm-ipsec-01 §4.2. */
public interface SaBinder {
    /**
     * Establishes an SA where there is none yet.
     *
     * @throws MeasurementFailure saying why there is no SA
     */
    void prepare(InetAddress server, BindingPlan plan) throws MeasurementFailure, InterruptedException;

    /** The SA of that name, if it is shared with that server; the caller closes it. */
    Optional<SaBinding> bind(InetAddress server, BindingPlan plan, SaName name) throws MeasurementFailure;
}
