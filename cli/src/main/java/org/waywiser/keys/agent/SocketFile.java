package org.waywiser.keys.agent;

import java.io.Closeable;
import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Optional;
import java.util.Set;

/**
 * The socket of an agent in the file system. It takes its place complete, with mode and group, by a rename; one that a dead agent left
 * behind is replaced, one that somebody answers at never is. A lock beside it settles who of two that start at once may look.
 */
public final class SocketFile implements Closeable {
    private static final int LONGEST = 100;
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");

    private final Path path;
    private final ServerSocketChannel channel;
    private final FileChannel lock;
    private final UserPrincipal owner;

    private SocketFile(Path path, ServerSocketChannel channel, FileChannel lock, UserPrincipal owner) {
        this.path = path;
        this.channel = channel;
        this.lock = lock;
        this.owner = owner;
    }

    /**
     * Makes the file and listens.
     *
     * @param group owner group of the file
     * @param open for every user to connect, else for owner and group
     * @throws IOException with one line for the user
     */
    public static SocketFile listen(Path socket, Optional<String> group, boolean open, int backlog) throws IOException {
        Path path = socket.toAbsolutePath();
        Path directory = path.getParent();
        if (directory == null || !Files.isDirectory(directory)) {
            throw new IOException("there is no directory " + directory + ": make it, or choose another socket");
        }
        Path lockFile = path.resolveSibling(path.getFileName() + ".lock");
        FileChannel lock = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (!locked(lock)) throw taken(path);
            clear(path);
            Path scratch =
                    Files.createTempDirectory(directory, ".agent", PosixFilePermissions.asFileAttribute(OWNER_ONLY));
            var channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            Path unfinished = scratch.resolve("s");
            try {
                if (unfinished.toString().length() > LONGEST) throw new IOException("too long for a socket: " + path);
                channel.bind(UnixDomainSocketAddress.of(unfinished), backlog);
                var attributes = Files.getFileAttributeView(unfinished, PosixFileAttributeView.class);
                if (group.isPresent()) attributes.setGroup(Access.group(group.get()));
                attributes.setPermissions(PosixFilePermissions.fromString(open ? "rw-rw-rw-" : "rw-rw----"));
                UserPrincipal owner = attributes.getOwner();
                Files.move(unfinished, path, StandardCopyOption.ATOMIC_MOVE);
                return new SocketFile(path, channel, lock, owner);
            } catch (IOException e) {
                channel.close();
                Files.deleteIfExists(unfinished);
                throw e;
            } finally {
                Files.deleteIfExists(scratch);
            }
        } catch (IOException e) {
            lock.close();
            throw e;
        }
    }

    private static boolean locked(FileChannel lock) throws IOException {
        try {
            return lock.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            // by this process
            return false;
        }
    }

    /** Sees to it that nothing is in the way; what is no dead socket stays. */
    private static void clear(Path path) throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) return;
        boolean special = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .isOther();
        if (!special) throw new IOException(path + " is no socket: choose another");
        try (var _ = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
            throw taken(path);
        } catch (ConnectException e) {
            // refused: nobody listens any more
        }
    }

    private static IOException taken(Path path) {
        return new IOException("another agent or server listens at " + path + ": end it, or choose another socket");
    }

    /** To accept from. */
    public ServerSocketChannel channel() {
        return channel;
    }

    /** Where it is. */
    public Path path() {
        return path;
    }

    /** Who runs the agent, as the kernel sees it. */
    UserPrincipal owner() {
        return owner;
    }

    @Override
    public void close() throws IOException {
        channel.close();
        Files.deleteIfExists(path);
        // the lock file stays: to delete it could take it from an agent that just starts
        lock.close();
    }
}
