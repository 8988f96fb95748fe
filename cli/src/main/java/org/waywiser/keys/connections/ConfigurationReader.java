package org.waywiser.keys.connections;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BiFunction;
import org.waywiser.keys.connections.IkeConnection.Start;
import org.waywiser.keys.credentials.CertificateTrust;
import org.waywiser.keys.credentials.CertifiedKey;
import org.waywiser.keys.credentials.IkeCredentials;
import org.waywiser.keys.credentials.IkeCredentials.Expected;
import org.waywiser.keys.credentials.PemFiles;
import org.waywiser.keys.credentials.PostQuantumKeyFile;
import org.waywiser.keys.credentials.PreSharedKeyFile;
import org.waywiser.keys.credentials.RevocationFiles;
import org.waywiser.keys.credentials.UnusableCredentials;
import org.waywiser.protocol.ike.ChildPolicy;
import org.waywiser.protocol.ike.IkePolicy;
import org.waywiser.protocol.ike.IkeSettings.Defence;
import org.waywiser.protocol.ike.IkeSettings.Network;
import org.waywiser.protocol.ike.Lifetimes;
import org.waywiser.protocol.ike.PpkPolicy;
import org.waywiser.security.ike.ChildProposals;
import org.waywiser.security.ike.IkeProposals;
import org.waywiser.security.ike.auth.Identities;
import org.waywiser.security.ike.auth.PostQuantumKeys;
import org.waywiser.security.ike.auth.PreSharedKeys;
import org.waywiser.security.ike.auth.RevocationPolicy;
import org.waywiser.security.ike.auth.SignatureSchemes;
import org.waywiser.wire.ike.Identification;

/** Makes an {@link IkeConfiguration} of a file's sections. Each key is read once, beside the one before it in docs/ike.md. */
final class ConfigurationReader {
    private static final int LARGEST_DATAGRAM = 65_535;

    private final Path folder;
    private final Problems problems;
    private final List<CertifiedKey> certificates = new ArrayList<>();

    ConfigurationReader(Path file, Problems problems) {
        Path parent = file.toAbsolutePath().getParent();
        this.folder = parent == null ? file.toAbsolutePath() : parent;
        this.problems = problems;
    }

    IkeConfiguration read(YamlNode file) throws InvalidConfiguration {
        Optional<Section> root = Section.root(file, problems);
        Optional<Section> ike = root.flatMap(section -> section.section("ike"));
        if (root.isPresent() && !root.get().has("ike")) root.get().problem("ike", "is missing");
        root.ifPresent(Section::end);
        var configuration = ike.map(this::ike);
        problems.throwIfAny();
        return configuration.orElseThrow();
    }

    private IkeConfiguration ike(Section ike) {
        List<InetAddress> listen = ike.texts("listen", ConfigurationReader::address);
        Optional<Integer> port = ike.quantity("port", ConfigurationReader::port);
        Network network = network(ike);
        Defence defence = defence(ike);
        var connections = new ArrayList<IkeConnection>();
        Optional<Section> named = ike.section("connections");
        if (!ike.has("connections")) ike.problem("connections", "is missing");
        named.ifPresent(all -> all.sections()
                .forEach((name, section) -> connection(name, section).ifPresent(connections::add)));
        ike.end();
        return new IkeConfiguration(
                listen,
                port.map(OptionalInt::of).orElse(OptionalInt.empty()),
                network,
                defence,
                connections,
                certificates);
    }

    private static Network network(Section ike) {
        Network network = Network.DEFAULT;
        Optional<Integer> natPort = ike.quantity("nat-port", ConfigurationReader::somePort);
        if (natPort.isPresent()) network = network.withNatPort(natPort.get());
        return ike.quantity("fragment-size", ConfigurationReader::fragmentSize)
                .map(network::withFragmentSize)
                .orElse(network);
    }

    /** Half-open SAs: those begun by peers that have not proven who they are. RFC 8019 §4. */
    private static Defence defence(Section ike) {
        Defence usual = Defence.DEFAULT;
        return new Defence(
                usual.halfOpenNanos(),
                usual.halfOpenUnderAttackNanos(),
                ike.quantity("cookie-threshold", ConfigurationReader::count).orElse(usual.cookiesFrom()),
                ike.quantity("cookie-threshold-per-source", ConfigurationReader::count)
                        .orElse(usual.cookiesFromOfSource()),
                ike.quantity("half-open-limit", ConfigurationReader::someCount).orElse(usual.mostHalfOpen()),
                ike.quantity("half-open-limit-per-source", ConfigurationReader::someCount)
                        .orElse(usual.mostHalfOpenOfSource()),
                usual.mostFailuresOfSource(),
                usual.mostOpen());
    }

