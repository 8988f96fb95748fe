package org.waywiser.lab.uml;

import java.util.function.UnaryOperator;
import org.waywiser.lab.peers.Charon;
import org.waywiser.lab.peers.Settings;

/**
 * strongSwan on the hosts a and b, with children in the kernel: a script. Then {@code swanctl-a} and {@code swanctl-b} are commands; what
 * the daemons say is in {@code charon-a} and {@code charon-b}.
 *
 * @param mode of the child: tunnel or transport
 * @param esp its algorithms
 * @param ah whether they are of AH
 */
public record StrongSwans(String mode, String esp, boolean ah) {
    /** Starts both daemons, and has a initiate one IKE SA with one child. */
    public String up() {
        return daemons(daemon -> daemon) + load() + initiate();
    }

    /** Starts both daemons, which know no connection yet, with a change to the section charon-systemd of both. */
    public static String daemons(UnaryOperator<Settings> options) {
        return daemon("a", options) + daemon("b", options);
    }

    /** Makes this all that both know, in the place of what they knew before. */
    public String load() {
        return load("a", Uml.A, "b", Uml.B) + load("b", Uml.B, "a", Uml.A);
    }

    /** Has a initiate. */
    public static String initiate() {
        return """
            swanctl-a --initiate --child kid --timeout 20 >/dev/null
            """;
    }

    private static String daemon(String name, UnaryOperator<Settings> options) {
        return """
            mkdir -p /run/HOST/swanctl
            for kind in x509 x509ca x509ocsp x509aa x509ac x509crl pubkey private rsa ecdsa bliss pkcs8 pkcs12; do
              mkdir /run/HOST/swanctl/$kind
            done
            cat >/run/HOST/strongswan.conf <<'END'
            %sEND
            cat >/run/bin/swanctl-HOST <<'END'
            #!/bin/sh
            STRONGSWAN_CONF=/run/HOST/strongswan.conf SWANCTL_DIR=/run/HOST/swanctl exec swanctl "$@" --uri unix:///run/HOST/vici
            END
            chmod +x /run/bin/swanctl-HOST
            STRONGSWAN_CONF=/run/HOST/strongswan.conf SWANCTL_DIR=/run/HOST/swanctl \\
              ip netns exec HOST charon-systemd >charon-HOST 2>&1 &
            await charon-HOST 'spawning .* worker threads'
            """.formatted(settings(name, options)).replace("HOST", name);
    }

    private String load(String name, String own, String peer, String other) {
        return """
            cat >/run/HOST/swanctl/swanctl.conf <<'END'
            %sEND
            swanctl-HOST --load-all --noprompt >/dev/null
            """.formatted(connections(name, own, peer, other)).replace("HOST", name);
    }

    private static Settings settings(String name, UnaryOperator<Settings> options) {
        return Settings.NONE
                .in(
                        "charon-systemd",
                        daemon -> options.apply(daemon.set("load", Charon.PLUGINS)
                                .set("install_routes", "no")
                                .set("install_virtual_ip", "no")
                                .set("delete_rekeyed_delay", 1)
                                .in("filelog", logs -> logs.in("stderr", log -> log.set("default", 1)))
                                .in("journal", journal -> journal.set("default", -1))
                                .in(
                                        "plugins",
                                        plugins -> plugins.in(
                                                "vici", vici -> vici.set("socket", "unix:///run/" + name + "/vici")))))
                .set("swanctl", Settings.NONE.set("load", "pem openssl random"));
    }

    private Settings connections(String name, String own, String peer, String other) {
        return Settings.NONE
                .in(
                        "connections",
                        all -> all.in(
                                "lab",
                                lab -> lab.set("version", 2)
                                        .set("mobike", "no")
                                        .set("local_addrs", own)
                                        .set("remote_addrs", other)
                                        .set("proposals", "aes128-sha256-x25519")
                                        .in(
                                                "local",
                                                end -> end.set("id", id(name)).set("auth", "psk"))
                                        .in(
                                                "remote",
                                                end -> end.set("id", id(peer)).set("auth", "psk"))
                                        .in(
                                                "children",
                                                children -> children.in(
                                                        "kid",
                                                        kid -> kid.set("mode", mode)
                                                                .set(ah ? "ah_proposals" : "esp_proposals", esp)
                                                                .set("local_ts", own)
                                                                .set("remote_ts", other)))))
                .in("secrets", all -> all.in("ike-lab", secret -> secret.set("secret", "\"for the laboratory\"")));
    }

    private static String id(String name) {
        return name + ".lab.example";
    }
}
