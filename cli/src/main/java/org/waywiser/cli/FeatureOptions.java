package org.waywiser.cli;

import org.waywiser.cli.option.Flag;
import org.waywiser.cli.option.Option;
import org.waywiser.cli.option.Options;
import org.waywiser.node.MeasurementPlan;
import org.waywiser.wire.control.Modes;

/** What test packets are to have beside RFC 5357; a server that does not offer it is not measured. */
final class FeatureOptions extends Options {
    private final Flag symmetricalSize =
            flag("--symmetrical-size").help("Packets as long as their replies, whatever the padding (RFC 6038).");

    private final Option<Integer> reflectOctets = option(Integer.class, "--reflect-octets")
            .label("N")
            .otherwise("0")
            .help("Has the first N octets of padding brought back; a reply without them does not count (RFC"
                    + " 6038).");

    private final Flag monitorDscp =
            flag("--monitor-dscp").help("Reports with which DSCP and ECN packets arrive at the reflector (RFC 7750).");

    private final Flag ptp = flag("--ptp").help("PTPv2 timestamps instead of those of NTP, at both ends (RFC 8186).");

    /** Adds them to what is to be measured. */
    MeasurementPlan addTo(MeasurementPlan plan) throws UserError {
        if (reflectOctets.get() < 0 || reflectOctets.get() > 65_535) {
            throw new UserError(ExitStatus.USAGE, "--reflect-octets must be 0 to 65535");
        }
        if (plan.paddingLength() >= 0 && reflectOctets.get() > 0 && plan.paddingLength() <= reflectOctets.get()) {
            throw new UserError(ExitStatus.USAGE, "--reflect-octets needs more --padding than that, or leave it out");
        }
        return plan.with(modes(), reflectOctets.get());
    }

    private Modes modes() {
        Modes modes = Modes.NONE;
        if (symmetricalSize.given()) modes = modes.or(Modes.SYMMETRICAL_SIZE);
        if (reflectOctets.get() > 0) modes = modes.or(Modes.REFLECT_OCTETS);
        if (monitorDscp.given()) modes = modes.or(Modes.DSCP_ECN_MONITORING);
        return ptp.given() ? modes.or(Modes.PTP_TIMESTAMPS) : modes;
    }
}
