package org.waywiser.keys.agent;

import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.waywiser.keys.BoundSa;
import org.waywiser.keys.IkeSecret;
import org.waywiser.keys.KeySource;
import org.waywiser.keys.SaBinding;
import org.waywiser.keys.SaStatus;
import org.waywiser.keys.StampCandidate;
import org.waywiser.keys.StampSession;
import org.waywiser.keys.StampSsids;
import org.waywiser.keys.agent.Request.Newest;
import org.waywiser.keys.agent.Request.Spis;
import org.waywiser.keys.agent.Request.Which;
import org.waywiser.protocol.control.Profile;
import org.waywiser.protocol.path.Flow;
import org.waywiser.protocol.path.PathMtu;
import org.waywiser.protocol.path.PathReport;
import org.waywiser.security.Secret;
import org.waywiser.security.binding.RootKind;
import org.waywiser.security.binding.StampKeys;
import org.waywiser.wire.control.SaName;
import tools.jackson.databind.node.ObjectNode;

/**
 * Asks an agent. Each question has a connection of its own, so an agent that was started anew is found again by the next one, and one that
 * is gone is told of at once.
 */
public final class AgentClient implements KeySource, AutoCloseable {
    private static final System.Logger LOG = System.getLogger("org.waywiser.agent");
    /** An agent may take its own time to set up an SA. */
    private static final Duration ESTABLISHING = Duration.ofSeconds(60);

    private final Questions agent;

    /** @param socket where the agent listens */
    public AgentClient(Path socket) {
        agent = new Questions(socket);
    }

    /** Where the agent listens. */
    public Path socket() {
        return agent.socket();
    }

    @Override
    public Optional<IkeSecret> byPeer(InetAddress peer) throws AgentFailure {
        return byPeer(peer, Optional.empty());
    }

    /**
     * The newest SA with that address.
     *
     * @param remoteId the identity that its peer must have proven; empty for any
     */
    public Optional<IkeSecret> byPeer(InetAddress peer, Optional<String> remoteId) throws AgentFailure {
        return derive(new Newest(peer, remoteId));
    }

    @Override
    public Optional<IkeSecret> bySpis(long spiI, long spiR) throws AgentFailure {
        return derive(new Spis(spiI, spiR));
    }

    /** All SAs of the agent that this user may know of, oldest first. */
    public List<SaStatus> all() throws AgentFailure {
        try (var conversation = agent.open()) {
            var sas = new ArrayList<SaStatus>();
            agent.ask(conversation, new Request.ListAll());
            for (ObjectNode text = agent.answer(conversation).text();
                    !text.has("end");
                    text = agent.answer(conversation).text()) {
                sas.add(sa(text));
            }
            return sas;
        }
    }

    /** Where the agent's SAs come from, and whether anything arrives. */
    public SourceStatus source() throws AgentFailure {
        ObjectNode text = agent.ask(new Request.Source()).text();
        if (!(text.get("source") instanceof ObjectNode source)) throw agent.strange("an answer without source");
        return SourceText.read(source);
    }

    /**
     * Has the agent set up an SA, with its own connections and credentials.
     *
     * @param host as the user named it
     * @param address the one to use
     */
    public SaStatus establish(String host, InetAddress address) throws AgentFailure {
        return sa(agent.ask(new Request.Establish(host, Optional.of(address)), ESTABLISHING)
                .text());
    }

    /** Has the agent delete an SA and tell its peer; the answer is what it was. */
    public SaStatus delete(long spiI, long spiR) throws AgentFailure {
        return sa(agent.ask(new Request.Delete(new Spis(spiI, spiR))).text());
    }

    /**
     * What protects packets of these two kinds, and those that come back, by the kernel that the agent may ask.
     *
     * @param mtu as it is seen here
     */
    public PathReport path(Flow control, Flow test, PathMtu mtu) throws AgentFailure {
        ObjectNode text = agent.ask(new Request.DescribePath(control, test)).text();
        if (!(text.get("path") instanceof ObjectNode path)) throw agent.strange("an answer without path");
        return PathText.read(path, control, test, mtu);
    }

    /** Whether there is an agent that answers this user. */
    public void check() throws AgentFailure {
        agent.open().close();
    }

    private Optional<IkeSecret> derive(Which which) throws AgentFailure {
        try {
            Frame answer = agent.ask(new Request.Derive(which, Purpose.IPPM, Frame.object()));
            return Optional.of(sa(answer.text()).with(keyOf(answer)));
        } catch (AgentFailure e) {
            return absent(e);
        }
    }

    @Override
    public Optional<SaBinding> bind(InetAddress peer, Profile profile, RootKind root) throws AgentFailure {
        return bound(new BindingRequest.Newest(peer, profile, root)).map(sa -> new AgentBinding(this, sa, profile));
    }

    @Override
    public Optional<SaBinding> bind(InetAddress peer, Profile profile, SaName name) throws AgentFailure {
        return bound(new BindingRequest.Named(peer, profile, name)).map(sa -> new AgentBinding(this, sa, profile));
    }

