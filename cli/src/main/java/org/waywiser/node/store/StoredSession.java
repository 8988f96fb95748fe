package org.waywiser.node.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.control.FetchedRecord;
import org.waywiser.wire.control.SkipRange;
import org.waywiser.wire.session.SessionFileReader;
import org.waywiser.wire.session.SessionFileSink;
import org.waywiser.wire.session.SessionHeader;

/** A session file, whose records are read anew each time they are wanted: there may be more than memory has room for. */
public final class StoredSession {
    private static final int CHUNK = 1 << 16;

    private final Path file;
    private final SessionHeader header;
    private final List<SkipRange> skipped;
    private final Predicate<FetchedRecord> wanted;
    private final long count;

    private StoredSession(
            Path file, SessionHeader header, List<SkipRange> skipped, Predicate<FetchedRecord> wanted, long count) {
        this.file = file;
        this.header = header;
        this.skipped = List.copyOf(skipped);
        this.wanted = wanted;
        this.count = count;
    }

    /**
     * Reads all of it once.
     *
     * @throws MalformedMessage if it is no session file, or a damaged one
     */
    public static StoredSession read(Path file) throws IOException, MalformedMessage {
        return read(file, _ -> true);
    }

    /** The same for those records only that are wanted. */
    public static StoredSession read(Path file, Predicate<FetchedRecord> wanted) throws IOException, MalformedMessage {
        long[] count = {0};
        var records = new Records(record -> count[0] += wanted.test(record) ? 1 : 0);
        feed(file, records);
        return new StoredSession(file, records.header(), records.skipped(), wanted, count[0]);
    }

    /** Reads no more of a file than its header. */
    static SessionHeader header(Path file) throws IOException, MalformedMessage {
        var records = new Records(_ -> {});
        var reader = new SessionFileReader(records);
        try (InputStream in = Files.newInputStream(file)) {
            byte[] chunk = new byte[CHUNK];
            int length = in.read(chunk);
            while (length >= 0 && !records.begun()) {
                reader.feed(chunk, 0, length);
                length = in.read(chunk);
            }
        }
        return records.header();
    }

    public Path file() {
        return file;
    }

    public SessionHeader header() {
        return header;
    }

    /** Ranges that were never sent, in order. */
    public List<SkipRange> skipped() {
        return skipped;
    }

    /** Records that are wanted, when it was read. */
    public long count() {
        return count;
    }

    /** Hands over the wanted records of a one-way session in the order of arrival: of one that runs, those there are. */
    public void records(Consumer<FetchedRecord> consumer) throws IOException, MalformedMessage {
        feed(file, new Records(record -> {
            if (wanted.test(record)) consumer.accept(record);
        }));
    }

    /** Those {@link #count} records, some at a time. */
    public RecordChunks chunks() throws IOException {
        return new RecordChunks(Files.newInputStream(file), wanted, count);
    }

    /** Reads a session file of either kind, piece by piece: what was handed over when this fails was no session. */
    public static void feed(Path file, SessionFileSink sink) throws IOException, MalformedMessage {
        var reader = new SessionFileReader(sink);
        try (InputStream in = Files.newInputStream(file)) {
            byte[] chunk = new byte[CHUNK];
            for (int length = in.read(chunk); length >= 0; length = in.read(chunk)) reader.feed(chunk, 0, length);
        }
        reader.end();
    }
}
