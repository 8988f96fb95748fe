package org.waywiser.keys.connections;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.waywiser.keys.connections.IkeConnection.Start;
import org.waywiser.keys.credentials.CertifiedKey;
import org.waywiser.keys.credentials.LaboratoryCa;
import org.waywiser.keys.credentials.LaboratoryKey;
import org.waywiser.protocol.ike.IkeResponder;
import org.waywiser.protocol.ike.IkeSettings;
import org.waywiser.protocol.ike.IkeSettings.Defence;
import org.waywiser.security.ike.auth.Identities;
import org.waywiser.testkit.Rfc;
import org.waywiser.wire.ike.Identification;

@Rfc(value = 7296, section = "4")
class IkeConfigurationTest {
    private static final String WELL = """
        ike:
          listen: 192.0.2.1
          port: 5500
          connections:
            site-b:
              peer: gw.example.org:4500
              local:
                id: us.example.org
                cert: us.pem
                key: us.key
              remote:
                id: gw.example.org
                ca: ca.pem
              proposals: [aes256gcm16-prfsha384-x25519, aes128gcm16-prfsha256-ecp256]
              rekey-time: 2h
              reauth-time: 1d
              liveness: 10
              start: at-start
              timeout: 1m
            anyone:
              local: {id: us.example.org}
              psk-file: psk
              ppk-file: ppk
              ppk-required: true
        """;

    private static final List<Identification> US = List.of(Identities.parse("us.example.org"));

    @TempDir
    private Path folder;

    private Path file = Path.of("");

    @BeforeEach
    void writeCredentials() throws IOException {
        file = folder.resolve("conf.yaml");
        var ca = LaboratoryCa.create("CA", Instant.now());
        Files.writeString(folder.resolve("ca.pem"), LaboratoryCa.pem(ca.certificate()));
        write("us", ca.issue(US, Instant.now()));
        Files.writeString(folder.resolve("psk"), "client.example.org : the secret\n");
        Files.writeString(
                folder.resolve("ppk"), "client.example.org : key-1 : " + "a quantum of patience ".repeat(2) + "\n");
    }

    @Test
    void readsConnectionsWithTheirFilesBesideIt() throws Exception {
        var configuration = read(WELL);

        assertThat(configuration.listen()).contains(InetAddress.ofLiteral("192.0.2.1"));
        assertThat(configuration.port()).isEqualTo(OptionalInt.of(5500));
        assertThat(configuration.connections()).extracting(IkeConnection::name).containsExactly("site-b", "anyone");
        var siteB = configuration.find("site-b").orElseThrow();
        assertThat(siteB.peer()).contains(InetSocketAddress.createUnresolved("gw.example.org", 4500));
        assertThat(siteB.start()).isEqualTo(Start.AT_START);
        assertThat(siteB.patience()).isEqualTo(Duration.ofMinutes(1));
        assertThat(siteB.policy().ppk()).isEmpty();
        var anyone = configuration.find("anyone").orElseThrow();
        assertThat(anyone.policy().ppk().orElseThrow().mandatory()).isTrue();
        assertThat(siteB.policy().authenticator().identity()).isEqualTo(Identities.parse("us.example.org"));
        assertThat(siteB.policy().peerIdentity()).contains(Identities.parse("gw.example.org"));
        assertThat(siteB.policy().proposals()).hasToString("aes256gcm16-prfsha384-x25519,aes128gcm16-prfsha256-ecp256");
        var lifetimes = siteB.policy().lifetimes();
        assertThat(lifetimes.rekeyNanos())
                .isEqualTo(OptionalLong.of(Duration.ofHours(2).toNanos()));
        assertThat(lifetimes.reauthenticationNanos())
                .isEqualTo(OptionalLong.of(Duration.ofDays(1).toNanos()));
        assertThat(lifetimes.livenessNanos())
                .isEqualTo(OptionalLong.of(Duration.ofSeconds(10).toNanos()));
    }

    @Test
    void readsHowTheEngineBehavesAsAWhole() throws Exception {
        var configuration = read(WELL.replace("listen: 192.0.2.1", "listen: [192.0.2.1, '2001:db8::1']")
                .replace("  port: 5500\n", """
                      port: 5500
                      nat-port: 5501
                      fragment-size: 1400
                      cookie-threshold: 7
                      cookie-threshold-per-source: 3
                      half-open-limit: 50
                      half-open-limit-per-source: 5
                    """));

        assertThat(configuration.listen())
                .containsExactly(InetAddress.ofLiteral("192.0.2.1"), InetAddress.ofLiteral("2001:db8::1"));
        var settings = configuration.settings(IkeResponder.SILENT);
        assertThat(settings.network().natPort()).isEqualTo(OptionalInt.of(5501));
        assertThat(settings.network().fragmentSizeIpv4()).isEqualTo(1400);
        assertThat(settings.network().fragmentSizeIpv6()).isEqualTo(1400);
        assertThat(settings.defence().cookiesFrom()).isEqualTo(7);
        assertThat(settings.defence().cookiesFromOfSource()).isEqualTo(3);
        assertThat(settings.defence().mostHalfOpen()).isEqualTo(50);
        assertThat(settings.defence().mostHalfOpenOfSource()).isEqualTo(5);
        assertThat(settings.defence().mostOpen()).isEqualTo(Defence.DEFAULT.mostOpen());
        assertThat(read(WELL).settings(IkeResponder.SILENT)).isEqualTo(IkeSettings.defaults(IkeResponder.SILENT));
    }

