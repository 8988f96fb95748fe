package org.waywiser.protocol.ike;

import java.net.InetSocketAddress;
import java.util.random.RandomGenerator;
import org.waywiser.wire.Octets;
import org.waywiser.wire.ike.FirstGlance;

/** What an IKE_SA_INIT request is worth before anything is done for it. RFC 7296 §2.6, RFC 8019 §4, §6. */
final class FirstContact {
    /** What to do with a request. */
    sealed interface Decision {
        /**
         * It is looked at in full.
         *
         * @param proven whether the source is known to receive at its address
         * @param halfOpenNanos how long its SA may be half open
         */
        record Welcome(boolean proven, long halfOpenNanos) implements Decision {}

        /** Its source has to send this back first. */
        record Challenge(Octets cookie) implements Decision {}

        record Unwelcome(IkeDropReason reason, String detail) implements Decision {}
    }

    private final IkeSettings.Defence defence;
    private final HalfOpenSas halfOpen;
    private final Failures failures;
    private final Cookies cookies;

    FirstContact(IkeSettings.Defence defence, HalfOpenSas halfOpen, Failures failures, RandomGenerator random) {
        this.defence = defence;
        this.halfOpen = halfOpen;
        this.failures = failures;
        this.cookies = new Cookies(random);
    }

    /**
     * Decides by what is cheap to know.
     *
     * @param open SAs of all kinds there are
     */
    Decision judge(long spiI, FirstGlance request, InetSocketAddress from, int open, long nowNanos) {
        var source = Source.of(from);
        int ofSource = halfOpen.of(source);
        if (open >= defence.mostOpen()) {
            return new Decision.Unwelcome(IkeDropReason.TOO_MANY_SAS, "there are " + open + " SAs");
        }
        if (failures.of(source, nowNanos) >= defence.mostFailuresOfSource()) {
            return new Decision.Unwelcome(IkeDropReason.TOO_MANY_FAILURES, "its proofs of identity fail");
        }
        boolean attack = halfOpen.size() >= defence.cookiesFrom();
        boolean proven = cookies.proves(spiI, request, from, nowNanos);
        if (!proven && (attack || ofSource >= defence.cookiesFromOfSource()))
            return challenge(spiI, request, from, nowNanos);
        if (halfOpen.size() >= defence.mostHalfOpen() || ofSource >= defence.mostHalfOpenOfSource()) {
            return new Decision.Unwelcome(
                    IkeDropReason.TOO_MANY_HALF_OPEN,
                    halfOpen.size() + " SAs are half open, " + ofSource + " of them its own");
        }
        return new Decision.Welcome(proven, attack ? defence.halfOpenUnderAttackNanos() : defence.halfOpenNanos());
    }

    Decision.Challenge challenge(long spiI, FirstGlance request, InetSocketAddress from, long nowNanos) {
        return new Decision.Challenge(cookies.bake(spiI, request, from, nowNanos));
    }
}
