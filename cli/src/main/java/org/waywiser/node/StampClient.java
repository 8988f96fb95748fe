package org.waywiser.node;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.waywiser.keys.BoundSa;
import org.waywiser.keys.IkeSecret;
import org.waywiser.keys.KeySource;
import org.waywiser.keys.KeysUnavailable;
import org.waywiser.keys.StampSession;
import org.waywiser.net.clock.WallClock;
import org.waywiser.net.udp.Route;
import org.waywiser.net.udp.SendPlan;
import org.waywiser.net.udp.SenderRun;
import org.waywiser.net.udp.UdpSocket;
import org.waywiser.net.udp.WarmUp;
import org.waywiser.node.MeasurementFailure.Kind;
import org.waywiser.protocol.metrics.TwoWaySummary;
import org.waywiser.protocol.probe.ProbeMode;
import org.waywiser.protocol.probe.SenderSession;
import org.waywiser.protocol.stamp.StampSenderCodec;
import org.waywiser.protocol.stamp.StampSenderConfig;
import org.waywiser.security.HmacSha256;
import org.waywiser.wire.Octets;
import org.waywiser.wire.UdpPayload;
import org.waywiser.wire.stamp.StampFormat;
import org.waywiser.wire.stamp.Tlv;
import org.waywiser.wire.stamp.TlvCursor;

/** One measurement by STAMP or TWAMP Light: a Session-Sender, and no control connection. RFC 8762 §4.2. */
public final class StampClient {
    private record Keyed(
            int ssid,
            @Nullable HmacSha256 outgoing,
            @Nullable HmacSha256 incoming,
            @Nullable BoundSa sa) {}

    private final MeasurementPlan plan;
    private final StampPlan stamp;
    private final @Nullable SaFinder ike;
    private final @Nullable KeySource keys;
    private final RandomGenerator random = new SplittableRandom();
    private volatile @Nullable SenderRun running;
    private volatile @Nullable String interruption;

    /**
     * @param plan its server is the reflector; one session, whatever it says of their number
     * @param ike finds the SA to take keys from, null for none
     * @param keys holds SAs with the reflector, null for none
     */
    public StampClient(MeasurementPlan plan, StampPlan stamp, @Nullable SaFinder ike, @Nullable KeySource keys) {
        this.plan = plan;
        this.stamp = stamp;
        this.ike = ike;
        this.keys = keys;
    }

    /** Measures; comes back when every packet is answered or lost, or after {@link #stop}. */
    public StampOutcome measure() throws MeasurementFailure, InterruptedException {
        try (var rekeyings = RekeyWatch.of(keys, plan.server().getAddress())) {
            prepare();
            Keyed keyed = keyed();
            StampSenderConfig config = config(keyed);
            var codec = new StampSenderCodec(config, WallClock.system(), random, this::withoutSsid);
            var session = new SenderSession(codec, plan.timeout().toNanos(), plan.records(), WallClock.system());
            if (plan.course()) session.keepCourse();
            UdpSocket socket = open();
            InetSocketAddress local = socket.localAddress();
            SenderRun run = SenderRun.start(
                    socket,
                    plan.server(),
                    session,
                    new SendPlan(
                            plan.count(),
                            plan.schedule().get(),
                            plan.startDelay().toNanos(),
                            plan.dscp(),
                            plan.pacing(),
                            plan.transmitStamps()));
            running = run;
            if (interruption != null) run.stop();
            TwoWaySummary summary = SenderResult.await(run, plan.server());
            return new StampOutcome(
                    config,
                    keyed.sa(),
                    local,
                    plan.server(),
                    session.packetLength(),
                    summary,
                    codec.findings(),
                    rekeyings.noted(),
                    run.pathMtu(),
                    interruption);
        }
    }

    /**
     * Sends no more; {@link #measure} then comes back with what there is. From any thread.
     *
     * @return whether there is anything to wait for
     */
    public boolean stop() {
        return stop("stopped by the user");
    }

