package org.waywiser.node.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.control.RequestSession;
import org.waywiser.wire.control.Sid;

/** A folder of recorded sessions, each in a file named by its SID. Any thread. */
public final class SessionStore {
    private static final String SUFFIX = ".owp";

    private final Path folder;
    private final Map<Sid, SessionRecorder> running = new ConcurrentHashMap<>();

    private SessionStore(Path folder) {
        this.folder = folder;
    }

    /** @param folder made if it is not there */
    public static SessionStore open(Path folder) throws IOException {
        Files.createDirectories(folder);
        return new SessionStore(folder);
    }

    /**
     * Begins a file.
     *
     * @param request with the SID, and the ports that the session really has
     * @throws IOException also if there is a session of that SID
     */
    public SessionRecorder begin(RequestSession request) throws IOException {
        var recorder = SessionRecorder.begin(file(request.sid()), request, () -> running.remove(request.sid()));
        running.put(request.sid(), recorder);
        return recorder;
    }

    /** Does something with each session that is being recorded. */
    public void eachRunning(Consumer<SessionRecorder> task) {
        running.values().forEach(task);
    }

    /** What is stored of a session, if anything is. @throws MalformedMessage if its file is damaged */
    public Optional<StoredSession> find(Sid sid) throws IOException, MalformedMessage {
        Path file = file(sid);
        return Files.exists(file) ? Optional.of(StoredSession.read(file)) : Optional.empty();
    }

    /** Where a session is stored, if it is. */
    public Path file(Sid sid) {
        return folder.resolve(sid + SUFFIX);
    }
}
