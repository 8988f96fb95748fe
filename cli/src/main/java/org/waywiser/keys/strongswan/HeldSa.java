package org.waywiser.keys.strongswan;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.waywiser.keys.IkeSecret;
import org.waywiser.keys.Rekeying;
import org.waywiser.keys.SaStatus;
import org.waywiser.security.ike.auth.Identities;
import org.waywiser.wire.Octets;
import org.waywiser.wire.control.SaName;
import org.waywiser.wire.ha.HaAttribute.Host;
import org.waywiser.wire.ha.HaAttribute.Identity;
import org.waywiser.wire.ha.HaAttribute.Name;
import org.waywiser.wire.ha.HaField;
import org.waywiser.wire.ha.HaMessage;
import org.waywiser.wire.ike.Identification;

/** An IKE SA as far as it is known. Guarded by the table it is in. */
final class HeldSa {
    /** Condition of an SA with a NAT on its way, or the pretence of one, so that its ESP is in UDP. */
    private static final int NAT = 1;

    /** SAs of which each takes the place of the one before, and what they hand on. RFC 7296 §2.8. */
    static final class Line {
        /** In the order they were announced. */
        final List<HeldSa> members = new ArrayList<>();
        /** By the SPI at this end, oldest first. */
        final Map<Integer, HeldChild> children = new LinkedHashMap<>();

        void wipe() {
            children.values().forEach(HeldChild::wipe);
            children.clear();
        }
    }

    final Announcement told;
    final Line line;
    final boolean watched;
    final long announcedNanos;
    /** Its end is known, yet not that it has begun which takes its place. */
    boolean leaving;

    private @Nullable IkeRoots roots;
    private @Nullable String refusal;
    private long establishedNanos;
    private Optional<Identification> localId = Optional.empty();
    private Optional<Identification> remoteId = Optional.empty();
    private Optional<Octets> local = Optional.empty();
    private boolean behindNat;
    private @Nullable InetSocketAddress peer;
    private List<InetAddress> furtherAddresses = List.of();
    private List<InetAddress> virtualAddresses = List.of();
    private Optional<String> connection = Optional.empty();

    HeldSa(Announcement told, Line line, boolean watched, long nowNanos) {
        this.told = told;
        this.line = line;
        line.members.add(this);
        this.watched = watched;
        this.announcedNanos = nowNanos;
    }

    /** Takes over what an IKE_UPDATE says. */
    void update(HaMessage message) {
        localId = identity(message, HaField.LOCAL_ID).or(() -> localId);
        remoteId = identity(message, HaField.REMOTE_ID).or(() -> remoteId);
        message.all(HaField.LOCAL_ADDR, Host.class).findFirst().ifPresent(host -> local = Optional.of(host.address()));
        behindNat |= message.hasCondition(NAT);
        message.all(HaField.REMOTE_ADDR, Host.class).findFirst().ifPresent(host -> peer = socketAddress(host));
        message.all(HaField.CONFIG_NAME, Name.class)
                .findFirst()
                .ifPresent(name -> connection = Optional.of(name.text()));
        furtherAddresses = addresses(message, HaField.PEER_ADDR, furtherAddresses);
        virtualAddresses = addresses(message, HaField.REMOTE_VIP, virtualAddresses);
    }

    private static Optional<Identification> identity(HaMessage message, HaField field) {
        return message.all(field, Identity.class).map(Identity::identity).findFirst();
    }

    private static List<InetAddress> addresses(HaMessage message, HaField field, List<InetAddress> before) {
        List<InetAddress> told =
                message.all(field, Host.class).map(HeldSa::address).toList();
        return told.isEmpty() ? before : told;
    }

    private static InetSocketAddress socketAddress(Host host) {
        return new InetSocketAddress(address(host), host.port());
    }

    private static InetAddress address(Host host) {
        try {
            return InetAddress.getByAddress(host.address().toByteArray());
        } catch (UnknownHostException e) {
            throw new IllegalStateException("4 and 16 octets are addresses", e);
        }
    }

    void establish(IkeRoots keys, long nowNanos) {
        roots = keys;
        establishedNanos = nowNanos;
    }

    void refuse(String reason) {
        refusal = reason;
        wipe();
        roots = null;
    }

    Optional<String> refusal() {
        return Optional.ofNullable(refusal);
    }

    /** There once both ends have proved who they are, unless it was refused. */
    Optional<IkeRoots> roots() {
        return Optional.ofNullable(roots);
    }

    /** Whether nobody has proved anything yet. */
    boolean isPending() {
        return roots == null && refusal == null;
    }

    /** Whom the peer has proved to be, and from where; only then does strongSwan tell both. */
    boolean isProven() {
        return remoteId.isPresent() && peer != null;
    }

    Identification remoteId() {
        return remoteId.orElseThrow();
    }

    /** Only of an SA that is not pending. */
    InetSocketAddress peer() {
        if (peer == null) throw new IllegalStateException("nobody has said where the peer is");
        return peer;
    }

    /** Address at this end. */
    Optional<Octets> local() {
        return local;
    }

    /** Whether its ESP is in UDP. RFC 3948. */
    boolean behindNat() {
        return behindNat;
    }

    /** Its address, another one of it, or one that was given to it. */
    boolean isAt(InetAddress address) {
        return Stream.of(Stream.of(peer().getAddress()), furtherAddresses.stream(), virtualAddresses.stream())
                .flatMap(all -> all)
                .anyMatch(address::equals);
    }

    /** Whether a child carries traffic with that address. */
    boolean covers(InetAddress address) {
        return line.children.values().stream().anyMatch(child -> child.traffic().covers(address));
    }

    IkeSecret secret() {
        return status(establishedNanos).with(roots().orElseThrow().ippm().copy());
    }

    SaStatus status(long nowNanos) {
        return new SaStatus(
                SaName.IKE,
                told.id().spiI(),
                told.id().spiR(),
                "established",
                told.id().initiator(),
                connection,
                "PRF_" + roots().orElseThrow().prf(),
                told.proposal(),
                localText(),
                remoteText(),
                peer(),
                Duration.ofNanos(nowNanos - establishedNanos),
                Optional.empty(),
                Optional.empty());
    }

    /** What is told of a successor, its own or that of a child. */
    Rekeying rekeying(int protocol, long oldSpiI, long oldSpiR, long spiI, long spiR) {
        return new Rekeying(protocol, oldSpiI, oldSpiR, spiI, spiR, peer().getAddress(), remoteText());
    }

    String localText() {
        return localId.map(Identities::text).orElse("");
    }

    String remoteText() {
        return remoteId.map(Identities::text).orElse("");
    }

    /** SPIs for the log. */
    @Override
    public String toString() {
        return "IKE SA " + IkeSecret.spi(told.id().spiI()) + " "
                + IkeSecret.spi(told.id().spiR());
    }

    /** Its keys are gone; the line is for those that remain. */
    void wipe() {
        told.wipe();
        if (roots != null) roots.wipe();
    }
}
