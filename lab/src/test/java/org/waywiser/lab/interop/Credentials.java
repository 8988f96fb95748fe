package org.waywiser.lab.interop;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.waywiser.keys.credentials.CertifiedKey;
import org.waywiser.keys.credentials.IkeCredentials;
import org.waywiser.keys.credentials.IkeCredentials.Expected;
import org.waywiser.keys.credentials.LaboratoryCa;
import org.waywiser.lab.peers.Settings;
import org.waywiser.security.Secret;
import org.waywiser.security.ike.IkeProposals;
import org.waywiser.security.ike.auth.Identities;
import org.waywiser.security.ike.auth.PreSharedKeys;
import org.waywiser.wire.ike.Identification;

/** What both ends of a row know: the configuration of each. */
final class Credentials {
    static final Identification OURS = Identities.parse("waywiser.lab.example");
    static final Identification THEIRS = Identities.parse("charon.lab.example");
    private static final String KEY = "a shared laboratory secret";

    private final Case row;
    private final Instant now = Instant.now();
    private final LaboratoryCa ca = LaboratoryCa.create("Waywiser lab", now);

    Credentials(Case row) {
        this.row = row;
    }

    /** strongSwan's configuration. */
    Settings connection() {
        String key = row.flaw() == Flaw.WRONG_KEY ? "another secret" : KEY;
        return Settings.NONE
                .in(
                        "connections",
                        all -> all.in(
                                "lab",
                                lab -> lab.set("version", 2)
                                        .set("mobike", "no")
                                        .set("local_addrs", row.way().there())
                                        .set("remote_addrs", row.way().hereAsSeen())
                                        .set("local_port", row.way().port())
                                        .set("remote_port", row.way().port())
                                        .set("proposals", row.ike())
                                        .set("childless", "force")
                                        .set("send_cert", "always")
                                        .in("local", end -> row.proof().local(end.set("id", Identities.text(THEIRS))))
                                        .in("remote", end -> row.proof().remote(end.set("id", Identities.text(OURS))))))
                .in(
                        "secrets",
                        all -> all.in(
                                "ike-lab",
                                shared -> shared.set("id-a", Identities.text(THEIRS))
                                        .set("id-b", Identities.text(OURS))
                                        .set("secret", '"' + key + '"')));
    }

    /** strongSwan's certificates and keys. */
    Map<String, String> files() {
        CertifiedKey theirs = ca.issue(List.of(THEIRS), now);
        return Map.of(
                "x509/charon.pem", LaboratoryCa.pem(theirs.chain().getFirst()),
                "private/charon.pem", LaboratoryCa.pem(theirs.key()),
                "x509ca/ca.pem", LaboratoryCa.pem(ca.certificate()));
    }

    IkeCredentials ours() {
        boolean certified = row.proof().certified();
        var key = Secret.of(KEY.getBytes(StandardCharsets.US_ASCII));
        return new IkeCredentials(
                Optional.of(OURS),
                new Expected.Named(THEIRS),
                certified ? Optional.empty() : Optional.of(new PreSharedKeys(Map.of(THEIRS, key), null)),
                certified ? Optional.of(ca.issue(List.of(OURS), now)) : Optional.empty(),
                certified ? List.of(ca.certificate()) : List.of(),
                IkeProposals.parse(row.ike()));
    }
}
