package org.waywiser.node.store;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.control.FetchedRecord;
import org.waywiser.wire.control.SkipRange;
import org.waywiser.wire.session.SessionFileSink;
import org.waywiser.wire.session.SessionHeader;
import org.waywiser.wire.session.TwoWayRecord;

/** What a session file holds: all but the records kept, the records handed on. */
final class Records implements SessionFileSink {
    private final Consumer<FetchedRecord> consumer;
    private final List<SkipRange> skipped = new ArrayList<>();
    private @Nullable SessionHeader header;

    Records(Consumer<FetchedRecord> consumer) {
        this.consumer = consumer;
    }

    /** Whether the header is there. */
    boolean begun() {
        return header != null;
    }

    SessionHeader header() throws MalformedMessage {
        if (header == null) throw new MalformedMessage("no header");
        return header;
    }

    List<SkipRange> skipped() {
        return List.copyOf(skipped);
    }

    @Override
    public void header(SessionHeader read) {
        header = read;
    }

    @Override
    public void skipped(SkipRange range) {
        skipped.add(range);
    }

    @Override
    public void record(FetchedRecord packet) {
        consumer.accept(packet);
    }

    @Override
    public void record(TwoWayRecord packet) {
        throw new IllegalStateException("the store holds no two-way sessions");
    }
}
