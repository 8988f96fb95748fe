package org.waywiser.lab.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.waywiser.lab.peers.Tool;

/** All objects of a virtual machine, garbage included. */
final class HeapDump {
    private final byte[] octets;

    private HeapDump(byte[] octets) {
        this.octets = octets;
    }

    /** @param directory that the user of the process can write to */
    static HeapDump of(long pid, Path directory) throws IOException {
        Path file = directory.resolve(pid + ".hprof");
        Tool.run(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(pid),
                "GC.heap_dump",
                "-all",
                file.toString());
        try {
            return new HeapDump(Files.readAllBytes(file));
        } finally {
            Files.delete(file);
        }
    }

    boolean holds(byte[] wanted) {
        int last = octets.length - wanted.length;
        for (int at = 0; at <= last; at++) {
            int same = 0;
            while (same < wanted.length && octets[at + same] == wanted[same]) same++;
            if (same == wanted.length) return true;
        }
        return false;
    }
}
