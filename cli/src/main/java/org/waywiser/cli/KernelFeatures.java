package org.waywiser.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.waywiser.net.udp.UdpSocket;

/** What the running kernel does for a measurement, found by trying. */
final class KernelFeatures {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private KernelFeatures() {}

    /** Who stamps arrivals, and whether the TTL of a datagram is told: one datagram over loopback shows it. */
    static String reception() {
        var anyPort = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0);
        try (UdpSocket receiver = UdpSocket.open(anyPort);
                UdpSocket sender = UdpSocket.open(anyPort)) {
            var out = sender.newBatch(1);
            out.at(0).peer(receiver.localAddress());
            out.at(0).length(1);
            if (sender.send(out, 1) > 0) return "loopback does not work";
            receiver.await(PATIENCE_NANOS);
            var in = receiver.newBatch(1);
            if (receiver.receive(in) != 1) return "loopback does not work";
            var stamp = in.at(0).stampSource().name().toLowerCase(Locale.ROOT);
            return "arrivals stamped by the " + stamp + ", TTL " + (in.at(0).timeToLive() < 0 ? "not told" : "told");
        } catch (IOException e) {
            return "no sockets: " + e.getMessage();
        }
    }

    /** What sockets do by themselves. Since Linux 4.0 the kernel tells when a datagram has left without handing back all of it. */
    static String sockets() {
        if (!System.getProperty("os.name").equals("Linux")) return "of Java: no batches, no stamps";
        String release = System.getProperty("os.version");
        return Integer.parseInt(release.substring(0, release.indexOf('.'))) >= 4
                ? "batches, stamps of arrivals and departures"
                : "batches, stamps of arrivals";
    }

    /** Whether the kernel can do IPsec: the directory of its settings has these then. */
    static boolean xfrm() {
        return Files.exists(Path.of("/proc/sys/net/core/xfrm_acq_expires"));
    }
}
