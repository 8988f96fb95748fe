package org.waywiser.cli.report;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.waywiser.keys.Rekeying;
import org.waywiser.node.NotedRekeying;
import org.waywiser.protocol.metrics.DropReason;
import org.waywiser.protocol.metrics.PacketRecord;
import org.waywiser.protocol.metrics.StampSource;
import org.waywiser.protocol.metrics.TwoWayMetrics;
import org.waywiser.protocol.metrics.TwoWaySummary;
import org.waywiser.protocol.path.Cipher;
import org.waywiser.protocol.path.Flow;
import org.waywiser.protocol.path.PathMtu;
import org.waywiser.protocol.path.PathReport;
import org.waywiser.protocol.path.ProtectingSa;
import org.waywiser.wire.ErrorEstimate;
import org.waywiser.wire.NtpTimestamp;
import org.waywiser.wire.Octets;
import org.waywiser.wire.control.SaName;
import org.waywiser.wire.control.Sid;
import org.waywiser.wire.xfrm.SaId;
import org.waywiser.wire.xfrm.SaMode;

/** Sessions with known figures. */
public final class Sessions {
    static final Sid SID = new Sid(Octets.hex("0a000001eb8a1b2c000000000badcafe"));
    static final SecurityReport IKE = new SecurityReport.Ike(
            "rfc7717",
            null,
            null,
            "embedded",
            "00000000000000ff",
            "fedcba9876543210",
            "PRF_HMAC_SHA2_256",
            "aes256gcm16-prfsha256-ecp256",
            "CN=client",
            "CN=server, O=\"A, B\"",
            List.of());

    private static final PlanReport PLAN = new PlanReport(3, 10_000_000, false, 64, 46, Duration.ofSeconds(2));
    private static final Instant START = Instant.parse("2026-11-21T10:00:00Z");
    private static final int SYNCHRONISED = ErrorEstimate.ofNanos(true, 1000).bits();
    private static final int UNSYNCHRONISED = ErrorEstimate.ofNanos(false, 1000).bits();

    private Sessions() {}

    /** Three packets; the second is lost, the reflector's clock is 5 ms behind, and one reply was forged. */
    public static SessionReport keyed() {
        var metrics = new TwoWayMetrics(10);
        metrics.keepCourse();
        send(metrics, 0, UNSYNCHRONISED);
        reply(metrics, 0, 52_123, -5_000_000, UNSYNCHRONISED);
        send(metrics, 10, UNSYNCHRONISED);
        send(metrics, 20, UNSYNCHRONISED);
        reply(metrics, 20, 1_234_567, -5_000_000, UNSYNCHRONISED);
        metrics.lost(1, at(10, 0), UNSYNCHRONISED);
        metrics.drops().count(DropReason.BAD_HMAC);
        return report(SessionMode.AUTHENTICATED, IKE, metrics.summary());
    }

    /** Three packets, all answered, on synchronised clocks. */
    public static SessionReport open() {
        var metrics = new TwoWayMetrics(10);
        metrics.keepCourse();
        for (long i = 0; i < 3; i++) {
            send(metrics, i * 10, SYNCHRONISED);
            reply(metrics, i * 10, 50_000 + i * 1000, 0, SYNCHRONISED);
        }
        return report(SessionMode.OPEN, new SecurityReport.Open(), metrics.summary());
    }

    /** The same, while an IKE SA and its child were rekeyed. */
    public static SessionReport rekeyed() {
        SessionReport report = open();
        InetAddress server = report.peer().getAddress();
        return changed(
                report,
                null,
                List.of(
                        new NotedRekeying(
                                START.plusMillis(12), new Rekeying(SaName.IKE, 255, 1, 2, 3, server, "server.example")),
                        new NotedRekeying(
                                START.plusMillis(1_500),
                                new Rekeying(SaName.ESP, 0xfffffff0L, 1, 2, 3, server, "server.example"))),
                null);
    }

    /** The reflector tells DSCP: one packet in three was marked on its way there, as congested too, and one reply. */
    static SessionReport marked() {
        var metrics = new TwoWayMetrics(10);
        for (long i = 0; i < 3; i++) {
            send(metrics, i * 10, SYNCHRONISED);
            reply(metrics, i * 10, 50_000 + i * 1000, 0, SYNCHRONISED, i == 1 ? 3 : 46 << 2, i == 2 ? 0 : 46 << 2);
        }
        return report(SessionMode.OPEN, new SecurityReport.Open(), metrics.summary());
    }

