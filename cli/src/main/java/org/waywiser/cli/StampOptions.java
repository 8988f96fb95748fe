package org.waywiser.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.waywiser.keys.credentials.StampKeyFile;
import org.waywiser.keys.credentials.UnusableCredentials;
import org.waywiser.node.StampPlan;
import org.waywiser.security.Secret;
import org.waywiser.wire.stamp.Tlv;
import picocli.CommandLine.Option;

/** What a STAMP session asks for. Add to a command with {@code @Mixin}. */
final class StampOptions {
    @Option(
            names = "--light",
            description = "Send packets of TWAMP Light: 14 octets and --padding, 27 if not given. Replies of either"
                    + " protocol are taken in any case.")
    private boolean light;

    @Option(
            names = "--ssid",
            paramLabel = "N",
            description = "STAMP session identifier, 1 to 65535, or 0 for none. Default: a random one.")
    private @Nullable Integer ssid;

    @Option(
            names = "--need-ssid",
            description = "Stop if the reflector leaves the SSID out, as one without TLVs does. Default: go on.")
    private boolean needsSsid;

    @Option(
            names = "--stamp-key-file",
            paramLabel = "FILE",
            description = "Authenticate packets with the HMAC key in that file: 0x and hex digits, or text.")
    private @Nullable Path keyFile;

    @Option(names = "--location", description = "Ask where packets arrive and from where: behind a NAT, for example.")
    private boolean location;

    @Option(names = "--timestamp-information", description = "Ask how the reflector comes by its timestamps.")
    private boolean timestampInformation;

    @Option(
            names = "--class-of-service",
            paramLabel = "DSCP",
            converter = Dscp.class,
            description = "Ask for replies with that DSCP, and with which DSCP and ECN packets arrive.")
    private @Nullable Integer classOfService;

    @Option(names = "--direct-measurement", description = "Ask how many packets the reflector received and sent.")
    private boolean directMeasurement;

    @Option(names = "--follow-up", description = "Ask when the reply before really left.")
    private boolean followUp;

    /** @throws UserError if options contradict each other */
    StampPlan plan() throws UserError {
        var tlvs = new ArrayList<Tlv>();
        if (location) tlvs.add(Tlv.Location.wanted());
        if (timestampInformation) tlvs.add(Tlv.TimestampInformation.WANTED);
        if (classOfService != null) tlvs.add(Tlv.ClassOfService.wanted(classOfService));
        if (directMeasurement) tlvs.add(Tlv.DirectMeasurement.WANTED);
        if (followUp) tlvs.add(Tlv.FollowUpTelemetry.WANTED);
        if (light && (!tlvs.isEmpty() || ssid != null || needsSsid || keyFile != null)) {
            throw new UserError(
                    ExitStatus.USAGE, "TWAMP Light has no SSID, no TLVs and no such keys: leave out --light");
        }
        if (ssid != null && (ssid < 0 || ssid > 0xffff)) {
            throw new UserError(ExitStatus.USAGE, "--ssid must be 0 to 65535");
        }
        return new StampPlan(light, ssid == null ? StampPlan.ANY_SSID : ssid, needsSsid, List.copyOf(tlvs), key());
    }

    @Nullable
    Path keyFile() {
        return keyFile;
    }

    boolean light() {
        return light;
    }

    private @Nullable Secret key() throws UserError {
        try {
            return keyFile == null ? null : StampKeyFile.read(keyFile);
        } catch (UnusableCredentials e) {
            throw UserError.of(ExitStatus.USAGE, e);
        }
    }
}
