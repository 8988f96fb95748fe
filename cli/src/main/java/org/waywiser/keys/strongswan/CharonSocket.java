package org.waywiser.keys.strongswan;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** The socket that strongSwan's plugin sends from, as the kernel lists it: it comes and goes with the daemon, however that ends. */
final class CharonSocket {
    private static final int LOCAL = 1;
    private static final int REMOTE = 2;
    private static final int INODE = 9;

    private final Path list;
    private final String local;
    private final String remote;

    /**
     *
     *
     * @param proc {@code /proc/thread-self}
     * @param local strongSwan's end
     * @param remote ours, which strongSwan connects its socket with
     */
    CharonSocket(Path proc, InetSocketAddress local, InetSocketAddress remote) {
        this.list = proc.resolve("net").resolve(local.getAddress().getAddress().length == 4 ? "udp" : "udp6");
        this.local = hex(local);
        this.remote = hex(remote);
    }

    /** What tells it from another one; empty where there is none. */
    OptionalLong inode() throws IOException {
        for (String line : Files.readAllLines(list, StandardCharsets.US_ASCII)) {
            String[] columns = line.strip().split("\\s+", -1);
            boolean his = columns.length > INODE && columns[LOCAL].equals(local) && columns[REMOTE].equals(remote);
            if (his) return OptionalLong.of(Long.parseLong(columns[INODE]));
        }
        return OptionalLong.empty();
    }

    /** The address as words of the machine, the port as a number. */
    private static String hex(InetSocketAddress address) {
        var octets = ByteBuffer.wrap(address.getAddress().getAddress()).order(ByteOrder.nativeOrder());
        var text = new StringBuilder();
        while (octets.hasRemaining()) text.append("%08X".formatted(octets.getInt()));
        return text + ":%04X".formatted(address.getPort());
    }
}
