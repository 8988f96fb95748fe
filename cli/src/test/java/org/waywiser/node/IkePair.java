package org.waywiser.node;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.waywiser.keys.IkeSecret;
import org.waywiser.keys.connections.IkeConnection;
import org.waywiser.keys.credentials.IkeCredentials;
import org.waywiser.keys.credentials.IkeCredentials.Expected;
import org.waywiser.keys.credentials.LaboratoryCa;
import org.waywiser.keys.embedded.EmbeddedIke;
import org.waywiser.protocol.ike.IkePolicy;
import org.waywiser.protocol.ike.IkeSettings;
import org.waywiser.security.ike.IkeProposals;
import org.waywiser.security.ike.auth.Identities;
import org.waywiser.wire.ike.Identification;

/** Two IKEv2 engines on loopback that prove themselves with certificates of one CA. */
record IkePair(EmbeddedIke initiator, EmbeddedIke responder, IkePolicy policy) implements AutoCloseable {
    static IkePair on(InetAddress address) throws Exception {
        return on(address, UnaryOperator.identity(), UnaryOperator.identity());
    }

    /** The same with other policies than the usual. */
    static IkePair on(InetAddress address, UnaryOperator<IkePolicy> initiating, UnaryOperator<IkePolicy> responding)
            throws Exception {
        Instant now = Instant.now();
        var ca = LaboratoryCa.create("Test CA", now);
        Identification client = Identities.parse("client.example");
        Identification server = Identities.parse("server.example");
        var anyPort = new InetSocketAddress(address, 0);
        var answering = responding.apply(credentials(ca, server, client, now).answering());
        return new IkePair(
                EmbeddedIke.start(anyPort, IkeSettings.defaults(Optional.empty())),
                EmbeddedIke.start(anyPort, IkeSettings.defaults(Optional.of(answering))),
                initiating.apply(credentials(ca, client, server, now).towards(server)));
    }

    private static IkeCredentials credentials(LaboratoryCa ca, Identification own, Identification peer, Instant now) {
        return new IkeCredentials(
                Optional.of(own),
                new Expected.Named(peer),
                Optional.empty(),
                Optional.of(ca.issue(List.of(own), now)),
                List.of(ca.certificate()),
                IkeProposals.DEFAULT);
    }

    SaFinder finder() {
        return new EmbeddedSaFinder(initiator, IkeConnection.towards(responder.address(), policy));
    }

    /** The newest SA, as the Server's side knows it. */
    IkeSecret atServer() {
        return responder.all().getLast();
    }

    @Override
    public void close() {
        initiator.close();
        responder.close();
    }
}
