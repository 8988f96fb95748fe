package org.waywiser.keys.agent;

import java.util.Optional;
import org.waywiser.keys.BoundSa;
import org.waywiser.keys.SaBinding;
import org.waywiser.protocol.control.Profile;
import org.waywiser.protocol.control.SaKeys;
import org.waywiser.security.Secret;
import org.waywiser.security.binding.Alt1Keys;
import org.waywiser.security.probe.ProbeKeys;
import org.waywiser.wire.Octets;
import org.waywiser.wire.control.Sid;
import tools.jackson.databind.node.ObjectNode;

/** A binding to an SA of an agent, which is asked for each key and keeps the register of what was used. */
final class AgentBinding implements SaBinding {
    private final AgentClient agent;
    private final BoundSa sa;
    private final BindingRequest.Named named;

    AgentBinding(AgentClient agent, BoundSa sa, Profile profile) {
        this.agent = agent;
        this.sa = sa;
        this.named = new BindingRequest.Named(sa.peer(), profile, sa.name());
    }

    @Override
    public BoundSa sa() {
        return sa;
    }

    @Override
    public boolean alive() throws AgentFailure {
        return agent.bound(named).isPresent();
    }

    @Override
    public SaKeys keys(Profile profile, Octets salt, long count) throws AgentFailure {
        return switch (profile) {
            case DRAFT ->
                new SaKeys.TokenKey(key(
                        Purpose.DRAFT,
                        Frame.object().put("salt", salt.toString()).put("count", count)));
            case DRAFT_ALT1 ->
                new SaKeys.Alternative1(new Alt1Keys(
                        key(Purpose.ALT1_ENC, Frame.object()),
                        key(Purpose.ALT1_AUTH, Frame.object()),
                        key(Purpose.ALT1_TOKEN, Frame.object())));
            case DRAFT_ALT2, RFC7717 ->
                throw new AgentFailure(AgentError.UNSUPPORTED, "an agent has no keys for " + profile);
        };
    }

    @Override
    public ProbeKeys sessionKeys(Profile profile, Sid sid) throws AgentFailure {
        Secret both =
                key(Purpose.SESSION_ID, Frame.object().put("sid", sid.octets().toString()));
        var keys = new ProbeKeys(both.slice(0, ProbeKeys.AES_LENGTH), both.slice(ProbeKeys.AES_LENGTH, both.length()));
        both.wipe();
        return keys;
    }

    private Secret key(Purpose purpose, ObjectNode context) throws AgentFailure {
        return agent.boundKey(new BindingRequest.Key(named, purpose, context));
    }

    @Override
    public Use use(Octets number) throws AgentFailure {
        return switch (agent.use(new BindingRequest.Use(named, number))) {
            case "first" -> Use.FIRST;
            case "used-up" -> Use.USED_UP;
            default -> Use.REPEATED;
        };
    }

    @Override
    public Optional<Claim> claim(Direction direction) throws AgentFailure {
        return agent.claim(new BindingRequest.Claim(named, direction));
    }

    /** Nothing is held here. */
    @Override
    public void close() {}
}
