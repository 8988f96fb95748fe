package org.waywiser.node;

import java.net.InetAddress;
import org.waywiser.keys.IkeSecret;

/** Finds the newest IKE SA with a Server, establishing one where there is none. */
@FunctionalInterface
public interface SaFinder {
    /**
     *
     *
     * @throws MeasurementFailure saying why there is no SA
     */
    IkeSecret find(InetAddress server) throws MeasurementFailure, InterruptedException;
}
