package org.waywiser.node.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.waywiser.protocol.probe.SessionEnd;
import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.WireWriter;
import org.waywiser.wire.control.SkipRange;
import org.waywiser.wire.session.Finished;
import org.waywiser.wire.session.SessionHeader;

/** What is done to the file of a session at its beginning and its end; at any moment the file that has its name can be read. */
final class SessionFile {
    /** Ends the name of a file that is not whole yet. */
    static final String UNFINISHED = ".new";

    private SessionFile() {}

    /** Makes a file of a header. @return a channel to append records to */
    static FileChannel begin(Path file, SessionHeader header) throws IOException {
        Path unfinished = unfinished(file);
        var channel = FileChannel.open(unfinished, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try {
            write(channel, header.toByteArray());
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
            return channel;
        } catch (IOException e) {
            channel.close();
            Files.deleteIfExists(unfinished);
            throw e;
        }
    }

    /**
     * Keeps what counts of a file that nobody writes to any more.
     *
     * @param highest sequence number in it
     */
    static void end(Path file, SessionEnd how, long highest) throws IOException {
        SessionHeader running = header(file);
        if (keepsAll(how, highest)) close(file, running, finished(how), next(how));
        else replace(file, running, how);
    }

    /** Keeps all of it, as that of a session of which nobody knows how it ended. */
    static void leave(Path file) throws IOException {
        close(file, header(file), Finished.INCOMPLETE, 0);
    }

    /** The process that wrote it has died: nothing beyond the last packet that arrived is known to have been sent. RFC 4656 §3.8. */
    static void leftOver(Path file) throws IOException, MalformedMessage {
        long[] highest = {-1, -1};
        StoredSession.read(file).records(packet -> {
            highest[0] = Math.max(highest[0], packet.sequenceNumber());
            if (!packet.lost()) highest[1] = Math.max(highest[1], packet.sequenceNumber());
        });
        end(file, new SessionEnd.Broken(highest[1] + 1), highest[0]);
    }

    private static boolean keepsAll(SessionEnd how, long highest) {
        return switch (how) {
            case SessionEnd.Stopped(long next, List<SkipRange> skipped, long firstDiscarded) ->
                skipped.isEmpty() && highest < Math.min(next, firstDiscarded);
            case SessionEnd.Broken(long firstDiscarded) -> highest < firstDiscarded;
            case SessionEnd.Invalid _ -> false;
        };
    }

    private static Finished finished(SessionEnd how) {
        return switch (how) {
            case SessionEnd.Stopped _ -> Finished.NORMAL;
            case SessionEnd.Broken _ -> Finished.INCOMPLETE;
            case SessionEnd.Invalid _ -> Finished.FAILED;
        };
    }

    private static long next(SessionEnd how) {
        return how instanceof SessionEnd.Stopped stopped ? stopped.nextSequenceNumber() : 0;
    }

    private static List<SkipRange> skipped(SessionEnd how) {
        return how instanceof SessionEnd.Stopped stopped ? stopped.skipped() : List.of();
    }

    /** In place, where it takes no room: not even a full disk stands in the way. */
    private static void close(Path file, SessionHeader running, Finished how, long next) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            long records = (channel.size() - running.recordsAt()) / running.recordLength();
            channel.truncate(running.recordsAt() + records * running.recordLength());
            write(channel.position(0), running.ended(how, next, 0, records).head());
        }
    }

    /** A file that holds only what counts takes the place of the one that was written packet by packet. */
    private static void replace(Path file, SessionHeader running, SessionEnd how) throws IOException {
        Path unfinished = unfinished(file);
        try {
            try (var out = FileChannel.open(
                    unfinished,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.WRITE)) {
                write(out, running.toByteArray());
                long kept = copy(file, how, out);
                var ranges = new WireWriter();
                skipped(how).forEach(range -> range.write(ranges));
                write(out, ranges.toByteArray());
                SessionHeader ended =
                        running.ended(finished(how), next(how), skipped(how).size(), kept);
                write(out.position(0), ended.head());
            }
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            Files.deleteIfExists(unfinished);
            throw e;
        }
    }

    private static long copy(Path file, SessionEnd how, FileChannel out) throws IOException {
        long[] kept = {0};
        var records = new RecordBuffer(octets -> {
            try {
                while (octets.hasRemaining()) out.write(octets);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        try {
            StoredSession.feed(file, new Records(packet -> {
                if (!how.keeps(packet)) return;
                records.put(packet);
                kept[0]++;
            }));
            records.flush();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } catch (MalformedMessage e) {
            throw damaged(file, e);
        }
        return kept[0];
    }

    private static SessionHeader header(Path file) throws IOException {
        try {
            return StoredSession.header(file);
        } catch (MalformedMessage e) {
            throw damaged(file, e);
        }
    }

    private static IOException damaged(Path file, MalformedMessage e) {
        return new IOException(file + ": " + e.getMessage(), e);
    }

    private static Path unfinished(Path file) {
        return file.resolveSibling(file.getFileName() + UNFINISHED);
    }

    private static void write(FileChannel channel, byte[] octets) throws IOException {
        var buffer = ByteBuffer.wrap(octets);
        while (buffer.hasRemaining()) channel.write(buffer);
    }
}
