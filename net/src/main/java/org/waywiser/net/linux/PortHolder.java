package org.waywiser.net.linux;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Which program holds a UDP port, as far as /proc tells: others' sockets are seen by root only. */
public final class PortHolder {
    private static final Path PROC = Path.of("/proc");
    private static final int LOCAL_ADDRESS = 1;
    private static final int INODE = 9;

    private PortHolder() {}

    /**
     * Looks for it.
     *
     * @return such as {@code charon-systemd, process 4711}; empty if none is seen
     */
    public static Optional<String> ofUdp(int port) {
        try {
            var inodes = new HashSet<String>();
            for (var table : List.of("udp", "udp6"))
                inodes.addAll(inodes(PROC.resolve("net").resolve(table), port));
            return inodes.isEmpty() ? Optional.empty() : holder(inodes);
        } catch (IOException | UncheckedIOException e) {
            return Optional.empty(); // only a hint is missing
        }
    }

    /** Columns: number, local address and port in hex, and further on the inode of the socket. */
    private static Set<String> inodes(Path table, int port) throws IOException {
        var inodes = new HashSet<String>();
        if (!Files.exists(table)) return inodes;
        var suffix = "%04X".formatted(port);
        for (var line : Files.readAllLines(table, StandardCharsets.US_ASCII)) {
            var columns = line.strip().split("\\s+", -1);
            if (columns.length > INODE && columns[LOCAL_ADDRESS].endsWith(":" + suffix)) inodes.add(columns[INODE]);
        }
        return inodes;
    }

    private static Optional<String> holder(Set<String> inodes) throws IOException {
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (var process : processes) {
                if (!holds(process, inodes)) continue;
                var name = Files.readString(process.resolve("comm")).strip();
                return Optional.of(name + ", process " + process.getFileName());
            }
        }
        return Optional.empty();
    }

    private static boolean holds(Path process, Set<String> inodes) {
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(process.resolve("fd"))) {
            for (var descriptor : descriptors) {
                var target = Files.readSymbolicLink(descriptor).toString();
                if (target.startsWith("socket:[") && inodes.contains(target.substring(8, target.length() - 1))) {
                    return true;
                }
            }
        } catch (IOException | UncheckedIOException e) {
            return false; // not ours to see, or gone meanwhile
        }
        return false;
    }
}
