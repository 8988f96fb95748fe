package org.waywiser.keys.embedded;

import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.waywiser.keys.BoundSa;
import org.waywiser.keys.Candidate;
import org.waywiser.keys.LocalBinding;
import org.waywiser.keys.SaBinding;
import org.waywiser.keys.UsedNumbers;
import org.waywiser.protocol.ike.ChildSaInfo;
import org.waywiser.protocol.ike.IkeSaInfo;
import org.waywiser.security.binding.Root;
import org.waywiser.security.control.ControlKeys;
import org.waywiser.security.ike.auth.Identities;
import org.waywiser.wire.control.SaName;

/** What an SA of the engine gives to a connection in a profile of the drafts. draft-ietf-ippm-ipsec-01 §4.1. */
final class Bindings {
    private Bindings() {}

    /** Nothing where SKEYSEED lacks the post-quantum key that the SA has. */
    static Optional<Candidate> ofIke(IkeSaInfo sa, UsedNumbers used, BooleanSupplier alive) {
        SaName name = SaName.ofIke(sa.spiI(), sa.spiR());
        return sa.skeyseed()
                .map(skeyseed -> new Candidate(
                        name,
                        () -> new LocalBinding(
                                described(sa, name, sa.spiI(), sa.spiR(), sa.proposal()),
                                new Root(sa.prf(), skeyseed.copy()),
                                Optional.empty(),
                                used,
                                alive)));
    }

    static Candidate ofChild(IkeSaInfo sa, ChildSaInfo child, UsedNumbers used, BooleanSupplier alive) {
        var name = new SaName(child.suite().protocol().number(), child.spiI(), child.spiR());
        return new Candidate(name, () -> bindingOfChild(sa, name, child, used, alive));
    }

    private static SaBinding bindingOfChild(
            IkeSaInfo sa, SaName name, ChildSaInfo child, UsedNumbers used, BooleanSupplier alive) {
        Optional<ControlKeys> own = child.suite().isCbcWithHmac()
                ? Optional.of(new ControlKeys(
                        child.keymat().encryptionTowardsResponder(),
                        child.keymat().integrityTowardsResponder()))
                : Optional.empty();
        return new LocalBinding(
                described(
                        sa,
                        name,
                        Integer.toUnsignedLong(child.spiI()),
                        Integer.toUnsignedLong(child.spiR()),
                        child.suite().toString()),
                new Root(sa.prf(), child.keymat().octets().copy()),
                own,
                used,
                alive);
    }

    /** The engine and its SAs begin and end together, so it has watched all of them. */
    private static BoundSa described(IkeSaInfo sa, SaName name, long spiI, long spiR, String proposal) {
        return new BoundSa(
                name,
                spiI,
                spiR,
                "PRF_" + sa.prf(),
                proposal,
                Identities.text(sa.localIdentity()),
                Identities.text(sa.remoteIdentity()),
                sa.peer().getAddress(),
                true);
    }
}
