package org.waywiser.lab.strongswan;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.waywiser.keys.SaBinding;
import org.waywiser.keys.strongswan.HaPeer;
import org.waywiser.node.BindingPlan;
import org.waywiser.node.Credentials;
import org.waywiser.node.MeasurementPlan;
import org.waywiser.node.SaBinder;
import org.waywiser.node.SessionOutcome;
import org.waywiser.node.SharedKeyRule;
import org.waywiser.node.TwampClient;
import org.waywiser.protocol.control.Profile;
import org.waywiser.protocol.schedule.Schedule;
import org.waywiser.security.binding.Derivation;
import org.waywiser.security.binding.RootKind;
import org.waywiser.wire.control.Modes;
import org.waywiser.wire.control.SaName;

/** Waits for an SA of strongSwan, and measures once with keys bound to it. */
final class BoundClient implements SaBinder {
    private final HaPeer strongSwan;

    private BoundClient(HaPeer strongSwan) {
        this.strongSwan = strongSwan;
    }

    /** @param arguments server address, its port, root, packets */
    public static void main(String... arguments) throws Exception {
        var server = new InetSocketAddress(InetAddress.ofLiteral(arguments[0]), Integer.parseInt(arguments[1]));
        var binding = new BindingPlan(Profile.DRAFT, RootKind.valueOf(arguments[2]), Derivation.DIRECT);
        try (var strongSwan = HaPeer.start(
                new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 4510),
                new InetSocketAddress(InetAddress.ofLiteral("127.0.0.2"), 4510),
                Optional.empty(),
                false)) {
            System.out.println("waiting for an SA");
            // there is one with all that a measurement can be bound to
            Gateway.until(
                    () -> isThere(strongSwan.bind(server.getAddress(), Profile.DRAFT, RootKind.IPSEC_SA)), "child");
            var plan = new MeasurementPlan(
                    server,
                    null,
                    0,
                    0,
                    1,
                    Long.parseLong(arguments[3]),
                    () -> Schedule.fixed(2_000_000),
                    -1,
                    false,
                    Duration.ofSeconds(2),
                    Duration.ZERO,
                    0,
                    0);
            var credentials = Credentials.bound(
                    binding,
                    new BoundClient(strongSwan),
                    SharedKeyRule.STRICT,
                    List.of(Modes.ENCRYPTED),
                    Credentials.DEFAULT_MAX_COUNT);
            for (SessionOutcome outcome : new TwampClient(plan, credentials, new SecureRandom()).measure()) {
                var packets = outcome.summary().packets();
                System.out.println("sent " + packets.sent() + " received " + packets.received() + " lost "
                        + packets.lost() + " bound to "
                        + Optional.ofNullable(outcome.sa()).orElseThrow().name());
            }
        }
    }

    private static boolean isThere(Optional<SaBinding> binding) {
        binding.ifPresent(SaBinding::close);
        return binding.isPresent();
    }

    @Override
    public void prepare(InetAddress server, BindingPlan plan) {
        // strongSwan has established it
    }

    @Override
    public Optional<SaBinding> bind(InetAddress server, BindingPlan plan, SaName name) {
        return strongSwan.bind(server, plan.profile(), name);
    }
}
