package org.waywiser.protocol.stamp;

import java.lang.foreign.MemorySegment;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.waywiser.protocol.metrics.DropReason;
import org.waywiser.protocol.probe.ProbeClock;
import org.waywiser.protocol.probe.ProbeMode;
import org.waywiser.protocol.probe.SenderCodec;
import org.waywiser.protocol.probe.TimestampFormat;
import org.waywiser.security.HmacSha256;
import org.waywiser.wire.probe.ReplyFields;
import org.waywiser.wire.stamp.StampFormat;
import org.waywiser.wire.stamp.StampPacket;
import org.waywiser.wire.stamp.Tlv;
import org.waywiser.wire.stamp.TlvType;

/**
 * Packets of a STAMP Session-Sender and the replies to them, those of TWAMP Light too. RFC 8762 §4.2, §4.6, RFC 8972. One thread.
 */
public final class StampSenderCodec implements SenderCodec {
    /** All of a reply of TWAMP Light but the TTL, which some leave out. RFC 5357 §4.2.1 */
    private static final int LEAST_REPLY = 38;

    private final StampSenderConfig config;
    private final ProbeClock clock;
    private final StampPacket request;
    private final StampReply reply;
    private final SenderTlvs tlvs;
    private final @Nullable SenderTlvs reporting;
    private final @Nullable AccessProcedure access;
    private final byte[] padding;
    private final boolean followsUp;
    private final Runnable withoutSsid;
    private final StampFindings findings = new StampFindings();
    private int errorEstimate;
    private long sentNtp;

    /**
     * @param clock of the sender: T1 and its Error Estimate
     * @param random for padding only
     * @param withoutSsid told when a reply comes without the SSID of the session. RFC 8972 §3
     */
    public StampSenderCodec(StampSenderConfig config, ProbeClock clock, RandomGenerator random, Runnable withoutSsid) {
        this.config = config;
        this.clock = clock;
        this.withoutSsid = withoutSsid;
        request = new StampPacket(config.format());
        reply = new StampReply(config.format(), TimestampFormat.ofStamp(clock));
        AccessReporting report = config.access();
        if (report == null) {
            tlvs = new SenderTlvs(config.tlvs(), config.outgoing(), config.incoming());
            reporting = null;
            access = null;
        } else {
            var pair = SenderTlvs.Pair.of(config.tlvs(), report.report(), config.outgoing(), config.incoming());
            tlvs = pair.without();
            reporting = pair.with();
            access = new AccessProcedure(report);
        }
        followsUp = config.tlvs().stream().anyMatch(Tlv.FollowUpTelemetry.class::isInstance);
        padding = new byte[config.padding()];
        if (!config.zeroPadding()) random.nextBytes(padding);
    }

    public StampSenderConfig config() {
        return config;
    }

    /** What replies have told; to be read when the session is over. */
    public StampFindings findings() {
        return findings;
    }

    @Override
    public ProbeMode mode() {
        return config.format() == StampFormat.AUTHENTICATED ? ProbeMode.AUTHENTICATED : ProbeMode.OPEN;
    }

    @Override
    public int packetLength() {
        return config.light()
                ? StampSenderConfig.LIGHT_LENGTH + config.padding()
                : config.format().length() + tlvs.length();
    }

    @Override
    public void prepare(MemorySegment packet, long sequence) {
        errorEstimate = clock.errorEstimate();
        request.wrap(packet);
        if (config.light()) {
            MemorySegment.copy(
                    MemorySegment.ofArray(padding), 0, packet, StampSenderConfig.LIGHT_LENGTH, padding.length);
            request.sequenceNumber(sequence).errorEstimate(errorEstimate);
        } else {
            request.clear()
                    .sequenceNumber(sequence)
                    .errorEstimate(errorEstimate)
                    .ssid(config.ssid());
            SenderTlvs now = access != null && reporting != null && access.carried() ? reporting : tlvs;
            now.write(packet, config.format().length());
        }
    }

    @Override
    public void stamp(MemorySegment packet) {
        sentNtp = clock.ntp();
        request.wrap(packet).timestamp(sentNtp);
        HmacSha256 hmac = config.outgoing();
        if (hmac == null || config.format() != StampFormat.AUTHENTICATED) return;
        hmac.update(packet, 0, StampFormat.COVERED);
        hmac.finish(packet, StampFormat.COVERED);
    }

    @Override
    public void sent(long nowNanos) {
        if (access == null) return;
        access.sent(nowNanos);
        findings.accessReported(access.timesSent());
    }

    @Override
    public OptionalLong repeatAt() {
        return access == null ? OptionalLong.empty() : access.timer();
    }

    @Override
    public void repeat() {
        if (access != null) access.repeat();
    }

    @Override
    public long sentNtp() {
        return sentNtp;
    }

    @Override
    public int errorEstimate() {
        return errorEstimate;
    }

    @Override
    public @Nullable DropReason open(MemorySegment packet, int length) {
        HmacSha256 hmac = config.incoming();
        if (config.format() == StampFormat.AUTHENTICATED && hmac != null) {
            if (length < StampFormat.AUTHENTICATED.length()) return DropReason.TOO_SHORT;
            hmac.update(packet, 0, StampFormat.COVERED);
            if (!hmac.matches(packet, StampFormat.COVERED)) return DropReason.BAD_HMAC;
        }
        if (length < LEAST_REPLY) return DropReason.TOO_SHORT;
        reply.wrap(packet, length);
        // RFC 8972 §3: zero is what a reflector of RFC 8762 or TWAMP Light writes there. Of TWAMP Light it is padding
        // that came back.
        boolean ours = config.light() || reply.ssid() == 0 || reply.ssid() == config.ssid();
        return ours ? null : DropReason.OTHER_SSID;
    }

    @Override
    public ReplyFields reply() {
        return reply;
    }

    /** A stateless reflector has no numbers of its own. RFC 8762 §4.3.1. */
    @Override
    public boolean numbersReplies() {
        return false;
    }

    @Override
    public @Nullable FollowUp accepted(MemorySegment packet, int length, int tos) {
        findings.replied(reply, tos);
        int base = config.format().length();
        // A reflector without TLVs may have moved what follows, or filled it with something of its own.
        boolean extended = config.ssid() != 0 && reply.ssid() == config.ssid();
        if (config.ssid() != 0 && !extended) withoutSsid.run();
        if (!extended || tlvs.length() == 0) return null;
        int end = Math.max(base, length);
        SenderTlvs.Reply told = tlvs.read(packet, base, end);
        FollowUp before = followUp(told);
        findings.told(told, before, reply);
        boolean sound = told.verdict() == SenderTlvs.Verdict.SOUND;
        if (access != null && sound && tlvs.has(TlvType.ACCESS_REPORT, packet, base, end)) access.reflected();
        return before;
    }

    /** RFC 8972 §4.7: zeros from a reflector that does not know, in the format of the reply that they are in. */
    private @Nullable FollowUp followUp(SenderTlvs.Reply told) {
        for (Tlv tlv : told.usable()) {
            if (tlv instanceof Tlv.FollowUpTelemetry before && before.timestampMode() != 0) {
                return new FollowUp(before.sequenceNumber(), reply.read(before.timestamp()));
            }
        }
        return null;
    }

    @Override
    public boolean followsUp() {
        return followsUp;
    }
}
