package org.waywiser.cli;

import org.waywiser.cli.option.Flag;
import org.waywiser.cli.option.Options;
import org.waywiser.node.MeasurementPlan;

/** Who says when packets of a two-way measurement left. */
final class StampingOptions extends Options {
    private final Flag without = flag("--no-transmit-stamps")
            .help("Count delays from T1 as it stands in a packet, not from when the kernel gave the packet to the"
                    + " device; saves some processor time.");

    MeasurementPlan addTo(MeasurementPlan plan) {
        return plan.withTransmitStamps(!without.given());
    }
}
