package org.waywiser.node;

import java.net.InetSocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.waywiser.keys.KeySource;
import org.waywiser.keys.credentials.PassphraseFile;
import org.waywiser.net.udp.StampService;
import org.waywiser.node.policy.Rulebook;
import org.waywiser.node.policy.ServerRules;
import org.waywiser.protocol.control.Profile;
import org.waywiser.protocol.control.ServerSettings;
import org.waywiser.wire.control.Modes;

/**
 * A Server to run.
 *
 * @param control where to listen for TWAMP-Control; port 0 for any free one
 * @param testPort UDP port that sessions share, 0 for the number of the control port
 * @param firstTestPort first of the ports for sessions that cannot share, 0 for any
 * @param lastTestPort last of them
 * @param modes security modes and features to offer, mixed mode and features where profile and service have them; IKEv2Derived is added where there is a key source
 * @param rules what may change while it serves; two Servers with the same one share its limits
 * @param keySource null where there is none
 * @param binding how connections are bound to its SAs, in the profiles of the drafts
 * @param strictAddress refuse a client whose address is not that of its IKE SA
 * @param maxSessions test sessions at once
 * @param refwait REFWAIT of RFC 5357 §4.2
 * @param bypass for sessions outside IPsec, null for none
 * @param stamp for test packets of no session, null for none
 */
public record ServerPlan(
        InetSocketAddress control,
        int testPort,
        int firstTestPort,
        int lastTestPort,
        Modes modes,
        Rulebook rules,
        @Nullable KeySource keySource,
        BindingRules binding,
        boolean strictAddress,
        int maxSessions,
        Duration refwait,
        @Nullable BypassPort bypass,
        @Nullable StampService stamp) {
    private static final Duration REFWAIT = Duration.ofMinutes(15);

    /** With defaults: any test port, no classes, 100,000 sessions, REFWAIT of 900 s. */
    public static ServerPlan of(
            InetSocketAddress control,
            Modes modes,
            @Nullable PassphraseFile passphrases,
            @Nullable KeySource keySource) {
        return new ServerPlan(
                control,
                0,
                0,
                0,
                modes,
                new Rulebook(ServerRules.of(passphrases)),
                keySource,
                BindingRules.of(BindingPlan.rfc7717()),
                false,
                100_000,
                REFWAIT,
                null,
                null);
    }

    /** The same in a profile of the drafts. */
    public ServerPlan with(BindingPlan other) {
        return with(BindingRules.of(other));
    }

    /** The same by other rules. */
    public ServerPlan with(BindingRules other) {
        return with(other, bypass, stamp);
    }

    /** The same with a port for sessions outside IPsec. */
    public ServerPlan with(BypassPort other) {
        return with(binding, other, stamp);
    }

    /** The same with a STAMP reflector on the port that test sessions share. */
    public ServerPlan with(@Nullable StampService other) {
        return with(binding, bypass, other);
    }

    private ServerPlan with(
            BindingRules otherBinding, @Nullable BypassPort otherBypass, @Nullable StampService otherStamp) {
        return new ServerPlan(
                control,
                testPort,
                firstTestPort,
                lastTestPort,
                modes,
                rules,
                keySource,
                otherBinding,
                strictAddress,
                maxSessions,
                refwait,
                otherBypass,
                otherStamp);
    }

    /** What the greeting offers. RFC 7717 §5.2: IKEv2Derived only with a security mode to go with it. */
    Modes offered() {
        boolean keyed = !keyedModes().isNone() && keySource != null;
        return switch (profile()) {
            case RFC7717 -> keyed ? modes.or(Modes.IKEV2_DERIVED) : modes;
            case DRAFT -> keyed ? plain().or(Modes.IPSEC) : plain();
            case DRAFT_ALT1, DRAFT_ALT2 -> keyed ? keyedModes().or(Modes.IPSEC) : Modes.NONE;
        };
    }

    private Profile profile() {
        return binding.plan().profile();
    }

    private Modes keyedModes() {
        return (profile() == Profile.RFC7717 ? modes.security() : plain()).without(Modes.UNAUTHENTICATED);
    }

    /** In the profiles of the drafts mixed mode has no bit, and there are no features. draft-ietf-ippm-ipsec-01 §4.2. */
    private Modes plain() {
        return modes.security().without(Modes.MIXED);
    }

    /** What is left for a client with whom no SA is shared. */
    private Modes classic() {
        if (profile().isAlternative()) return Modes.NONE;
        return rules.rules().passphrases() == null ? plain().and(Modes.UNAUTHENTICATED) : plain();
    }

    ServerSettings settings(long startTimeNtp) {
        return ServerSettings.of(offered(), startTimeNtp).in(profile(), offered(), classic());
    }
}
