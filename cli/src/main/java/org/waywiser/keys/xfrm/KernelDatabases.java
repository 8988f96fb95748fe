package org.waywiser.keys.xfrm;

import java.io.IOException;
import java.util.ArrayList;
import org.waywiser.protocol.path.Databases;
import org.waywiser.wire.xfrm.Policy;
import org.waywiser.wire.xfrm.Sa;
import org.waywiser.wire.xfrm.XfrmMessage;

/** The kernel's policies and SAs as they are now. RFC 4301 §4.4. */
public final class KernelDatabases {
    private static final int ATTEMPTS = 3;

    private KernelDatabases() {}

    /**
     * Both of them, without keys: those are wiped as soon as they are read.
     *
     * @throws IOException saying in one line why they cannot be had, such as for want of CAP_NET_ADMIN
     */
    public static Databases read() throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                return readOnce();
            } catch (XfrmSocket.Overrun e) {
                // changed while it was read
                if (attempt == ATTEMPTS) throw e;
            }
        }
    }

    private static Databases readOnce() throws IOException {
        var sas = new ArrayList<Sa>();
        var policies = new ArrayList<Policy>();
        try (var socket = XfrmSocket.asking()) {
            // Policies first: what they ask for is there by the time SAs are read, and not gone yet.
            socket.dump(true, (message, _) -> {
                if (message instanceof XfrmMessage.PolicySet(Policy policy)) policies.add(policy);
            });
            socket.dump(false, (message, _) -> {
                if (message instanceof XfrmMessage.SaSet(Sa sa)) sas.add(sa);
            });
            return new Databases(sas, policies);
        } finally {
            sas.forEach(Sa::wipe);
        }
    }
}
