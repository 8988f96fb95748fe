package org.waywiser.cli.report.html;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.waywiser.cli.report.OneWayReport;
import org.waywiser.cli.report.Reported;
import org.waywiser.cli.report.SessionReport;
import org.waywiser.node.store.StoredSession;
import org.waywiser.protocol.metrics.Course;
import org.waywiser.protocol.metrics.OneWayMetrics;
import org.waywiser.protocol.metrics.StoredTwoWay;
import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.control.FetchedRecord;
import org.waywiser.wire.control.SkipRange;
import org.waywiser.wire.session.SessionFileSink;
import org.waywiser.wire.session.SessionHeader;
import org.waywiser.wire.session.TwoWayRecord;

/** How a session went whose packets are in a file, which is read for it once more. */
final class StoredCourse implements SessionFileSink {
    private final OneWayMetrics oneWay = new OneWayMetrics(true);
    private final StoredTwoWay twoWay = new StoredTwoWay();

    private StoredCourse() {
        twoWay.keepCourse();
    }

    /** Null if nothing was measured. */
    static @Nullable Course of(Reported report) throws IOException {
        if (report instanceof SessionReport twoWay && twoWay.measured().course() != null)
            return twoWay.measured().course();
        Path file = report.file();
        if (file == null) return null;
        var stored = new StoredCourse();
        try {
            StoredSession.feed(file, stored);
        } catch (MalformedMessage e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
        return switch (report) {
            case SessionReport _ -> stored.twoWay.summary().course();
            case OneWayReport _ -> stored.oneWay.course();
        };
    }

    @Override
    public void header(SessionHeader header) {}

    @Override
    public void skipped(SkipRange range) {}

    @Override
    public void record(FetchedRecord packet) {
        oneWay.add(packet);
    }

    @Override
    public void record(TwoWayRecord packet) {
        twoWay.add(packet);
    }
}
