package org.waywiser.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.waywiser.keys.connections.IkeConnection;
import org.waywiser.keys.credentials.CertifiedKey;
import org.waywiser.keys.credentials.IkeCredentials;
import org.waywiser.keys.credentials.IkeCredentials.Expected;
import org.waywiser.keys.credentials.PemFiles;
import org.waywiser.keys.credentials.PreSharedKeyFile;
import org.waywiser.keys.credentials.UnusableCredentials;
import org.waywiser.keys.embedded.EmbeddedIke;
import org.waywiser.protocol.ike.IkePolicy;
import org.waywiser.protocol.ike.IkeSettings;
import org.waywiser.security.ike.IkeProposals;
import org.waywiser.security.ike.auth.Identities;
import org.waywiser.security.ike.auth.PreSharedKeys;
import org.waywiser.wire.ike.Identification;
import picocli.CommandLine.Option;

/** Options of the embedded IKEv2 engine, the same wherever it runs. Add to a command with {@code @Mixin}. */
final class IkeOptions {
    @Option(
            names = "--ike-id",
            paramLabel = "ID",
            description = "Own identity: a domain name, address, mail address, distinguished name or keyid:HEX."
                    + " Default: the first name of the certificate.")
    @Nullable
    String id;

    @Option(
            names = "--ike-peer-id",
            paramLabel = "ID",
            description = "Identity the peer has to prove; %%any for any. Default: the host called must stand in its"
                    + " certificate, or it must know the key of that host.")
    @Nullable
    String peerId;

    @Option(
            names = "--ike-psk-file",
            paramLabel = "FILE",
            description = "Pre-shared keys, one peer a line: identity : secret")
    @Nullable
    Path preSharedKeys;

    @Option(names = "--ike-cert", paramLabel = "FILE", description = "Own certificate in PEM, intermediates after it.")
    @Nullable
    Path certificate;

    @Option(names = "--ike-key", paramLabel = "FILE", description = "Its private key in PEM.")
    @Nullable
    Path key;

    @Option(
            names = "--ike-ca",
            paramLabel = "FILE",
            description = "Certificate authorities to believe, in PEM; may be given several times.")
    List<Path> authorities = new ArrayList<>();

    @Option(
            names = "--ike-port",
            paramLabel = "PORT",
            converter = PortRange.Single.class,
            description = "Own UDP port for IKE.")
    @Nullable
    Integer port;

    @Option(
            names = "--ike-peer-port",
            paramLabel = "PORT",
            converter = PortRange.Single.class,
            defaultValue = "500",
            description = "UDP port of the peer's IKE. Default: ${DEFAULT-VALUE}.")
    int peerPort;

    @Option(
            names = "--ike-proposal",
            paramLabel = "LIST",
            description = "Algorithms, such as aes256gcm16-prfsha384-x25519; several separated by commas.")
    @Nullable
    String proposal;

    @Option(
            names = "--ike-timeout",
            paramLabel = "TIME",
            converter = Quantity.DurationConverter.class,
            defaultValue = "10s",
            description = "How long to try for an IKE SA. Default: ${DEFAULT-VALUE}.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    Duration patience;

    /** Whether there is anything to authenticate with. */
    boolean configured() {
        return preSharedKeys != null || certificate != null;
    }

    /**
     * What the options name, read from its files.
     *
     * @throws UnusableCredentials with one line for the user: exit status 2
     */
    IkeCredentials credentials() throws UnusableCredentials {
        if ((certificate == null) != (key == null)) {
            throw new UnusableCredentials("--ike-cert and --ike-key belong together");
        }
        if (!configured()) {
            throw new UnusableCredentials("IKE needs --ike-psk-file, or --ike-cert with --ike-key and --ike-ca");
        }
        if (preSharedKeys != null && certificate == null && id == null) {
            throw new UnusableCredentials("--ike-psk-file needs --ike-id");
        }
        var trusted = new ArrayList<X509Certificate>();
        for (Path file : authorities) trusted.addAll(PemFiles.certificates(file));
        Optional<PreSharedKeys> keys =
                preSharedKeys == null ? Optional.empty() : Optional.of(PreSharedKeyFile.read(preSharedKeys));
        Optional<CertifiedKey> own = certificate == null || key == null
                ? Optional.empty()
                : Optional.of(PemFiles.certifiedKey(certificate, key));
        return new IkeCredentials(identity("--ike-id", id), expected(), keys, own, trusted, proposals());
    }

    /**
     * Starts the engine.
     *
     * @param responder how to answer peers; empty to answer none
     * @param defaultPort where {@code --ike-port} is not given; 0 for any free one
     * @throws IOException if the port cannot be had, with one line for the user
     */
    EmbeddedIke start(InetAddress listen, int defaultPort, Optional<IkePolicy> responder) throws IOException {
        int own = port == null ? defaultPort : port;
        return EmbeddedIke.start(new InetSocketAddress(listen, own), IkeSettings.defaults(responder));
    }

    /**
     * The connection that the options describe with that host, as the user named it.
     *
     * @throws UnusableCredentials with one line for the user: exit status 2
     */
    IkeConnection towards(String host) throws UnusableCredentials {
        Optional<Identification> name = identity("host", host);
        var peer = InetSocketAddress.createUnresolved(host, peerPort);
        return IkeConnection.towards(peer, credentials().towards(name.orElseThrow()))
                .withPatience(patience);
    }

    private Expected expected() throws UnusableCredentials {
        if ("%any".equals(peerId)) return new Expected.Anyone();
        Optional<Identification> named = identity("--ike-peer-id", peerId);
        return named.isPresent() ? new Expected.Named(named.get()) : new Expected.TheHostCalled();
    }

    private static Optional<Identification> identity(String option, @Nullable String text) throws UnusableCredentials {
        try {
            return text == null ? Optional.empty() : Optional.of(Identities.parse(text));
        } catch (IllegalArgumentException e) {
            throw new UnusableCredentials(option + ": " + e.getMessage(), e);
        }
    }

    private IkeProposals proposals() throws UnusableCredentials {
        try {
            return proposal == null ? IkeProposals.DEFAULT : IkeProposals.parse(proposal);
        } catch (IllegalArgumentException e) {
            throw new UnusableCredentials("--ike-proposal: " + e.getMessage(), e);
        }
    }
}
