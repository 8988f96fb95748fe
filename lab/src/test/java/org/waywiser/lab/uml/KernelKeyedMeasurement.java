package org.waywiser.lab.uml;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.waywiser.keys.KeysUnavailable;
import org.waywiser.keys.SaBinding;
import org.waywiser.keys.xfrm.XfrmKeys;
import org.waywiser.node.BindingPlan;
import org.waywiser.node.Credentials;
import org.waywiser.node.MeasurementFailure;
import org.waywiser.node.MeasurementPlan;
import org.waywiser.node.PathFinder;
import org.waywiser.node.SaBinder;
import org.waywiser.node.SharedKeyRule;
import org.waywiser.node.TwampClient;
import org.waywiser.protocol.control.Profile;
import org.waywiser.protocol.schedule.Schedule;
import org.waywiser.security.binding.Derivation;
import org.waywiser.security.binding.RootKind;
import org.waywiser.security.ike.Prf;
import org.waywiser.wire.control.Modes;
import org.waywiser.wire.control.SaName;

/** A client whose keys are those of the kernel it runs on. Arguments: address, port, packets, profile, derivation, modes. */
final class KernelKeyedMeasurement {
    private KernelKeyedMeasurement() {}

    /** Prints a line for each mode, and before it one for each rekeying meanwhile. */
    public static void main(String[] arguments) throws Exception {
        var server = new InetSocketAddress(InetAddress.ofLiteral(arguments[0]), Integer.parseInt(arguments[1]));
        var plan = new BindingPlan(Profile.valueOf(arguments[3]), RootKind.IPSEC_SA, Derivation.valueOf(arguments[4]));
        try (var keys = XfrmKeys.start(Prf.HMAC_SHA2_256, true)) {
            for (String name : List.of(arguments).subList(5, arguments.length)) {
                Modes mode = name.equals("encrypted") ? Modes.ENCRYPTED : Modes.AUTHENTICATED;
                var credentials = Credentials.bound(
                        plan,
                        new Binder(keys),
                        new SharedKeyRule(new PathFinder(Optional.empty()), false),
                        List.of(mode),
                        Credentials.DEFAULT_MAX_COUNT);
                var outcome = new TwampClient(
                                measurement(server, Long.parseLong(arguments[2])), credentials, new SecureRandom())
                        .watching(keys)
                        .measure()
                        .getFirst();
                for (var noted : outcome.rekeyings()) {
                    var rekeying = noted.rekeying();
                    System.out.printf(
                            "rekeyed %s %08x %08x to %08x %08x%n",
                            rekeying.protocolName(),
                            rekeying.oldSpiI(),
                            rekeying.oldSpiR(),
                            rekeying.spiI(),
                            rekeying.spiR());
                }
                var packets = outcome.summary().packets();
                System.out.printf(
                        "%s %s %s: %d received, %d lost, %s%n",
                        plan.profile(), plan.derivation(), mode, packets.received(), packets.lost(), outcome.sa());
            }
        }
    }

    private static MeasurementPlan measurement(InetSocketAddress server, long packets) {
        return new MeasurementPlan(
                server,
                null,
                0,
                0,
                1,
                packets,
                () -> Schedule.fixed(10_000_000),
                -1,
                false,
                Duration.ofSeconds(2),
                Duration.ZERO,
                0,
                0);
    }

    private record Binder(XfrmKeys keys) implements SaBinder {
        @Override
        public void prepare(InetAddress server, BindingPlan plan) {}

        @Override
        public Optional<SaBinding> bind(InetAddress server, BindingPlan plan, SaName name) throws MeasurementFailure {
            try {
                return keys.bind(server, plan.profile(), name);
            } catch (KeysUnavailable e) {
                throw new MeasurementFailure(MeasurementFailure.Kind.KEYS, String.valueOf(e.getMessage()));
            }
        }
    }
}