    /** What is known so far; empty before the first packet. */
    public List<TwoWaySummary> snapshots() {
        SenderRun run = running;
        return run == null ? List.of() : List.of(run.snapshot());
    }

    private void withoutSsid() {
        if (stamp.needsSsid()) stop("the reflector knows no SSID");
    }

    private boolean stop(String why) {
        interruption = why;
        SenderRun run = running;
        if (run != null) run.stop();
        return run != null;
    }

    /** Whatever takes time comes before keys are taken: the SA may be rekeyed meanwhile, and the reflector soon forgets the one before. */
    private void prepare() throws MeasurementFailure, InterruptedException {
        boolean authenticated = ike != null || stamp.key() != null;
        var warm = WarmUp.beginStamp(authenticated ? ProbeMode.AUTHENTICATED : ProbeMode.OPEN);
        if (ike == null) return;
        ike.find(plan.server().getAddress()).secret().wipe();
        warm.join();
    }

    private Keyed keyed() throws MeasurementFailure, InterruptedException {
        if (ike != null && keys != null) return ofIke(ike, keys);
        var hmac = stamp.key() == null ? null : new HmacSha256(stamp.key());
        int ssid = stamp.ssid();
        if (ssid == StampPlan.ANY_SSID) ssid = stamp.light() ? 0 : random.nextInt(1, 1 << 16);
        return new Keyed(ssid, hmac, hmac, null);
    }

    private Keyed ofIke(SaFinder finder, KeySource source) throws MeasurementFailure, InterruptedException {
        IkeSecret sa = finder.find(plan.server().getAddress());
        sa.secret().wipe();
        OptionalInt wanted = stamp.ssid() == StampPlan.ANY_SSID ? OptionalInt.empty() : OptionalInt.of(stamp.ssid());
        try {
            StampSession session = source.newStampSession(sa.spiI(), sa.spiR(), wanted);
            var keyed = new Keyed(
                    session.ssid(),
                    new HmacSha256(session.keys().sender()),
                    new HmacSha256(session.keys().reflector()),
                    sa.sa());
            session.keys().wipe();
            return keyed;
        } catch (KeysUnavailable e) {
            throw new MeasurementFailure(Kind.KEYS, String.valueOf(e.getMessage()));
        }
    }

    private StampSenderConfig config(Keyed keyed) {
        boolean open = keyed.outgoing() == null;
        int padding = plan.paddingLength();
        if (stamp.light()) {
            return new StampSenderConfig(
                    StampFormat.UNAUTHENTICATED,
                    null,
                    null,
                    0,
                    true,
                    padding < 0 ? StampSenderConfig.LIGHT_SYMMETRY : padding,
                    plan.zeroPadding(),
                    List.of());
        }
        var tlvs = new ArrayList<>(stamp.tlvs());
        if (padding >= 0) tlvs.add(padding(padding));
        return new StampSenderConfig(
                open ? StampFormat.UNAUTHENTICATED : StampFormat.AUTHENTICATED,
                keyed.outgoing(),
                keyed.incoming(),
                keyed.ssid(),
                false,
                0,
                plan.zeroPadding(),
                tlvs,
                stamp.access());
    }

    /** RFC 8972 §4.1: pseudo-random, or zeros. */
    private Tlv padding(int octets) {
        int most = UdpPayload.LONGEST - StampFormat.AUTHENTICATED.length() - TlvCursor.HEADER;
        byte[] padding = new byte[Math.min(octets, most)];
        if (!plan.zeroPadding()) random.nextBytes(padding);
        return new Tlv.ExtraPadding(Octets.of(padding));
    }

    private UdpSocket open() throws MeasurementFailure {
        try {
            InetAddress given = plan.source();
            InetAddress local = given != null ? given : Route.to(plan.server()).local();
            return UdpSocket.open(local, plan.firstPort(), plan.lastPort(), "");
        } catch (IOException e) {
            throw MeasurementFailure.noPort(e);
        }
    }
}
