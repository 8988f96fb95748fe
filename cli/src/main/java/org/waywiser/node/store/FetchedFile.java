package org.waywiser.node.store;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.waywiser.wire.Octets;
import org.waywiser.wire.WireWriter;
import org.waywiser.wire.control.FetchAck;
import org.waywiser.wire.control.RequestSession;
import org.waywiser.wire.control.SkipRange;
import org.waywiser.wire.session.Finished;
import org.waywiser.wire.session.SessionHeader;

/** A session as a Server gives it away, on its way into a file, which is there when it is whole. RFC 4656 §3.9. */
public final class FetchedFile implements AutoCloseable {
    private final Path file;
    private final Path part;
    private final OutputStream out;

    private FetchedFile(Path file, Path part, OutputStream out) {
        this.file = file;
        this.part = part;
        this.out = out;
    }

    /**
     * Begins it.
     *
     * @param file one that is there is replaced
     * @param complete whether all that the session has was asked for
     */
    public static FetchedFile begin(
            Path file, FetchAck ack, RequestSession request, List<SkipRange> skipped, boolean complete)
            throws IOException {
        boolean whole = complete && ack.finished() != 0;
        SessionHeader header = SessionHeader.complete(
                false,
                whole ? Finished.NORMAL : Finished.INCOMPLETE,
                whole ? ack.nextSequenceNumber() : 0,
                skipped.size(),
                ack.records(),
                request);
        Path part = file.resolveSibling(file.getFileName() + ".part");
        var fetched = new FetchedFile(file, part, Files.newOutputStream(part));
        var ranges = new WireWriter();
        skipped.forEach(range -> range.write(ranges));
        fetched.out.write(header.toByteArray());
        fetched.out.write(ranges.toByteArray());
        return fetched;
    }

    /** @param records whole ones, in order */
    public void append(Octets records) throws IOException {
        out.write(records.toByteArray());
    }

    /** All of it came. */
    public void complete() throws IOException {
        out.close();
        Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Leaves no part behind. */
    @Override
    public void close() throws IOException {
        out.close();
        Files.deleteIfExists(part);
    }
}