    private Optional<IkeConnection> connection(String name, Section section) {
        int before = problems.count();
        Optional<InetSocketAddress> peer = section.text("peer", ConfigurationReader::peer);
        Optional<Section> local = section.section("local");
        Optional<Section> remote = section.section("remote");
        Optional<PreSharedKeys> keys = section.text("psk-file", file -> PreSharedKeyFile.read(path(file)));
        Optional<PpkPolicy> ppk = postQuantum(section);
        List<IkeProposals> proposals = section.texts("proposals", IkeProposals::parse);
        Lifetimes lifetimes = lifetimes(section);
        List<ChildProposals> child = section.texts("child", ChildProposals::parse);
        Start start = section.text("start", ConfigurationReader::start).orElse(Start.ON_DEMAND);
        Duration patience =
                section.quantity("timeout", ConfigurationReader::someTime).orElse(IkeConnection.DEFAULT_PATIENCE);
        if (start == Start.AT_START && !section.has("peer")) section.problem("start", "needs a peer to start towards");
        section.end();
        Optional<Identification> ownIdentity = local.flatMap(l -> l.text("id", Identities::parse));
        List<CertifiedKey> own = local.map(this::certificates).orElse(List.of());
        SignatureSchemes schemes =
                local.flatMap(l -> l.text("signature", SignatureSchemes::parse)).orElse(SignatureSchemes.DEFAULT);
        local.ifPresent(Section::end);
        Expected expected =
                remote.flatMap(r -> r.text("id", ConfigurationReader::expected)).orElse(new Expected.TheHostCalled());
        CertificateTrust trust = remote.map(this::trust).orElse(CertificateTrust.in(List.of()));
        remote.ifPresent(Section::end);
        if (problems.count() > before) return Optional.empty();
        var credentials = new IkeCredentials(
                ownIdentity, expected, keys, own, trust, schemes, all(proposals).orElse(IkeProposals.DEFAULT), ppk);
        try {
            IkePolicy policy = peer.isPresent()
                    ? credentials.towards(Identities.parse(peer.get().getHostString()))
                    : credentials.answering();
            policy = policy.withLifetimes(lifetimes);
            if (!child.isEmpty()) policy = policy.withChild(new ChildPolicy(allChild(child)));
            return Optional.of(new IkeConnection(name, peer, policy, start, patience));
        } catch (UnusableCredentials | IllegalArgumentException e) {
            section.problem(String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private Optional<PpkPolicy> postQuantum(Section section) {
        Optional<PostQuantumKeys> keys = section.text("ppk-file", file -> PostQuantumKeyFile.read(path(file)));
        Optional<Boolean> required = section.flag("ppk-required");
        if (required.isPresent() && !section.has("ppk-file")) section.problem("ppk-required", "needs a ppk-file");
        return keys.map(k -> new PpkPolicy(k, required.orElse(false)));
    }

    private List<CertifiedKey> certificates(Section local) {
        List<Path> chains = local.texts("cert", this::path);
        List<Path> keys = local.texts("key", this::path);
        var own = new ArrayList<CertifiedKey>();
        if (chains.size() != keys.size()) {
            local.problem("cert and key belong together");
            return own;
        }
        for (int i = 0; i < keys.size(); i++) {
            try {
                own.add(PemFiles.certifiedKey(chains.get(i), keys.get(i)));
            } catch (UnusableCredentials e) {
                String message = String.valueOf(e.getMessage());
                local.problem(message.startsWith(keys.get(i).toString()) ? "key" : "cert", message);
            }
        }
        certificates.addAll(own);
        return own;
    }

    private CertificateTrust trust(Section remote) {
        var authorities = remote.texts("ca", file -> PemFiles.certificates(path(file))).stream()
                .flatMap(List::stream)
                .toList();
        List<Path> lists = remote.texts("crl", this::path);
        List<Path> responses = remote.texts("ocsp", this::path);
        RevocationPolicy policy =
                remote.text("revocation", ConfigurationReader::revocation).orElse(RevocationPolicy.SOFT);
        try {
            return CertificateTrust.in(authorities).unless(RevocationFiles.read(lists, responses), policy);
        } catch (UnusableCredentials e) {
            remote.problem(lists.isEmpty() ? "ocsp" : "crl", String.valueOf(e.getMessage()));
            return CertificateTrust.in(authorities);
        }
    }

    private static Lifetimes lifetimes(Section section) {
        Lifetimes lifetimes = Lifetimes.DEFAULT;
        lifetimes = changed(lifetimes, section, "rekey-time", Lifetimes::rekeyedAfter);
        lifetimes = changed(lifetimes, section, "reauth-time", Lifetimes::reauthenticatedAfter);
        lifetimes = changed(lifetimes, section, "child-rekey-time", Lifetimes::childrenRekeyedAfter);
        return changed(lifetimes, section, "liveness", Lifetimes::askingAfter);
    }

    private static Lifetimes changed(
            Lifetimes lifetimes, Section section, String key, BiFunction<Lifetimes, Duration, Lifetimes> change) {
        return section.quantity(key, Times::parse)
                .map(time -> change.apply(lifetimes, time))
                .orElse(lifetimes);
    }

    private static Optional<IkeProposals> all(List<IkeProposals> proposals) {
        if (proposals.isEmpty()) return Optional.empty();
        return Optional.of(new IkeProposals(
                proposals.stream().flatMap(p -> p.choices().stream()).toList()));
    }

    private static ChildProposals allChild(List<ChildProposals> proposals) {
        return new ChildProposals(
                proposals.stream().flatMap(p -> p.choices().stream()).toList());
    }

    // ---- values

    private Path path(String text) {
        return folder.resolve(text);
    }

    private static InetSocketAddress peer(String text) {
        HostPort peer = HostPort.parse(text).orPort(IkeConnection.IKE_PORT);
        return InetSocketAddress.createUnresolved(peer.host(), peer.port());
    }

    private static InetAddress address(String text) {
        try {
            return InetAddress.ofLiteral(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("'" + text + "' is no address", e);
        }
    }

    private static int port(String text) {
        if (!text.matches("\\d{1,5}") || Integer.parseInt(text) > 65_535) {
            throw new IllegalArgumentException("'" + text + "' is no port; write 0 to 65535");
        }
        return Integer.parseInt(text);
    }

    private static int somePort(String text) {
        if (port(text) == 0) throw new IllegalArgumentException("must be more than 0");
        return port(text);
    }

    private static int fragmentSize(String text) {
        int octets = text.matches("\\d{1,6}") ? Integer.parseInt(text) : 0;
        if (octets < Network.LEAST_FRAGMENT_SIZE || octets > LARGEST_DATAGRAM) {
            throw new IllegalArgumentException("'" + text + "' is no size of datagrams; write "
                    + Network.LEAST_FRAGMENT_SIZE + " to " + LARGEST_DATAGRAM + " octets");
        }
        return octets;
    }

    private static int count(String text) {
        if (!text.matches("\\d{1,9}")) throw new IllegalArgumentException("'" + text + "' is no number of SAs");
        return Integer.parseInt(text);
    }

    private static int someCount(String text) {
        if (count(text) == 0) throw new IllegalArgumentException("must be more than 0");
        return count(text);
    }

    private static Expected expected(String text) {
        return text.equals("%any") ? new Expected.Anyone() : new Expected.Named(Identities.parse(text));
    }

    private static RevocationPolicy revocation(String text) {
        return switch (text) {
            case "soft" -> RevocationPolicy.SOFT;
            case "hard" -> RevocationPolicy.HARD;
            default -> throw new IllegalArgumentException("'" + text + "' is neither soft nor hard");
        };
    }

    private static Start start(String text) {
        return switch (text) {
            case "on-demand" -> Start.ON_DEMAND;
            case "at-start" -> Start.AT_START;
            default -> throw new IllegalArgumentException("'" + text + "' is neither on-demand nor at-start");
        };
    }

    private static Duration someTime(String text) {
        Duration time = Times.parse(text);
        if (time.isZero()) throw new IllegalArgumentException("must be more than 0");
        return time;
    }
}
