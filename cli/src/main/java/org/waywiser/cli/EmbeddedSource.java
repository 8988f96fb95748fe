package org.waywiser.cli;

import java.net.InetAddress;
import java.util.List;
import org.waywiser.keys.KeySource;
import org.waywiser.keys.agent.SaKeeper;
import org.waywiser.keys.connections.InvalidConfiguration;
import org.waywiser.keys.credentials.ExpiryWatch;
import org.waywiser.keys.embedded.EmbeddedIke;
import org.waywiser.keys.embedded.KeptConnections;
import org.waywiser.wire.AddressText;

/** The embedded IKEv2 engine, which answers and keeps up the connections of its configuration. */
final class EmbeddedSource implements OwnSource {
    private final EmbeddedIke ike;
    private final IkeOptions options;
    private final ExpiryWatch certificates;
    private final KeptConnections connections;

    private EmbeddedSource(EmbeddedIke ike, IkeOptions options) throws UserError, InvalidConfiguration {
        this.ike = ike;
        this.options = options;
        certificates = options.watchCertificates();
        connections = options.keepUp(ike);
    }

    static EmbeddedSource start(IkeOptions options, InetAddress listen) throws UserError, InvalidConfiguration {
        EmbeddedIke ike = options.startResponder(listen);
        try {
            return new EmbeddedSource(ike, options);
        } catch (UserError | InvalidConfiguration | RuntimeException e) {
            ike.close();
            throw e;
        }
    }

    @Override
    public KeySource keys() {
        return ike;
    }

    @Override
    public SaKeeper keeper() {
        return options.keeper(ike);
    }

    @Override
    public List<String> announcement() {
        return ike.addresses().stream()
                .map(address -> "IKEv2 on UDP " + AddressText.of(address))
                .toList();
    }

    @Override
    public void close() {
        connections.close();
        certificates.close();
        ike.close();
    }
}
