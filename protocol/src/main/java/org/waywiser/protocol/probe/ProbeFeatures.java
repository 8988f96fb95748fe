package org.waywiser.protocol.probe;

import org.waywiser.wire.control.Modes;
import org.waywiser.wire.probe.PacketLayout;

/**
 * What the two ends of a two-way session agreed on beyond RFC 5357.
 *
 * @param symmetricalSize packets of the sender are as long as their replies whatever the padding. RFC 6038 §5.1.4
 * @param reflectedPadding octets at the start of the padding that the reflector returns, 0 to 65535. RFC 6038 §5.1.2
 * @param serverOctets the two octets that these start with, 0 for none. RFC 6038 §4.3
 * @param dscpMonitoring replies tell DSCP and ECN with which packets arrived. RFC 7750 §2.2.1
 * @param ptpTimestamps timestamps are of PTPv2, if Z says so. RFC 8186 §2.3
 */
public record ProbeFeatures(
        boolean symmetricalSize,
        int reflectedPadding,
        int serverOctets,
        boolean dscpMonitoring,
        boolean ptpTimestamps) {
    /** RFC 5357 alone. */
    public static final ProbeFeatures NONE = new ProbeFeatures(false, 0, 0, false, false);

    /** Those of {@link Modes} that are about test packets. */
    public static final Modes MODES = Modes.REFLECT_OCTETS
            .or(Modes.SYMMETRICAL_SIZE)
            .or(Modes.DSCP_ECN_MONITORING)
            .or(Modes.PTP_TIMESTAMPS);

    public ProbeFeatures {
        if (reflectedPadding < 0 || reflectedPadding >>> 16 != 0) {
            throw new IllegalArgumentException(reflectedPadding + " octets to reflect");
        }
    }

    /**
     * Of a session on a control connection.
     *
     * @param agreed Mode of the connection
     * @param reflectedPadding of the request, which counts with Reflect Octets only; likewise
     * @param serverOctets of its answer
     */
    public static ProbeFeatures of(Modes agreed, int reflectedPadding, int serverOctets) {
        boolean reflects = agreed.contains(Modes.REFLECT_OCTETS);
        return new ProbeFeatures(
                agreed.contains(Modes.SYMMETRICAL_SIZE),
                reflects ? reflectedPadding : 0,
                reflects ? serverOctets : 0,
                agreed.contains(Modes.DSCP_ECN_MONITORING),
                agreed.contains(Modes.PTP_TIMESTAMPS));
    }

    /** Where padding starts in their packets. */
    public PacketLayout layout(ProbeMode mode) {
        return new PacketLayout(mode.format(), symmetricalSize, dscpMonitoring);
    }

    /** The least padding that lets replies be as long as the sender's packets, what is reflected included. RFC 6038 §4.2. */
    public int leastPadding(ProbeMode mode) {
        return layout(mode).symmetricPadding() + reflectedPadding;
    }
}
