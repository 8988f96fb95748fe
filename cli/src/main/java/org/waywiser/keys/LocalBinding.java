package org.waywiser.keys;

import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.waywiser.protocol.control.Profile;
import org.waywiser.protocol.control.SaKeys;
import org.waywiser.security.binding.Root;
import org.waywiser.security.control.ControlKeys;
import org.waywiser.security.probe.ProbeKeys;
import org.waywiser.wire.Octets;
import org.waywiser.wire.control.Sid;

/** A binding to an SA whose root is in this process. */
public final class LocalBinding implements SaBinding {
    private final BoundSa sa;
    private final Root root;
    private final Optional<ControlKeys> own;
    private final UsedNumbers used;
    private final BooleanSupplier alive;

    /**
     * @param root taken over
     * @param own for profile draft-alt2, taken over: the AES key and the HMAC key of the SA that the responder receives on; empty if it has none
     * @param used of the SA, shared by all its bindings
     * @param alive whether the SA is still there
     */
    public LocalBinding(BoundSa sa, Root root, Optional<ControlKeys> own, UsedNumbers used, BooleanSupplier alive) {
        this.sa = sa;
        this.root = root;
        this.own = own;
        this.used = used;
        this.alive = alive;
    }

    @Override
    public BoundSa sa() {
        return sa;
    }

    @Override
    public boolean alive() {
        return alive.getAsBoolean();
    }

    @Override
    public SaKeys keys(Profile profile, Octets salt, long count) throws KeysUnavailable {
        return switch (profile) {
            case DRAFT -> new SaKeys.TokenKey(root.passwordKey(salt, count));
            case DRAFT_ALT1 -> new SaKeys.Alternative1(root.alt1Keys());
            case DRAFT_ALT2 -> new SaKeys.Own(ownKeys());
            case RFC7717 -> throw new IllegalArgumentException(profile + " binds to nothing");
        };
    }

    private ControlKeys ownKeys() throws KeysUnavailable {
        return own.map(ControlKeys::copy)
                .orElseThrow(() -> new KeysUnavailable(
                        Profile.DRAFT_ALT2 + " takes an ESP SA of AES-CBC with an HMAC, not " + sa.proposal()));
    }

    @Override
    public ProbeKeys sessionKeys(Profile profile, Sid sid) {
        return switch (profile) {
            case DRAFT -> root.draftSessionKeys(sid);
            case DRAFT_ALT1 -> root.alt1SessionKeys(sid);
            case DRAFT_ALT2, RFC7717 -> throw new IllegalArgumentException(profile + " has no keys of a SID");
        };
    }

    @Override
    public Use use(Octets number) {
        return used.add(number);
    }

    @Override
    public Optional<Claim> claim(Direction direction) {
        return used.claim(direction);
    }

    @Override
    public void close() {
        root.wipe();
        own.ifPresent(ControlKeys::wipe);
    }
}
