package org.waywiser.keys.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.waywiser.keys.credentials.CertificateTrust;
import org.waywiser.keys.credentials.CertifiedKey;
import org.waywiser.keys.credentials.IkeCredentials;
import org.waywiser.keys.credentials.IkeCredentials.Expected;
import org.waywiser.keys.credentials.LaboratoryCa;
import org.waywiser.keys.credentials.LaboratoryRevocations;
import org.waywiser.protocol.ike.FailureReason;
import org.waywiser.protocol.ike.IkeSettings;
import org.waywiser.security.ike.IkeProposals;
import org.waywiser.security.ike.auth.Identities;
import org.waywiser.security.ike.auth.RevocationPolicy;
import org.waywiser.security.ike.auth.Revocations;
import org.waywiser.testkit.Rfc;
import org.waywiser.wire.Octets;
import org.waywiser.wire.ike.Identification;

/** Two ends that believe no certificate without an OCSP response, and show their own. */
@Tag("net")
@Rfc(value = 4806, section = "4")
class ShownRevocationsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Identification CLIENT = Identities.parse("client.example");
    private static final Identification SERVER = Identities.parse("server.example");

    private final Instant now = Instant.now();
    private final LaboratoryCa ca = LaboratoryCa.create("Laboratory", now);
    private final CertifiedKey client = ca.issue(List.of(CLIENT), now);
    private final CertifiedKey server = ca.issue(List.of(SERVER), now);

    @Test
    void bothEndsAskForOcspResponsesAndShowTheirOwn() throws Exception {
        try (EmbeddedIke responder = responder(credentials(server, CLIENT, response(server, false)));
                EmbeddedIke initiator = EmbeddedIke.startInitiator()) {
            var sa = initiator.establish(
                    responder.address(),
                    credentials(client, SERVER, response(client, false)).towards(SERVER),
                    PATIENCE);

            assertThat(sa.remoteId()).isEqualTo("server.example");
        }
    }

    @Test
    void anEndThatShowsNoneIsRefused() throws Exception {
        try (EmbeddedIke responder = responder(credentials(server, CLIENT, List.of()));
                EmbeddedIke initiator = EmbeddedIke.startInitiator()) {
            var policy = credentials(client, SERVER, response(client, false)).towards(SERVER);

            var failure = catchThrowableOfType(
                    IkeFailure.class, () -> initiator.establish(responder.address(), policy, PATIENCE));

            assertThat(failure.reason()).isEqualTo(FailureReason.PEER_NOT_AUTHENTIC);
            assertThat(failure).hasMessageContaining("certificate of CN=server.example may be revoked");
        }
    }

    private List<Octets> response(CertifiedKey about, boolean revoked) {
        return List.of(LaboratoryRevocations.response(ca, about.chain().getFirst(), revoked, now));
    }

    private IkeCredentials credentials(CertifiedKey own, Identification peer, List<Octets> responses) {
        var known = new Revocations(List.of(), responses);
        return new IkeCredentials(
                        Optional.empty(),
                        new Expected.Named(peer),
                        Optional.empty(),
                        Optional.of(own),
                        List.of(),
                        IkeProposals.DEFAULT)
                .withTrust(CertificateTrust.in(List.of(ca.certificate())).unless(() -> known, RevocationPolicy.HARD));
    }

    private static EmbeddedIke responder(IkeCredentials credentials) throws Exception {
        return EmbeddedIke.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                IkeSettings.defaults(Optional.of(credentials.answering())));
    }
}
