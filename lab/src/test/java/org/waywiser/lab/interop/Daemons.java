package org.waywiser.lab.interop;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.waywiser.lab.peers.Charon;
import org.waywiser.lab.peers.Namespace;

/** strongSwan's daemon, one at a time: two cannot listen on the ports of one host. */
final class Daemons implements AutoCloseable {
    private final Path directory;
    private final Namespace host;
    private @Nullable Charon running;
    private Daemon kind = Daemon.USUAL;

    /** @param directory under which each has its own */
    Daemons(Path directory, Namespace host) {
        this.directory = directory;
        this.host = host;
    }

    /** A daemon of that kind that runs: started, unless it is there already. */
    Charon get(Daemon wanted) throws Exception {
        if (running != null && running.isAlive() && kind == wanted) return running;
        close();
        kind = wanted;
        running = Charon.start(Files.createTempDirectory(directory, "charon"), host, wanted::options);
        return running;
    }

    @Override
    public void close() {
        if (running != null) running.close();
        running = null;
    }
}
