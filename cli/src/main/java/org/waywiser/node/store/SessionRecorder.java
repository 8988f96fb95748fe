package org.waywiser.node.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.waywiser.protocol.probe.ReceiverRecords;
import org.waywiser.protocol.probe.SessionEnd;
import org.waywiser.wire.ErrorEstimate;
import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.WireWriter;
import org.waywiser.wire.control.FetchedRecord;
import org.waywiser.wire.control.RequestSession;
import org.waywiser.wire.control.SkipRange;
import org.waywiser.wire.session.Finished;
import org.waywiser.wire.session.SessionHeader;

/**
 * Writes the file of a session while it runs. What was flushed survives the process: whoever reads the file takes what is there. At the
 * end a file of only those records that count takes its place. One thread, that of the receiver.
 */
public final class SessionRecorder implements ReceiverRecords {
    private static final int BUFFER = 2_048 * FetchedRecord.LENGTH;

    private final Path file;
    private final FileChannel channel;
    private final Runnable ended;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
    private @Nullable IOException failure;

    private SessionRecorder(Path file, FileChannel channel, Runnable ended) {
        this.file = file;
        this.channel = channel;
        this.ended = ended;
    }

    static SessionRecorder begin(Path file, RequestSession request, Runnable ended) throws IOException {
        var channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        var recorder = new SessionRecorder(file, channel, ended);
        write(channel, ByteBuffer.wrap(SessionHeader.running(false, request).toByteArray()));
        return recorder;
    }

    @Override
    public void received(
            long sequence,
            long sendNtp,
            int sendErrorEstimate,
            long receiveNtp,
            int receiveErrorEstimate,
            int ttl,
            boolean duplicate) {
        if (buffer.remaining() < FetchedRecord.LENGTH) flush();
        buffer.putInt((int) sequence).putShort((short) sendErrorEstimate).putShort((short) receiveErrorEstimate);
        buffer.putLong(sendNtp).putLong(receiveNtp).put((byte) ttl);
    }

    @Override
    public void lost(long sequence, long presumedNtp, int receiveErrorEstimate) {
        var out = new WireWriter(FetchedRecord.LENGTH);
        FetchedRecord.lost(sequence, presumedNtp, ErrorEstimate.of(receiveErrorEstimate))
                .write(out);
        if (buffer.remaining() < FetchedRecord.LENGTH) flush();
        buffer.put(out.toByteArray());
    }

    /** Gives what is recorded to the system, so that it outlives this process. After a failure nothing is written any more. */
    public void flush() {
        buffer.flip();
        try {
            if (failure == null) write(channel, buffer);
        } catch (IOException e) {
            failure = e;
        }
        buffer.clear();
    }

    /** Why records are missing, null if none is. */
    public @Nullable IOException failure() {
        return failure;
    }

    /** The session has ended: keeps what counts. */
    public void end(SessionEnd how) throws IOException {
        flush();
        channel.close();
        try {
            if (failure == null) replace(how);
        } catch (MalformedMessage e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        } finally {
            ended.run();
        }
    }

    /** The session never was: leaves nothing. */
    public void discard() throws IOException {
        channel.close();
        ended.run();
        Files.deleteIfExists(file);
    }

    private void replace(SessionEnd how) throws IOException, MalformedMessage {
        StoredSession stored = StoredSession.read(file);
        Path next = file.resolveSibling(file.getFileName() + ".new");
        long[] kept = {0};
        stored.records(record -> {
            if (how.keeps(record)) kept[0]++;
        });
        SessionHeader header = header(stored.header().request(), how, kept[0]);
        try (var out = FileChannel.open(
                next, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            write(out, ByteBuffer.wrap(header.toByteArray()));
            var ranges = new WireWriter();
            skipped(how).forEach(range -> range.write(ranges));
            write(out, ByteBuffer.wrap(ranges.toByteArray()));
            buffer.clear();
            var failed = new ArrayList<IOException>();
            stored.records(record -> {
                if (how.keeps(record) && failed.isEmpty()) append(record, out, failed);
            });
            if (!failed.isEmpty()) throw failed.getFirst();
            buffer.flip();
            write(out, buffer);
        }
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private void append(FetchedRecord record, FileChannel out, List<IOException> failed) {
        try {
            if (buffer.remaining() < FetchedRecord.LENGTH) {
                buffer.flip();
                write(out, buffer);
                buffer.clear();
            }
            var octets = new WireWriter(FetchedRecord.LENGTH);
            record.write(octets);
            buffer.put(octets.toByteArray());
        } catch (IOException e) {
            failed.add(e);
        }
    }

    private static SessionHeader header(RequestSession request, SessionEnd how, long records) {
        return switch (how) {
            case SessionEnd.Stopped(long next, List<SkipRange> skipped, var _) ->
                SessionHeader.complete(false, Finished.NORMAL, next, skipped.size(), records, request);
            case SessionEnd.Broken _ -> SessionHeader.complete(false, Finished.INCOMPLETE, 0, 0, records, request);
            case SessionEnd.Invalid _ -> SessionHeader.complete(false, Finished.FAILED, 0, 0, records, request);
        };
    }

    private static List<SkipRange> skipped(SessionEnd how) {
        return how instanceof SessionEnd.Stopped stopped ? stopped.skipped() : List.of();
    }

    private static void write(FileChannel channel, ByteBuffer octets) throws IOException {
        while (octets.hasRemaining()) channel.write(octets);
    }
}
