package org.waywiser.node.store;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.waywiser.node.policy.Grant;
import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.control.FetchedRecord;
import org.waywiser.wire.control.RequestSession;
import org.waywiser.wire.control.Sid;
import org.waywiser.wire.session.SessionHeader;

/** A folder of recorded sessions, each in a file named by its SID. Any thread. */
public final class SessionStore implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("org.waywiser.server");
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final String SUFFIX = ".owp";
    private static final Pattern OURS = Pattern.compile("[0-9a-f]{32}\\.owp");
    private static final Pattern UNFINISHED = Pattern.compile(OURS + Pattern.quote(SessionFile.UNFINISHED));

    private final Path folder;
    private final Room room;
    private final @Nullable FileChannel lock;

    private SessionStore(Path folder, Room room, @Nullable FileChannel lock) {
        this.folder = folder;
        this.room = room;
        this.lock = lock;
    }

    /**
     * For who measures: without limits, and beside others.
     *
     * @param folder made if it is not there
     */
    public static SessionStore open(Path folder) throws IOException {
        Files.createDirectories(folder);
        return new SessionStore(folder, new Room(null, InstantSource.system()), null);
    }

    /**
     * For a Server, which has the folder for itself. What ran when the process before it died is an incomplete session from then on.
     *
     * @param folder made if it is not there
     * @throws IOException also if another Server has it
     */
    public static SessionStore serve(Path folder, StoreLimits limits, InstantSource clock) throws IOException {
        Files.createDirectories(folder);
        FileChannel lock = lock(folder.resolve(".lock"));
        try {
            var store = new SessionStore(folder, new Room(limits, clock), lock);
            store.takeStock();
            return store;
        } catch (IOException e) {
            lock.close();
            throw e;
        }
    }

    private static FileChannel lock(Path file) throws IOException {
        var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() != null) return channel;
        } catch (OverlappingFileLockException e) {
            // Held in this process: the same to us.
        }
        channel.close();
        throw new IOException("another server stores its sessions there");
    }

    private void takeStock() throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                if (UNFINISHED.matcher(name).matches()) Files.delete(file);
                else if (OURS.matcher(name).matches()) takeOver(file);
            }
        }
        room.take(0);
    }

    private void takeOver(Path file) throws IOException {
        try {
            SessionHeader header = StoredSession.header(file);
            if (header.stillRuns()) {
                SessionFile.leftOver(file);
                LOG.log(Level.WARNING, "session {0} was left running: it is incomplete", file.getFileName());
            }
        } catch (IOException | MalformedMessage e) {
            LOG.log(Level.ERROR, "{0} cannot be read: {1}", file, e.getMessage());
        }
        room.found(file, Files.size(file), Files.getLastModifiedTime(file).toInstant());
    }

    /**
     * Begins a file.
     *
     * @param request with the SID, and the ports that the session really has
     * @throws IOException also if there is a session of that SID, or no room for another one
     */
    public SessionRecorder begin(RequestSession request) throws IOException {
        Path file = file(request.sid());
        if (Files.exists(file)) throw new FileAlreadyExistsException(file.toString());
        var header = SessionHeader.running(false, request);
        room.begin(header.recordsAt());
        try {
            return new SessionRecorder(file, SessionFile.begin(file, header), header.recordsAt(), room);
        } catch (IOException e) {
            room.discarded(file, header.recordsAt());
            throw e;
        }
    }

    /**
     * The same for a class of clients.
     *
     * @param disk what the session is expected to take; taken over once there is a file, and closed when it is deleted
     */
    public SessionRecorder begin(RequestSession request, Grant disk) throws IOException {
        SessionRecorder recorder = begin(request);
        room.charge(file(request.sid()), disk);
        return recorder;
    }

    /**
     * All of a session was fetched.
     *
     * @param deletes whether a class wants it deleted then; of the empty name, where the class is not known
     */
    public void fetched(Sid sid, Predicate<String> deletes) {
        room.fetched(file(sid), deletes);
    }

    /** What is stored of a session, if anything is. @throws MalformedMessage if its file is damaged */
    public Optional<StoredSession> find(Sid sid) throws IOException, MalformedMessage {
        return find(sid, _ -> true);
    }

    /** The same for those records only that are wanted. */
    public Optional<StoredSession> find(Sid sid, Predicate<FetchedRecord> wanted) throws IOException, MalformedMessage {
        Path file = file(sid);
        return Files.exists(file) ? Optional.of(StoredSession.read(file, wanted)) : Optional.empty();
    }

    /** Deletes sessions that are too old. */
    public void expire() {
        room.expire();
    }

    /** Where a session is stored, if it is. */
    public Path file(Sid sid) {
        return folder.resolve(sid + SUFFIX);
    }

    /** Lets another Server have the folder, once what ran has ended; not for long if it does not. */
    @Override
    public void close() throws IOException {
        if (lock == null) return;
        room.awaitEnd(PATIENCE);
        lock.close();
    }
}
