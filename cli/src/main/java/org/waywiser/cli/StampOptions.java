package org.waywiser.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.waywiser.cli.option.Flag;
import org.waywiser.cli.option.Option;
import org.waywiser.cli.option.Options;
import org.waywiser.keys.credentials.StampKeyFile;
import org.waywiser.keys.credentials.UnusableCredentials;
import org.waywiser.node.StampPlan;
import org.waywiser.protocol.stamp.AccessReporting;
import org.waywiser.security.Secret;
import org.waywiser.wire.stamp.Tlv;

/** What a STAMP session asks for. */
final class StampOptions extends Options {
    private final Flag light = flag("--light")
            .help("Send packets of TWAMP Light: 14 octets and --padding, 27 if not given. Replies of either"
                    + " protocol are taken in any case.");

    private final Option<Integer> ssid = option(Integer.class, "--ssid")
            .label("N")
            .help("STAMP session identifier, 1 to 65535, or 0 for none. Default: a random one.");

    private final Flag needsSsid = flag("--need-ssid")
            .help("Stop if the reflector leaves the SSID out, as one without TLVs does. Default: go on.");

    private final Option<Path> keyFile = option(Path.class, "--stamp-key-file")
            .label("FILE")
            .help("Authenticate packets with the HMAC key in that file: 0x and hex digits, or text.");

    private final Flag location =
            flag("--location").help("Ask where packets arrive and from where: behind a NAT, for example.");

    private final Flag timestampInformation =
            flag("--timestamp-information").help("Ask how the reflector comes by its timestamps.");

    private final Option<Integer> classOfService = option(new Dscp(), "--class-of-service")
            .label("DSCP")
            .help("Ask for replies with that DSCP, and with which DSCP and ECN packets arrive.");

    private final Flag directMeasurement =
            flag("--direct-measurement").help("Ask how many packets the reflector received and sent.");

    private final Flag followUp = flag("--follow-up").help("Ask when the reply before really left.");

    private final Option<Tlv.AccessReport> accessReport = option(new AccessState(), "--access-report")
            .label("NETWORK:STATE")
            .help("Report the state of an access network until the reflector acknowledges it: 3gpp or non-3gpp,"
                    + " then available, unavailable or a return code, 1 to 255.");

    private final Option<Duration> accessReportTimer = option(new Quantity.DurationConverter(), "--access-report-timer")
            .label("TIME")
            .otherwise("3")
            .help("Report again when so long no acknowledgement has come. Default: ${DEFAULT-VALUE} s.");

    private final Option<Integer> accessReportRepeats = option(Integer.class, "--access-report-repeats")
            .label("N")
            .otherwise("" + AccessReporting.DEFAULT_REPETITIONS)
            .help("Report again at most so often. Default: ${DEFAULT-VALUE}.");

    /** @throws UserError if options contradict each other */
    StampPlan plan() throws UserError {
        var tlvs = new ArrayList<Tlv>();
        if (location.given()) tlvs.add(Tlv.Location.wanted());
        if (timestampInformation.given()) tlvs.add(Tlv.TimestampInformation.WANTED);
        if (classOfService.given()) tlvs.add(Tlv.ClassOfService.wanted(classOfService.get()));
        if (directMeasurement.given()) tlvs.add(Tlv.DirectMeasurement.WANTED);
        if (followUp.given()) tlvs.add(Tlv.FollowUpTelemetry.WANTED);
        boolean asks = !tlvs.isEmpty() || accessReport.given();
        if (light.given() && (asks || ssid.given() || needsSsid.given() || keyFile.given())) {
            throw new UserError(
                    ExitStatus.USAGE, "TWAMP Light has no SSID, no TLVs and no such keys: leave out --light");
        }
        if (ssid.given() && (ssid.get() < 0 || ssid.get() > 0xffff)) {
            throw new UserError(ExitStatus.USAGE, "--ssid must be 0 to 65535");
        }
        return new StampPlan(
                light.given(),
                ssid.orElse(StampPlan.ANY_SSID),
                needsSsid.given(),
                List.copyOf(tlvs),
                reporting(),
                key());
    }

    private @Nullable AccessReporting reporting() throws UserError {
        if (!accessReport.given()) return null;
        int repeats = accessReportRepeats.get();
        if (accessReportTimer.get().isZero() || repeats < 0 || repeats > 100) {
            throw new UserError(
                    ExitStatus.USAGE, "--access-report-timer must be more than 0, --access-report-repeats 0 to 100");
        }
        if (ssid.given() && ssid.get() == 0) {
            throw new UserError(ExitStatus.USAGE, "--access-report needs an SSID: leave out --ssid 0");
        }
        return new AccessReporting(accessReport.get(), accessReportTimer.get().toNanos(), repeats);
    }

    @Nullable
    Path keyFile() {
        return keyFile.orNull();
    }

    boolean light() {
        return light.given();
    }

    private @Nullable Secret key() throws UserError {
        try {
            return keyFile.given() ? StampKeyFile.read(keyFile.get()) : null;
        } catch (UnusableCredentials e) {
            throw UserError.of(ExitStatus.USAGE, e);
        }
    }
}
