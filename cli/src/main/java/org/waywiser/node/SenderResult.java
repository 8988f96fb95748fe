package org.waywiser.node;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletionException;
import org.waywiser.net.udp.SenderRun;
import org.waywiser.protocol.metrics.TwoWaySummary;

/** What a Session-Sender has in the end, or why it could not send. */
final class SenderResult {
    private SenderResult() {}

    static TwoWaySummary await(SenderRun run, InetSocketAddress reflector) throws MeasurementFailure {
        try {
            return run.result().join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof IOException io) throw MeasurementFailure.ofTestPackets(reflector, io);
            throw e;
        }
    }
}
