package org.waywiser.keys.agent;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.waywiser.keys.IkeSecret;
import org.waywiser.keys.KeysUnavailable;
import org.waywiser.keys.SaBinding;
import org.waywiser.keys.SaStatus;
import org.waywiser.keys.StampSession;
import org.waywiser.keys.agent.AgentServer.Count;
import org.waywiser.keys.agent.Request.Bound;
import org.waywiser.keys.agent.Request.Delete;
import org.waywiser.keys.agent.Request.Derive;
import org.waywiser.keys.agent.Request.DescribePath;
import org.waywiser.keys.agent.Request.Establish;
import org.waywiser.keys.agent.Request.Hello;
import org.waywiser.keys.agent.Request.ListAll;
import org.waywiser.keys.agent.Request.Newest;
import org.waywiser.keys.agent.Request.Source;
import org.waywiser.keys.agent.Request.Spis;
import org.waywiser.keys.agent.Request.Subscribe;
import org.waywiser.keys.agent.Request.Which;
import org.waywiser.protocol.path.Flow;
import org.waywiser.security.Secret;
import org.waywiser.security.binding.StampKeys;
import tools.jackson.databind.node.ObjectNode;

/** The agent's end of one connection: requests and answers one after the other, or the news of a subscriber. */
final class Answering {
    static final int LONGEST_REQUEST = 4096;
    /** The only version there is so far. */
    static final int VERSION = 1;

    private static final System.Logger LOG = System.getLogger("org.waywiser.agent");

    private final Conversation conversation;
    private final String user;
    private final Optional<Access.Rights> rights;
    private final SaKeeper keeper;
    private final Duration patience;
    private final Consumer<Count> counter;

    Answering(
            Conversation conversation,
            String user,
            Optional<Access.Rights> rights,
            SaKeeper keeper,
            Duration patience,
            Consumer<Count> counter) {
        this.conversation = conversation;
        this.user = user;
        this.rights = rights;
        this.keeper = keeper;
        this.patience = patience;
        this.counter = counter;
    }

