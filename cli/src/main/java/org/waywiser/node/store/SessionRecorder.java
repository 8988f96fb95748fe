package org.waywiser.node.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.waywiser.protocol.probe.ReceiverRecords;
import org.waywiser.protocol.probe.SessionEnd;
import org.waywiser.wire.ErrorEstimate;
import org.waywiser.wire.control.FetchedRecord;

/**
 * Writes the file of a session while it runs. What was flushed survives the process: whoever reads the file takes what is there. At the
 * end it holds only those records that count. One thread, that of the receiver.
 */
public final class SessionRecorder implements ReceiverRecords {
    private final Path file;
    private final WritableByteChannel channel;
    private final Room room;
    private final RecordBuffer records;
    private @Nullable IOException failure;
    private long octets;
    private long highest = -1;

    /**
     * Takes the channel over.
     *
     * @param channel at the end of a header that has taken its room
     */
    SessionRecorder(Path file, WritableByteChannel channel, long header, Room room) {
        this.file = file;
        this.channel = channel;
        this.room = room;
        this.octets = header;
        this.records = new RecordBuffer(this::write);
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
        records.put(sequence, sendErrorEstimate, receiveErrorEstimate, sendNtp, receiveNtp, ttl);
        highest = Math.max(highest, sequence);
    }

    @Override
    public void lost(long sequence, long presumedNtp, int receiveErrorEstimate) {
        records.put(FetchedRecord.lost(sequence, presumedNtp, ErrorEstimate.of(receiveErrorEstimate)));
        highest = Math.max(highest, sequence);
    }

    /** Gives what is recorded to the system, so that it outlives this process. After a failure nothing is written any more. */
    public void flush() {
        records.flush();
    }

    /** Why records are missing, null if none is. */
    public @Nullable IOException failure() {
        return failure;
    }

    private void write(ByteBuffer next) {
        if (failure != null) return;
        try {
            room.take(next.remaining());
            octets += next.remaining();
            while (next.hasRemaining()) channel.write(next);
        } catch (IOException e) {
            failure = e;
        }
    }

    /** The session has ended: keeps what counts, and all there is if some is missing. */
    public void end(SessionEnd how) throws IOException {
        flush();
        if (failure == null) close(() -> SessionFile.end(file, how, highest));
        else close(() -> SessionFile.leave(file));
    }

    /** Nobody can say how the session ended: keeps what there is. */
    public void leave() throws IOException {
        flush();
        close(() -> SessionFile.leave(file));
    }

    /** The session never was: leaves nothing. */
    public void discard() throws IOException {
        room.discarded(file, octets);
        channel.close();
        Files.deleteIfExists(file);
    }

    private interface Ending {
        void run() throws IOException;
    }

    private void close(Ending ending) throws IOException {
        try {
            channel.close();
            ending.run();
        } finally {
            room.ended(file, octets, file.toFile().length());
        }
    }
}
