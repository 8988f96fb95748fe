package org.waywiser.lab.crash;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import org.waywiser.node.OwampServer;
import org.waywiser.node.ServerPlan;
import org.waywiser.node.store.SessionStore;
import org.waywiser.node.store.StoreLimits;
import org.waywiser.wire.control.Modes;

/** An OWAMP Server as a program of its own, until it is killed: {@code FOLDER}. */
final class StoringServer {
    private StoringServer() {}

    public static void main(String[] args) throws Exception {
        var store = SessionStore.serve(Path.of(args[0]), StoreLimits.DEFAULT, InstantSource.system());
        var anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        var plan = ServerPlan.of(anyPort, Modes.UNAUTHENTICATED, null, null);
        var server = OwampServer.start(plan, store, new SecureRandom());
        System.out.println("port " + server.controlAddress().getPort());
        // Whoever started it has gone when the stream ends.
        int _ = System.in.read();
        server.close();
    }
}