    @Test
    void readsSeveralCertificatesOfOurOwn() throws Exception {
        write("other", LaboratoryCa.create("Other", Instant.now()).issue(LaboratoryKey.ED25519, US, Instant.now()));

        var configuration =
                read(WELL.replace("us.pem", "[us.pem, other.pem]").replace("us.key", "[us.key, other.key]"));

        assertThat(configuration.certificates())
                .extracting(own -> own.key().getAlgorithm())
                .containsExactly("EC", "EdDSA");
    }

    @Test
    void refusesACertificateOfOurOwnThatHasExpired() throws IOException {
        var end = Instant.parse("2020-01-02T00:00:00Z");
        write("old", LaboratoryCa.create("Other", end).issue(US, end.minusSeconds(100), end));

        assertThat(problems(WELL.replace("us.pem", "old.pem").replace("us.key", "old.key")))
                .containsExactly(file + ":9:15: ike.connections.site-b.local.cert: " + folder.resolve("old.pem")
                        + ": certificate of CN=us.example.org has expired on 2020-01-02T00:00:00Z; have it renewed");
    }

    private void write(String name, CertifiedKey own) throws IOException {
        Files.writeString(
                folder.resolve(name + ".pem"), LaboratoryCa.pem(own.chain().getFirst()));
        Files.writeString(folder.resolve(name + ".key"), LaboratoryCa.pem(own.key()));
    }

    @Test
    void findsConnectionsByNameAndByPeer() throws Exception {
        var configuration = read(WELL);

        assertThat(configuration.find("gw.example.org")).isEqualTo(configuration.find("site-b"));
        assertThat(configuration.find("elsewhere")).isEqualTo(Optional.empty());
    }

