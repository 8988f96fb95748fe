package org.waywiser.lab.interop;

import java.io.IOException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.waywiser.keys.IkeSecret;
import org.waywiser.lab.peers.Charon;
import org.waywiser.lab.peers.CharonLog;
import org.waywiser.lab.peers.Settings;
import org.waywiser.security.Secret;
import org.waywiser.security.ike.auth.Identities;

/** strongSwan in one row. */
final class TheirSide {
    private static final Pattern SA = Pattern.compile("^lab: #", Pattern.MULTILINE);
    private static final Pattern CHILD = Pattern.compile("^  kid: #", Pattern.MULTILINE);
    private static final Pattern INSTALLED = Pattern.compile(
            "^  kid: #\\d+, reqid \\d+, INSTALLED,[^\\n]*\\n[^\\n]*\\n    in  ([0-9a-f]{8}),", Pattern.MULTILINE);

    private final Charon charon;
    private final Case row;

    private TheirSide(Charon charon, Case row) {
        this.charon = charon;
        this.row = row;
    }

    /** The daemon, knowing this row's connection and nothing of those before. */
    static TheirSide of(Charon charon, Case row, Initiator initiator, Credentials credentials) throws IOException {
        if (charon.swanctl("--list-sas").startsWith("lab:")) charon.swanctl("--terminate", "--ike", "lab", "--force");
        charon.log().forget();
        charon.load(
                Settings.NONE
                        .in("connections", all -> all.in("lab", lab -> connection(lab, row, initiator, credentials)))
                        .set("secrets", credentials.secrets()),
                credentials.files());
        return new TheirSide(charon, row);
    }

    private static Settings connection(Settings lab, Case row, Initiator initiator, Credentials credentials) {
        boolean certified = row.proof().key().isPresent();
        Settings quantum = row.ppk() ? lab.set("ppk_id", Credentials.PPK).set("ppk_required", "yes") : lab;
        Settings common = quantum.set("version", 2)
                .set("mobike", "no")
                .set("local_addrs", row.way().there())
                .set("remote_addrs", row.way().hereAsSeen())
                .set("local_port", row.way().port())
                .set("remote_port", row.way().port())
                .set("proposals", row.ike().of(initiator == Initiator.STRONGSWAN))
                .set("childless", row.esp().isPresent() ? "never" : "force")
                .set("send_cert", "always")
                // RFC 7296 §2.4: without it strongSwan heeds INITIAL_CONTACT, yet does not send it
                .set("unique", row.course() == Course.STRONGSWAN_RESTARTS ? "replace" : "no")
                // seconds of silence until it asks
                .set("dpd_delay", row.course() == Course.IDLE || row.course() == Course.WE_VANISH ? 1 : 0)
                .in("local", end -> {
                    var id = end.set("id", Identities.text(Credentials.THEIRS))
                            .set("auth", row.proof().auth());
                    return certified ? id.set("certs", String.join(", ", credentials.theirFiles())) : id;
                })
                .in("remote", end -> {
                    var id = end.set("id", Identities.text(Credentials.OURS)).set("auth", certified ? "pubkey" : "psk");
                    return certified ? id.set("cacerts", "root.pem") : id;
                });
        return row.esp()
                .map(esp -> common.in(
                        "children",
                        all -> all.in(
                                "kid",
                                kid -> kid.set(
                                                "esp_proposals",
                                                esp.of(row.course().rekeys() == Initiator.STRONGSWAN))
                                        .set("local_ts", row.way().there() + "[udp/9]")
                                        .set("remote_ts", row.way().hereAsSeen() + "[udp/9]"))))
                .orElse(common);
    }

    CharonLog log() {
        return charon.log();
    }

    /** Initiates, and waits for the SA; fails if there is none. */
    void initiate() {
        if (row.esp().isPresent()) {
            charon.swanctl("--initiate", "--child", "kid", "--timeout", "10");
        } else {
            charon.swanctl("--initiate", "--ike", "lab", "--timeout", "10");
        }
    }

    void terminate() {
        charon.swanctl("--terminate", "--ike", "lab");
    }

    /** Its SK_d of an SA that it must hold. */
    Secret skD(IkeSecret sa) throws InterruptedException {
        Matcher listed = found(sa, charon.swanctl("--list-sas"));
        if (!listed.find()) throw new AssertionError("strongSwan does not hold this SA" + log().tail());
        return log().secret(Integer.parseInt(listed.group(1)), "Sk_d secret");
    }

    /** Its KEYMAT of the one child that it has installed. RFC 7296 §2.17. */
    Secret keymat() throws InterruptedException {
        Matcher installed = INSTALLED.matcher(charon.swanctl("--list-sas"));
        if (!installed.find()) throw new AssertionError("strongSwan holds no child" + log().tail());
        List<String> towardsResponder = List.of("encryption initiator key", "integrity initiator key");
        List<String> towardsInitiator = List.of("encryption responder key", "integrity responder key");
        return log().secret(
                        Stream.of(towardsResponder, towardsInitiator)
                                .flatMap(keys -> keys.stream().limit(aead() ? 1 : 2))
                                .toList(),
                        "SPI 0x" + installed.group(1) + ", src");
    }

    /** Whether encryption is integrity, too. */
    private boolean aead() {
        return row.esp().orElseThrow().accepted().matches(".*(gcm16|poly1305).*");
    }

    void rekey() {
        charon.swanctl("--rekey", "--ike", "lab");
    }

    void reauthenticate() {
        charon.swanctl("--rekey", "--ike", "lab", "--reauth");
    }

    void rekeyChild() {
        charon.swanctl("--rekey", "--child", "kid");
    }

    void deleteChild() {
        charon.swanctl("--terminate", "--child", "kid");
    }

    void kill() {
        charon.kill();
    }

    /** Whether it holds no SA at all. */
    boolean hasNone() {
        return !SA.matcher(charon.swanctl("--list-sas")).find();
    }

    /** Whether this is the only SA it holds, with that many children. */
    boolean hasOnly(IkeSecret sa, int children) {
        String listed = charon.swanctl("--list-sas");
        return SA.matcher(listed).results().count() == 1
                && found(sa, listed).find()
                && CHILD.matcher(listed).results().count() == children
                && INSTALLED.matcher(listed).results().count() == children;
    }

    private static Matcher found(IkeSecret sa, String listed) {
        String spis = IkeSecret.spi(sa.spiI()) + "_i\\*? " + IkeSecret.spi(sa.spiR()) + "_r\\*?";
        return Pattern.compile("lab: #(\\d+), ESTABLISHED, IKEv2, " + spis).matcher(listed);
    }
}
