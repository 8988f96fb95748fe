package org.waywiser.lab.load;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.waywiser.keys.credentials.IkeCredentials;
import org.waywiser.keys.credentials.IkeCredentials.Expected;
import org.waywiser.security.Secret;
import org.waywiser.security.ike.IkeProposals;
import org.waywiser.security.ike.auth.Identities;
import org.waywiser.security.ike.auth.PreSharedKeys;
import org.waywiser.wire.ike.Identification;

/** What both processes of a test know. */
final class LabKeys {
    static final String USER = "lab";
    static final String PASSPHRASE = "a passphrase of the laboratory";
    static final Identification SERVER = Identities.parse("server.lab.example");
    static final Identification CLIENT = Identities.parse("client.lab.example");

    private LabKeys() {}

    static Secret passphrase() {
        return Secret.owning(PASSPHRASE.getBytes(StandardCharsets.UTF_8));
    }

    static IkeCredentials ike(Identification own, Identification peer) {
        Secret key = Secret.owning("a pre-shared key of the laboratory".getBytes(StandardCharsets.UTF_8));
        return new IkeCredentials(
                Optional.of(own),
                new Expected.Named(peer),
                Optional.of(PreSharedKeys.forAnyPeer(key)),
                Optional.empty(),
                List.of(),
                IkeProposals.DEFAULT);
    }
}
