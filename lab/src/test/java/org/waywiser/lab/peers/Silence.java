package org.waywiser.lab.peers;

import java.util.List;
import java.util.concurrent.TimeUnit;

/** Hosts that hear no UDP for a while. */
public final class Silence implements AutoCloseable {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final String RULES = """
        table inet silence {
          counter lost { }
          chain in {
            type filter hook input priority 0
            meta l4proto udp counter name lost drop
          }
        }
        """;

    private final List<Namespace> hosts;

    Silence(List<Namespace> hosts) {
        this.hosts = hosts;
        hosts.forEach(host -> Tool.run(host.inside("nft", RULES)));
    }

    /** Waits until each host has been sent something that it does not hear. */
    public void awaitLoss() {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (!hosts.stream().allMatch(Silence::hasLost)) {
            if (System.nanoTime() - deadline > 0) throw new AssertionError("nobody has sent anything");
        }
    }

    private static boolean hasLost(Namespace host) {
        return !Tool.run(host.inside("nft", "list", "counter", "inet", "silence", "lost"))
                .contains("packets 0 ");
    }

    @Override
    public void close() {
        hosts.forEach(host -> Tool.run(host.inside("nft", "delete", "table", "inet", "silence")));
    }
}
