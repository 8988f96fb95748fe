package org.waywiser.node;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.waywiser.keys.KeysUnavailable;
import org.waywiser.keys.SaBinding.Claim;
import org.waywiser.net.clock.WallClock;
import org.waywiser.net.udp.Pacing;
import org.waywiser.net.udp.UdpSocket;
import org.waywiser.node.policy.Grant;
import org.waywiser.protocol.probe.OneWayConfig;
import org.waywiser.protocol.probe.OneWaySender;
import org.waywiser.protocol.probe.ProbeMode;
import org.waywiser.security.probe.ProbeKeys;
import org.waywiser.wire.NtpTimestamp;
import org.waywiser.wire.control.Accept;
import org.waywiser.wire.control.Modes;
import org.waywiser.wire.control.OwampStopSessions.Description;
import org.waywiser.wire.control.RequestSession;

/** One session as a Server has it: its receiver, its sender, or both. */
final class OneWaySession {
    /** Gives the keys of the session, for one end each time; null in open mode. */
    interface Keys {
        @Nullable
        ProbeKeys get() throws KeysUnavailable;
    }

    private final OneWayService service;
    private final RequestSession request;
    private final Claim turn;
    private final @Nullable OneWayReceiving receiving;
    private final @Nullable OneWaySending sending;
    private final int port;

    private OneWaySession(
            OneWayService service,
            RequestSession request,
            Claim turn,
            @Nullable OneWayReceiving receiving,
            @Nullable OneWaySending sending,
            int port) {
        this.service = service;
        this.request = request;
        this.turn = turn;
        this.receiving = receiving;
        this.sending = sending;
        this.port = port;
    }

    /**
     * Makes ready what the request wants of the Server.
     *
     * @param request with the SID of the session
     * @param disk of a session that is stored
     * @param turn closed when the session has ended
     */
    static OneWaySession open(
            OneWayService service,
            RequestSession request,
            SessionAddresses addresses,
            Modes mode,
            Keys keys,
            Grant disk,
            Claim turn)
            throws IOException, KeysUnavailable {
        UdpSocket from = request.confSender() ? service.open(addresses.sender()) : null;
        UdpSocket to = null;
        try {
            to = request.confReceiver() ? service.open(addresses.receiver()) : null;
            RequestSession real = request.withPorts(
                    from == null ? request.senderPort() : from.localAddress().getPort(),
                    to == null ? request.receiverPort() : to.localAddress().getPort());
            // Each end has ciphers of its own.
            OneWayConfig atReceiver = OneWayConfig.of(real, ProbeMode.of(mode), keys.get());
            OneWayConfig atSender = OneWayConfig.of(real, ProbeMode.of(mode), keys.get());
            OneWayReceiving receiving = to == null
                    ? null
                    : new OneWayReceiving(
                            service,
                            to,
                            new InetSocketAddress(addresses.sender(), real.senderPort()),
                            atReceiver,
                            service.store().begin(real, disk));
            OneWaySending sending = from == null
                    ? null
                    : new OneWaySending(
                            from,
                            new InetSocketAddress(addresses.receiver(), real.receiverPort()),
                            real.sid(),
                            new OneWaySender(
                                    atSender,
                                    (int) real.paddingLength(),
                                    false,
                                    WallClock.system(),
                                    new SplittableRandom()),
                            real.typeP().dscp(),
                            Pacing.SLEEPING);
            return new OneWaySession(
                    service, real, turn, receiving, sending, to == null ? real.senderPort() : real.receiverPort());
        } catch (IOException | KeysUnavailable e) {
            if (from != null) from.close();
            if (to != null) to.close();
            throw e;
        }
    }

    /** What Accept-Session tells. */
    int port() {
        return port;
    }

    void start() {
        if (receiving != null) receiving.start();
        if (sending != null) sending.start();
    }

    /** Completed when all is sent, and received or lost. RFC 4656 §3.8. */
    CompletableFuture<?> complete() {
        if (receiving != null) return receiving.complete();
        return Objects.requireNonNull(sending)
                .complete(Duration.ofNanos(NtpTimestamp.intervalNanos(request.timeoutNtp())));
    }

    /** Completed if not all that arrives can be recorded, with what to tell the client. */
    CompletableFuture<Accept> failed() {
        return receiving == null ? new CompletableFuture<>() : receiving.failed();
    }

    /** Whether it is for the Server to say what was sent. */
    boolean sends() {
        return sending != null;
    }

    /** What was sent, once nothing more is. */
    CompletableFuture<Description> sent() {
        return Objects.requireNonNull(sending).sent();
    }

    void stopSending() {
        if (sending != null) sending.stop();
    }

    /**
     * Ends the session.
     *
     * @param theirs what the Control-Client has sent
     * @return completed when what was received is as it will stay
     */
    CompletableFuture<?> stop(Accept accept, List<Description> theirs) {
        stopSending();
        CompletableFuture<?> stopped;
        if (receiving == null) {
            stopped = sent();
        } else if (sending != null) {
            stopped = sent().thenCompose(ours -> receiving.stop(accept, ours));
        } else {
            Description sent = theirs.stream()
                    .filter(description -> description.sid().equals(request.sid()))
                    .findFirst()
                    .orElseThrow();
            stopped = receiving.stop(accept, sent);
        }
        return release(stopped);
    }

    /** The control connection broke. */
    void leave() {
        stopSending();
        var _ = release(receiving == null ? sent() : receiving.leave());
    }

    /** What was said of it cannot be: nothing of it counts. */
    void invalidate() {
        stopSending();
        var nothing = new Description(request.sid(), 0, List.of());
        var _ = release(receiving == null ? sent() : receiving.stop(Accept.FAILURE, nothing));
    }

    /** It never ran, or is not to be. */
    void abandon() {
        stopSending();
        var _ = release(receiving == null ? sent() : receiving.discard());
    }

    private CompletableFuture<?> release(CompletableFuture<?> ended) {
        return ended.whenComplete((_, _) -> {
            turn.close();
            service.leave();
        });
    }
}