    /** Ended before the first reply. */
    public static SessionReport silent() {
        var metrics = new TwoWayMetrics(0);
        send(metrics, 0, UNSYNCHRONISED);
        var report = report(SessionMode.ENCRYPTED, new SecurityReport.Passphrase("alice"), metrics.summary());
        return changed(report, null, List.of(), "the server closed the control connection");
    }

    /** Ended by what a peer has said. */
    public static SessionReport interrupted(String words) {
        return changed(open(), null, List.of(), words);
    }

    private static SessionReport changed(
            SessionReport report,
            @Nullable PathReport path,
            List<NotedRekeying> rekeyings,
            @Nullable String interruption) {
        return new SessionReport(
                report.peer(),
                report.local(),
                report.sid(),
                report.mode(),
                report.security(),
                report.securityReason(),
                report.plan(),
                report.measured(),
                path,
                rekeyings,
                report.pathMtu(),
                interruption,
                null,
                report.stamp());
    }

    private static SessionReport report(SessionMode mode, SecurityReport security, TwoWaySummary measured) {
        return new SessionReport(
                address("2001:db8::1", 862),
                address("2001:db8::2", 40000),
                SID,
                mode,
                security,
                null,
                PLAN,
                measured,
                null,
                List.of(),
                OptionalInt.of(1438),
                null,
                null,
                null);
    }

    private static void send(TwoWayMetrics metrics, long millis, int errorEstimate) {
        metrics.sent(at(millis, 0), errorEstimate, 700);
    }

    private static void reply(TwoWayMetrics metrics, long millis, long rtt, long clockOffset, int errorEstimate) {
        reply(metrics, millis, rtt, clockOffset, errorEstimate, -1, 46 << 2);
    }

    private static void reply(
            TwoWayMetrics metrics,
            long millis,
            long rtt,
            long clockOffset,
            int errorEstimate,
            int tosThere,
            int tosBack) {
        long there = rtt / 2 + clockOffset;
        metrics.received(new PacketRecord(
                millis / 10,
                at(millis, 0),
                errorEstimate,
                at(millis, there),
                at(millis, there + 3000),
                errorEstimate,
                millis / 10,
                at(millis, rtt + 3000),
                errorEstimate,
                254,
                250,
                StampSource.KERNEL,
                at(millis, 0) - NtpTimestamp.interval(700),
                at(millis, 0),
                StampSource.KERNEL));
        metrics.reply(millis / 10, millis / 10, at(millis, rtt + 3000), 2_000_000_000);
        metrics.ttls(254, 250);
        metrics.marked(tosThere, tosBack);
    }

    private static long at(long millis, long nanos) {
        return NtpTimestamp.of(START.plusMillis(millis).plusNanos(nanos));
    }

    private static InetSocketAddress address(String literal, int port) {
        try {
            return new InetSocketAddress(InetAddress.getByName(literal), port);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(literal, e);
        }
    }

    /** The open one inside ESP in tunnel mode. */
    static SessionReport inTunnel() {
        var report = open();
        Octets here = Octets.of(report.local().getAddress().getAddress());
        Octets there = Octets.of(report.peer().getAddress().getAddress());
        var control = new Flow(here, 40_000, there, 862, Flow.TCP);
        var test = new Flow(here, 40_001, there, 862, Flow.UDP);
        var path = PathReport.of(
                PathReport.Source.HA,
                esp(0xbeef, here, there),
                esp(0xcafe, there, here),
                control,
                test,
                new PathMtu(1406, 1500));
        return changed(report, path, List.of(), null);
    }

    private static ProtectingSa esp(int spi, Octets from, Octets to) {
        var cipher = new Cipher("cbc(aes)", 128, true, 16, 16, 0);
        return new ProtectingSa(
                SaId.ESP,
                SaMode.TUNNEL,
                spi,
                from,
                to,
                Optional.of(cipher),
                Optional.of("hmac(sha256)"),
                16,
                true,
                false,
                0);
    }
}