    @Test
    void answersThePeersOfAllConnections() throws Exception {
        assertThat(read(WELL.replace("gw.example.org:4500", "192.0.2.7:4500"))
                        .responder()
                        .rules())
                .satisfiesExactly(
                        rule -> assertThat(rule.addresses()).containsExactly(InetAddress.ofLiteral("192.0.2.7")),
                        rule -> assertThat(rule.addresses()).isEmpty());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        port: 5500            | prot: 5500           | 3:3: ike.prot: unknown, did you mean port?
        port: 5500            | remote_addrs: x      | 3:3: ike.remote_addrs: unknown here, write peer
        port: 5500            | dance: 1             | 3:3: ike.dance: unknown; known are connections, cookie-threshold, cookie-threshold-per-source, fragment-size, half-open-limit, half-open-limit-per-source, listen, nat-port, port
        port: 5500            | port: 99999          | 3:9: ike.port: '99999' is no port; write 0 to 65535
        port: 5500            | port: [1]            | 3:9: ike.port: a number or text is wanted here, not a list
        port: 5500            | listen: 192.0.2.2    | 3:3: ike.listen: stands here a second time, first in line 2
        listen: 192.0.2.1     | listen: gw.example   | 2:11: ike.listen: 'gw.example' is no address
        listen: 192.0.2.1     | listen: 12           | 2:11: ike.listen: text is wanted here, not a number; put it in quotes if it is
        gw.example.org:4500   | gw:x                 | 6:13: ike.connections.site-b.peer: 'gw:x' is no HOST[:PORT]; an IPv6 address with a port is [ADDRESS]:PORT
        port: 5500            | nat-port: 0          | 3:13: ike.nat-port: must be more than 0
        port: 5500            | nat-port: x          | 3:13: ike.nat-port: 'x' is no port; write 0 to 65535
        port: 5500            | fragment-size: 100   | 3:18: ike.fragment-size: '100' is no size of datagrams; write 256 to 65535 octets
        port: 5500            | cookie-threshold: -1 | 3:21: ike.cookie-threshold: '-1' is no number of SAs
        port: 5500            | half-open-limit: 0   | 3:20: ike.half-open-limit: must be more than 0
        listen: 192.0.2.1     | listen: ['::1', 1.2] | 2:19: ike.listen: text is wanted here, not a number; put it in quotes if it is
        cert: us.pem          | cert: [us.pem, us.pem] | 8:9: ike.connections.site-b.local: cert and key belong together
        id: us.example.org    | id: a..@             | 8:13: ike.connections.site-b.local.id: not a mail address: a..@
        id: us.example.org    | id: other.example    | 6:7: ike.connections.site-b: certificate of CN=us.example.org does not name other.example
        key: us.key           | key: none.key        | 10:14: ike.connections.site-b.local.key: FOLDER/none.key does not exist
        key: us.key           | key: us.pem          | 10:14: ike.connections.site-b.local.key: FOLDER/us.pem holds no private key
        key: us.key           | # key: us.key        | 8:9: ike.connections.site-b.local: cert and key belong together
        cert: us.pem          | cert: psk            | 9:15: ike.connections.site-b.local.cert: FOLDER/psk holds something else than an X.509 certificate
        ca: ca.pem            | ca: [none.pem]       | 13:14: ike.connections.site-b.remote.ca: FOLDER/none.pem does not exist
        aes128gcm16-prfsha256 | rot13                | 14:49: ike.connections.site-b.proposals: unknown algorithm 'rot13' in proposal 'rot13-ecp256'
        rekey-time: 2h        | rekey-time: soon     | 15:19: ike.connections.site-b.rekey-time: 'soon' is no time; write seconds or a unit: 20us, 100ms, 30s, 15m, 4h or 1d
        rekey-time: 2h        | rekey_time: 2h       | 15:7: ike.connections.site-b.rekey_time: unknown here, write rekey-time
        timeout: 1m           | timeout: 0           | 19:16: ike.connections.site-b.timeout: must be more than 0
        start: at-start       | start: now           | 18:14: ike.connections.site-b.start: 'now' is neither on-demand nor at-start
        psk-file: psk         | psk-file: us.pem     | 22:17: ike.connections.anyone.psk-file: FOLDER/us.pem line 1 is not of the form: identity : secret
        psk-file: psk         | psk: open sesame     | 22:7: ike.connections.anyone.psk: unknown here, write psk-file: FILE, since secrets stand in files of their own
        ppk-file: ppk         | ppk-file: psk        | 23:17: ike.connections.anyone.ppk-file: FOLDER/psk line 1 is not of the form: identity : name : secret
        ppk-file: ppk         | # nothing            | 24:21: ike.connections.anyone.ppk-required: needs a ppk-file
        """)
    void saysWhatIsWrongAndWhere(String here, String instead, String problem) {
        var problems = problems(WELL.replace(here, instead));

        assertThat(problems).contains(file + ":" + problem.replace("FOLDER", folder.toString()));
        assertThat(String.join("", problems)).doesNotContain("open sesame");
    }

    @Test
    void tellsOfEverythingInOneGo() {
        var problems = problems(WELL.replace("port:", "prot:")
                .replace("key: us.key", "key: none.key")
                .replace("rekey-time: 2h", "rekey-time: soon"));

        assertThat(problems)
                .satisfiesExactly(
                        first -> assertThat(first).contains(":3:3: "),
                        second -> assertThat(second).contains(":10:14: "),
                        third -> assertThat(third).contains(":15:19: "));
    }

    @Test
    void refusesWhatIsNoYaml() {
        assertThat(problems("ike: [")).singleElement().asString().startsWith(file + ":1:");
        assertThat(problems("ike:\n  a: b: c\n")).singleElement().asString().startsWith(file + ":2:");
        assertThat(problems("just text")).contains(file + ":1:1: a section is wanted here, not text");
        assertThat(problems("")).contains(file + ":1:1: ike: is missing");
        assertThat(problems("ike: {}\n---\nike: {}\n"))
                .contains(file + ":3:1: a second document: one is all that is read");
    }

    /** Each alias doubles what the last one stands for; and depth and length are bounded. */
    @Test
    void refusesFilesThatAreMoreThanTheyLook() {
        assertThat(problems("a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n"))
                .containsExactly(file + ":2:8: an alias (*): write out what it stands for");
        assertThat(problems("[".repeat(5_000))).singleElement().asString().contains("depth");
        assertThat(problems("# comment\n".repeat(110_000))).containsExactly(file + ": is larger than 1048576 octets");
    }

    @Test
    void refusesAFileThatIsNotThere() {
        var missing = folder.resolve("none.yaml");

        assertThat(catchThrowableOfType(InvalidConfiguration.class, () -> IkeConfiguration.read(missing))
                        .problems())
                .containsExactly(missing + ": does not exist");
    }

    private List<String> problems(String text) {
        return catchThrowableOfType(InvalidConfiguration.class, () -> read(text))
                .problems();
    }

    private IkeConfiguration read(String text) throws IOException, InvalidConfiguration {
        return IkeConfiguration.read(Files.writeString(file, text));
    }
}