    void run() {
        try {
            if (greeted()) answerAll();
        } catch (Frame.Malformed e) {
            counter.accept(Count.MALFORMED);
            LOG.log(Level.WARNING, "agent: closed a connection of user {0}: {1}", user, e.getMessage());
            complain(Request.malformed(String.valueOf(e.getMessage())));
        } catch (SocketTimeoutException e) {
            counter.accept(Count.OVERDUE);
        } catch (IOException e) {
            // the other end is gone
            LOG.log(Level.DEBUG, "agent: connection of user {0}: {1}", user, e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void complain(AgentFailure failure) {
        try {
            conversation.send(error(failure), patience);
        } catch (IOException e) {
            // it is closed anyway
        }
    }

    /** The first exchange: whether the two ends understand each other, and whether this user may ask at all. */
    private boolean greeted() throws IOException {
        Frame first = conversation.receive(patience);
        if (first == null) return false;
        try {
            if (!(Request.read(first.text()) instanceof Hello(int version)))
                throw Request.malformed("hello comes first");
            if (version < VERSION) {
                throw new AgentFailure(AgentError.VERSION, "this agent speaks version " + VERSION + " only");
            }
            if (rights.isEmpty()) {
                throw new AgentFailure(
                        AgentError.DENIED,
                        "user " + user
                                + " may not ask the agent: add it with --allow-uid, or to the group of the socket");
            }
        } catch (AgentFailure e) {
            counter.accept(Count.ERRORS);
            conversation.send(error(e), patience);
            return false;
        }
        conversation.send(Frame.of(Frame.object().put("version", VERSION)), patience);
        return true;
    }

    private void answerAll() throws IOException, InterruptedException {
        for (Frame frame = conversation.receive(patience); frame != null; frame = conversation.receive(patience)) {
            try {
                Request request = Request.read(frame.text());
                if (request instanceof Subscribe) {
                    new News(conversation, rights.orElseThrow(), patience, counter).tell(keeper);
                    return;
                }
                if (request instanceof Bound(BindingRequest.Claim claim)) {
                    hold(claim);
                    return;
                }
                answer(request);
            } catch (KeysUnavailable e) {
                counter.accept(Count.ERRORS);
                conversation.send(error(AgentFailure.of(e)), patience);
            } catch (RuntimeException e) {
                // our fault, yet one request must not end the service of all others
                LOG.log(Level.ERROR, "agent: request failed", e);
                conversation.send(error(new AgentFailure(AgentError.INTERNAL, "see the log of the agent")), patience);
            }
        }
    }

    private void answer(Request request) throws IOException, KeysUnavailable, InterruptedException {
        switch (request) {
            case ListAll() -> {
                List<SaStatus> known = known();
                for (SaStatus sa : known) conversation.send(sa(sa, null), patience);
                conversation.send(Frame.of(Frame.object().put("end", known.size())), patience);
            }
            case Source() -> {
                var text = Frame.object();
                text.set("source", SourceText.write(keeper.source()));
                conversation.send(Frame.of(text), patience);
            }
            case Derive derive -> conversation.send(derive(derive), patience);
            case Establish(String host, Optional<InetAddress> address) -> {
                SaStatus sa = keeper.establish(host, address);
                if (!rights.orElseThrow().include(sa)) throw denied("use the SAs of " + sa.remoteId());
                conversation.send(sa(sa, null), patience);
            }
            case Delete(Spis(long spiI, long spiR)) -> {
                if (!rights.orElseThrow().administrator())
                    throw denied("delete SAs: that is for the agent's own user and root");
                SaStatus sa = find(new Spis(spiI, spiR));
                LOG.log(
                        Level.INFO,
                        "agent: user {0} deletes IKE SA {1} {2}",
                        user,
                        IkeSecret.spi(spiI),
                        IkeSecret.spi(spiR));
                keeper.delete(spiI, spiR);
                conversation.send(sa(sa, null), patience);
            }
            case DescribePath(Flow control, Flow test) -> {
                var text = Frame.object();
                text.set("path", PathText.write(keeper.path(control, test)));
                conversation.send(Frame.of(text), patience);
            }
            case Bound(BindingRequest asked) ->
                conversation.send(new BindingAnswers(keeper, rights.orElseThrow()).answer(asked), patience);
            case Hello _, Subscribe _ -> throw Request.malformed("comes out of turn");
        }
    }

    private Frame derive(Derive derive) throws KeysUnavailable {
        if (derive.purpose() == Purpose.STAMP) return stamp(derive);
        if (derive.purpose() != Purpose.IPPM) {
            throw new AgentFailure(
                    AgentError.UNSUPPORTED, derive.purpose().text() + " is for SAs named with protocol and profile");
        }
        if (!derive.context().isEmpty()) throw Request.malformed("ippm has no context");
        SaStatus sa = find(derive.which());
        IkeSecret found = keeper.keys().bySpis(sa.spiI(), sa.spiR()).orElseThrow(Answering::notFound);
        return sa(sa, found);
    }

    /** Keys of a session that the other end reflects, or of one that it begins, under an SSID that is taken so. */
    private Frame stamp(Derive derive) throws KeysUnavailable {
        OptionalInt ssid = ssid(derive.context());
        SaStatus sa = find(derive.which());
        var text = Frame.object();
        text.set("sa", SaText.write(sa));
        StampKeys keys;
        if (derive.context().path("begin").asBoolean(false)) {
            StampSession session = keeper.keys().newStampSession(sa.spiI(), sa.spiR(), ssid);
            keys = session.keys();
            text.put("ssid", session.ssid());
        } else {
            int named = ssid.orElseThrow(() -> Request.malformed("no ssid"));
            keys = keeper.keys().stampKeys(sa.spiI(), sa.spiR(), named).orElseThrow(Answering::notFound);
        }
        Secret both = Secret.joined(keys.sender(), keys.reflector());
        keys.wipe();
        return new Frame(text, both);
    }

    private static OptionalInt ssid(ObjectNode context) throws AgentFailure {
        if (!context.has("ssid")) return OptionalInt.empty();
        int ssid = context.path("ssid").asInt(-1);
        if (ssid < 0 || ssid > 0xffff) throw Request.malformed("ssid is not 0 to 65535");
        return OptionalInt.of(ssid);
    }

    /** Until the other end closes: nothing else can be asked then. */
    private void hold(BindingRequest.Claim wanted) throws IOException, KeysUnavailable {
        Optional<SaBinding.Claim> claim = new BindingAnswers(keeper, rights.orElseThrow()).claim(wanted);
        if (claim.isEmpty()) {
            conversation.send(Frame.of(Frame.object().put("claimed", false)), patience);
            return;
        }
        try (var _ = claim.get()) {
            conversation.send(Frame.of(Frame.object().put("claimed", true)), patience);
            if (conversation.receive() != null) counter.accept(Count.MALFORMED);
        }
    }

    private SaStatus find(Which which) throws AgentFailure {
        List<SaStatus> fitting = switch (which) {
            case Spis spis -> keeper.all().stream().filter(spis::fits).toList();
            case Newest(InetAddress peer, Optional<String> remoteId) ->
                keeper.with(peer).stream()
                        .filter(sa -> remoteId.map(sa.remoteId()::equals).orElse(true))
                        .toList();
        };
        return fitting.reversed().stream()
                .filter(rights.orElseThrow()::include)
                .findFirst()
                .orElseThrow(Answering::notFound);
    }

    private List<SaStatus> known() {
        return keeper.all().stream().filter(rights.orElseThrow()::include).toList();
    }

    private AgentFailure denied(String what) {
        LOG.log(Level.WARNING, "agent: user {0} may not have {1}", user, what);
        return new AgentFailure(AgentError.DENIED, "user " + user + " may not " + what);
    }

    private static AgentFailure notFound() {
        return new AgentFailure(AgentError.NOT_FOUND, "no such IKE SA");
    }

    private static Frame sa(SaStatus sa, @Nullable IkeSecret key) {
        var text = Frame.object();
        text.set("sa", SaText.write(sa));
        return new Frame(text, key == null ? null : key.secret());
    }

    static Frame error(AgentFailure failure) {
        return Frame.of(Frame.object().put("error", failure.error().text()).put("message", failure.getMessage()));
    }
}