    /** The SA that this names; nothing if there is none. */
    Optional<BoundSa> bound(BindingRequest request) throws AgentFailure {
        try {
            if (!(agent.ask(new Request.Bound(request)).text().get("bound") instanceof ObjectNode sa))
                throw agent.strange("an answer without SA");
            return Optional.of(BoundSaText.read(sa));
        } catch (AgentFailure e) {
            return absent(e);
        }
    }

    Secret boundKey(BindingRequest.Key request) throws AgentFailure {
        return keyOf(agent.ask(new Request.Bound(request)));
    }

    String use(BindingRequest.Use request) throws AgentFailure {
        return Request.string(agent.ask(new Request.Bound(request)).text(), "use");
    }

    /** The connection stays, and the claim with it. */
    Optional<SaBinding.Claim> claim(BindingRequest.Claim request) throws AgentFailure {
        Conversation conversation = agent.open();
        boolean claimed = false;
        try {
            agent.ask(conversation, new Request.Bound(request));
            claimed = agent.answer(conversation).text().path("claimed").asBoolean(false);
            return claimed ? Optional.of(conversation::close) : Optional.empty();
        } finally {
            if (!claimed) conversation.close();
        }
    }

    @Override
    public Optional<StampKeys> stampKeys(long spiI, long spiR, int ssid) throws AgentFailure {
        try {
            return Optional.of(
                    stampKeys(stampKeys(new Spis(spiI, spiR), Frame.object().put("ssid", ssid))));
        } catch (AgentFailure e) {
            return absent(e);
        }
    }

    @Override
    public StampSession newStampSession(long spiI, long spiR, OptionalInt ssid) throws AgentFailure {
        var context = Frame.object().put("begin", true);
        ssid.ifPresent(wanted -> context.put("ssid", wanted));
        Frame answer = stampKeys(new Spis(spiI, spiR), context);
        return new StampSession(answer.text().path("ssid").asInt(), stampKeys(answer));
    }

    /** An agent that knows the peer by another address of it finds the newest only. */
    @Override
    public List<StampCandidate> stampCandidates(InetAddress peer, int ssid) throws AgentFailure {
        Optional<IkeSecret> newest = byPeer(peer);
        if (newest.isEmpty()) return List.of();
        newest.get().secret().wipe();
        var candidates = new ArrayList<StampCandidate>();
        for (SaStatus sa : newestFirst(newest.get())) {
            if (StampSsids.ofInitiator(ssid) == sa.initiator()) continue;
            stampKeys(sa.spiI(), sa.spiR(), ssid)
                    .ifPresent(keys -> candidates.add(new StampCandidate(sa.spiI(), sa.spiR(), keys)));
        }
        return candidates;
    }

    private List<SaStatus> newestFirst(IkeSecret newest) throws AgentFailure {
        return all().reversed().stream()
                .filter(SaStatus::isIke)
                .filter(sa -> sa.peer().getAddress().equals(newest.peer())
                        && sa.remoteId().equals(newest.remoteId()))
                .limit(StampSsids.CANDIDATES)
                .toList();
    }

    private Frame stampKeys(Which which, ObjectNode context) throws AgentFailure {
        return agent.ask(new Request.Derive(which, Purpose.STAMP, context));
    }

    private StampKeys stampKeys(Frame answer) throws AgentFailure {
        Secret both = keyOf(answer);
        if (both.length() != 2 * StampKeys.LENGTH) throw agent.strange("keys of " + both.length() + " octets");
        var keys = new StampKeys(both.slice(0, StampKeys.LENGTH), both.slice(StampKeys.LENGTH, both.length()));
        both.wipe();
        return keys;
    }

    /** That there is no such SA is an answer. */
    private static <T> Optional<T> absent(AgentFailure e) throws AgentFailure {
        if (e.error() == AgentError.NOT_FOUND) return Optional.empty();
        throw e;
    }

    private Secret keyOf(Frame answer) throws AgentFailure {
        Secret key = answer.key();
        if (key == null) throw agent.strange("an answer without key");
        return key;
    }

    /** Tells of SAs until the handle is closed; if the agent goes before, the log says so and nothing more is told. */
    @Override
    public Subscription listen(Listener listener) throws AgentFailure {
        return Incoming.subscribe(agent, text -> tell(text, listener));
    }

    private void tell(ObjectNode text, Listener listener) throws AgentFailure {
        if (text.get("rekeying") instanceof ObjectNode rekeying) {
            listener.rekeyed(SaText.readRekeying(rekeying));
            return;
        }
        if (!(text.get("sa") instanceof ObjectNode described)) throw agent.strange("an event without SA");
        IkeSecret sa = SaText.readWithoutKey(described);
        switch (Request.string(text, "event")) {
            // where it is deleted by now, nothing is told: it can no longer be used
            case "established" -> bySpis(sa.spiI(), sa.spiR()).ifPresent(listener::established);
            case "deleted" -> listener.deleted(sa);
            default -> LOG.log(Level.DEBUG, "the agent knows events that we do not");
        }
    }

    private static SaStatus sa(ObjectNode text) throws AgentFailure {
        if (text.get("sa") instanceof ObjectNode sa) return SaText.read(sa);
        throw Request.malformed("an answer without SA");
    }

    @Override
    public void close() {
        agent.close();
    }
}
