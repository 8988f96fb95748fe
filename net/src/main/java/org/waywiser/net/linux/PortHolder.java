package org.waywiser.net.linux;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Which program holds a UDP port, as far as /proc tells: others' sockets are seen by root only, their names by all. */
public final class PortHolder {
    private static final String PROCESSES = "[0-9]*";
    private static final int LOCAL_ADDRESS = 1;
    private static final int INODE = 9;

    private final Path proc;

    /** @param proc a folder such as {@code /proc} */
    public PortHolder(Path proc) {
        this.proc = proc;
    }

    /**
     * Looks for it.
     *
     * @return such as {@code charon-systemd, process 4711}; empty if none is seen
     */
    public Optional<String> ofUdp(int port) {
        try {
            var inodes = new HashSet<String>();
            for (var table : List.of("udp", "udp6"))
                inodes.addAll(inodes(proc.resolve("net").resolve(table), port));
            return inodes.isEmpty() ? Optional.empty() : holder(inodes);
        } catch (IOException | UncheckedIOException e) {
            return Optional.empty(); // only a hint is missing
        }
    }

    /** The first program of these names that runs, whatever port it holds. */
    public Optional<String> running(Set<String> programs) {
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(proc, PROCESSES)) {
            for (var process : processes) {
                var name = name(process);
                if (programs.contains(name)) return Optional.of(name);
            }
        } catch (IOException | DirectoryIteratorException e) {
            // only a hint is missing
        }
        return Optional.empty();
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

    private Optional<String> holder(Set<String> inodes) throws IOException {
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(proc, PROCESSES)) {
            for (var process : processes) {
                if (!holds(process, inodes)) continue;
                return Optional.of(name(process) + ", process " + process.getFileName());
            }
        }
        return Optional.empty();
    }

    private static String name(Path process) {
        try {
            return Files.readString(process.resolve("comm")).strip();
        } catch (IOException e) {
            return ""; // it has ended meanwhile
        }
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
