package org.waywiser.cli;

import org.waywiser.node.MeasurementPlan;
import org.waywiser.wire.control.Modes;
import picocli.CommandLine.Option;

/** What test packets are to have beside RFC 5357; a server that does not offer it is not measured. Add with {@code @Mixin}. */
final class FeatureOptions {
    @Option(
            names = "--symmetrical-size",
            description = "Packets as long as their replies, whatever the padding (RFC 6038).")
    private boolean symmetricalSize;

    @Option(
            names = "--reflect-octets",
            paramLabel = "N",
            defaultValue = "0",
            showDefaultValue = picocli.CommandLine.Help.Visibility.NEVER,
            description = "Has the first N octets of padding brought back; a reply without them does not count (RFC"
                    + " 6038).")
    private int reflectOctets;

    @Option(
            names = "--monitor-dscp",
            description = "Reports with which DSCP and ECN packets arrive at the reflector (RFC 7750).")
    private boolean monitorDscp;

    @Option(names = "--ptp", description = "PTPv2 timestamps instead of those of NTP, at both ends (RFC 8186).")
    private boolean ptp;

    /** Adds them to what is to be measured. */
    MeasurementPlan addTo(MeasurementPlan plan) throws UserError {
        if (reflectOctets < 0 || reflectOctets > 65_535) {
            throw new UserError(ExitStatus.USAGE, "--reflect-octets must be 0 to 65535");
        }
        if (plan.paddingLength() >= 0 && reflectOctets > 0 && plan.paddingLength() <= reflectOctets) {
            throw new UserError(ExitStatus.USAGE, "--reflect-octets needs more --padding than that, or leave it out");
        }
        return plan.with(modes(), reflectOctets);
    }

    private Modes modes() {
        Modes modes = Modes.NONE;
        if (symmetricalSize) modes = modes.or(Modes.SYMMETRICAL_SIZE);
        if (reflectOctets > 0) modes = modes.or(Modes.REFLECT_OCTETS);
        if (monitorDscp) modes = modes.or(Modes.DSCP_ECN_MONITORING);
        return ptp ? modes.or(Modes.PTP_TIMESTAMPS) : modes;
    }
}
