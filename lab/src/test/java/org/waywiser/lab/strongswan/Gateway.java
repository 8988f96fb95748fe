package org.waywiser.lab.strongswan;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.waywiser.cli.Waywiser;
import org.waywiser.keys.strongswan.HaPeer;
import org.waywiser.lab.ForkedJava;
import org.waywiser.lab.peers.Charon;
import org.waywiser.lab.peers.Laboratory.Way;
import org.waywiser.lab.peers.Namespace;
import org.waywiser.lab.peers.Settings;
import org.waywiser.security.Secret;

/** A host whose strongSwan tunnels all its traffic with the other in ESP, and tells a peer of its plugin ha of it. */
final class Gateway implements AutoCloseable {
    /** Of all its IKE SAs. */
    static final String PROPOSAL = "aes256-sha384-prfsha384-x25519";

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);
    private static final Pattern IKE = Pattern.compile("lab: #(\\d+), ESTABLISHED, IKEv2, ([0-9a-f]{16})_i");
    private static final Pattern CHILD =
            Pattern.compile("  kid: #\\d+, reqid \\d+, INSTALLED,[^\\n]*\\n[^\\n]*\\n    in  ([0-9a-f]{8}),");

    private static final Pattern USED = Pattern.compile("    in  [0-9a-f]{8}, +\\d+ bytes, +\\d{3,} packets");

    private final Namespace host;
    private final Path directory;
    private final String name;
    private final String own;
    private final String other;
    private final String peer;
    private Charon charon;

    private Gateway(Namespace host, Path directory, String name, String own, String other, String peer)
            throws Exception {
        this.host = host;
        this.directory = directory;
        this.name = name;
        this.own = own;
        this.other = other;
        this.peer = peer;
        charon = start();
    }

    static Gateway here(Namespace host, Path directory) throws Exception {
        return new Gateway(host, directory, "here", Way.WIRE.here(), "there", Way.WIRE.there());
    }

    static Gateway there(Namespace host, Path directory) throws Exception {
        return new Gateway(host, directory, "there", Way.WIRE.there(), "here", Way.WIRE.here());
    }

    private Charon start() throws Exception {
        Charon started = Charon.start(Files.createTempDirectory(directory, name), host, Gateway::options);
        started.load(
                Settings.NONE
                        .in(
                                "connections",
                                all -> all.in("lab", this::connection)
                                        .in("wrong", wrong -> childlessConnection(wrong, "wrong"))
                                        .in("own", own -> childlessConnection(own, "own")))
                        .in(
                                "secrets",
                                all -> all.in(
                                                "ike-lab",
                                                secret -> secret.set("id-1", name + ".lab.example")
                                                        .set("id-2", other + ".lab.example")
                                                        .set("secret", "\"for the laboratory\""))
                                        .in(
                                                "ike-own",
                                                secret -> secret.set("id-1", name + ".own.example")
                                                        .set("id-2", other + ".own.example")
                                                        .set("secret", "\"for the laboratory\""))
                                        .in(
                                                "ike-wrong",
                                                secret -> secret.set("id-1", name + ".wrong.example")
                                                        .set("id-2", other + ".wrong.example")
                                                        .set("secret", "\"what " + name + " believes\""))),
                Map.of());
        return started;
    }

    private static Settings options(Settings daemon) {
        return daemon.set("load", Charon.PLUGINS.replace("kernel-netlink", "kernel-libipsec kernel-netlink") + " ha")
                // ESP in user space works by routes to a device
                .set("install_routes", "yes")
                .in(
                        "plugins",
                        plugins -> plugins.in("kernel-libipsec", p -> p.set("allow_peer_ts", "yes"))
                                // what is tunnelled comes from the very host that IKE runs with: the mark tells them
                                // apart
                                .in("kernel-netlink", p -> p.set("fwmark", "!0x42"))
                                .in("socket-default", p -> p.set("fwmark", "0x42")))
                .in("plugins", Charon::telling);
    }

    private Settings connection(Settings lab) {
        return ends(lab, "lab")
                .in(
                        "children",
                        all -> all.in(
                                "kid",
                                kid -> kid.set("local_ts", own)
                                        .set("remote_ts", peer)
                                        .set("mode", "tunnel")
                                        .set("esp_proposals", "aes128-sha256-x25519")));
    }

    private Settings childlessConnection(Settings connection, String domain) {
        return ends(connection, domain).set("childless", "force");
    }

    private Settings ends(Settings connection, String domain) {
        return connection
                .set("version", 2)
                .set("mobike", "no")
                .set("unique", "no")
                .set("local_addrs", own)
                .set("remote_addrs", peer)
                .set("proposals", PROPOSAL)
                .in(
                        "local",
                        end -> end.set("id", name + "." + domain + ".example").set("auth", "psk"))
                .in(
                        "remote",
                        end -> end.set("id", other + "." + domain + ".example").set("auth", "psk"));
    }

    Namespace host() {
        return host;
    }

    /** A Waywiser on this host. */
    ForkedJava waywiser(String line) throws IOException {
        return ForkedJava.start(
                host.inside(),
                System.getProperty("java.class.path"),
                Waywiser.class,
                line.strip().split(" +"));
    }

    /** One that takes its SAs from this strongSwan. */
    ForkedJava waywiserWithKeys(String line) throws IOException {
        ForkedJava started = waywiser(line + " --key-source strongswan");
        started.await("(keys of strongSwan on UDP 127.0.0.2:4510, from 127.0.0.1:4510)");
        return started;
    }

    Charon charon() {
        return charon;
    }

    void initiate() {
        charon.swanctl("--initiate", "--child", "kid", "--timeout", "10");
    }

    /** Ends its SA, and tells the peer. */
    void terminate() {
        charon.swanctl("--terminate", "--ike", "lab");
    }

    /** Ends its SA without waiting for a peer that may not know it. */
    void abandon() {
        charon.swanctl("--terminate", "--ike", "lab", "--force");
    }

    /** Ends the daemon as a crash would, and starts it anew. */
    void crash() throws Exception {
        charon.kill();
        charon = start();
    }

    /** SPI of the initiator of its IKE SA. */
    long ikeSpi() {
        return Long.parseUnsignedLong(one(IKE).group(2), 16);
    }

    /** SPI of its child at this end. */
    int childSpi() {
        return Integer.parseUnsignedInt(one(CHILD).group(1), 16);
    }

    /** Rekeys the IKE SA, and waits until the new one is the only one. */
    void rekeyIke() {
        long before = ikeSpi();
        charon.swanctl("--rekey", "--ike", "lab");
        until(() -> all(IKE).size() == 1 && ikeSpi() != before, "an IKE SA in the place of the one before");
    }

    /** Rekeys the child, and waits until there is another one. */
    void rekeyChild() {
        int before = childSpi();
        charon.swanctl("--rekey", "--child", "kid");
        until(() -> all(CHILD).size() == 1 && childSpi() != before, "a child in the place of the one before");
    }

    /** Waits until its child has carried hundreds of packets. */
    void awaitTraffic() {
        until(() -> USED.matcher(charon.swanctl("--list-sas")).find(), "traffic");
    }

    /** Its own log of a secret of its IKE SA, such as {@code SKEYSEED}. */
    Secret logged(String heading) throws InterruptedException {
        return charon.log()
                .secret(List.of(heading), "IKE_SA lab\\[" + one(IKE).group(1) + "] (established|rekeyed) between");
    }

    /** Its own log of the KEYMAT of its newest child. */
    Secret loggedKeymat() throws InterruptedException {
        return charon.log()
                .secret(
                        List.of(
                                "encryption initiator key",
                                "integrity initiator key",
                                "encryption responder key",
                                "integrity responder key"),
                        "SPI 0x%08x, src".formatted(childSpi()));
    }

    /** Takes part as the other node, in this virtual machine. */
    HaPeer listen() throws Exception {
        return host.call(() -> HaPeer.start(
                new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 4510),
                new InetSocketAddress(InetAddress.ofLiteral("127.0.0.2"), 4510),
                Optional.empty(),
                false));
    }

    private Matcher one(Pattern pattern) {
        Matcher matcher = pattern.matcher(charon.swanctl("--list-sas"));
        until(() -> matcher.reset(charon.swanctl("--list-sas")).find(), pattern.pattern());
        return matcher;
    }

    private List<String> all(Pattern pattern) {
        return pattern.matcher(charon.swanctl("--list-sas"))
                .results()
                .map(found -> found.group(0))
                .toList();
    }

    /** Waits as long as it takes to be so, within reason. */
    static void until(BooleanSupplier condition, String what) {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) throw new AssertionError("there is no " + what);
        }
    }

    @Override
    public void close() {
        charon.close();
    }
}
