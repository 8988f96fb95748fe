package org.waywiser.keys.agent;

import java.net.InetAddress;
import java.util.HexFormat;
import java.util.Optional;
import org.waywiser.keys.IkeSecret;
import org.waywiser.keys.SaStatus;
import org.waywiser.protocol.path.Flow;
import org.waywiser.wire.Octets;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What an agent can be asked for. */
sealed interface Request {
    /** Versions to speak, from the highest; the first request of a connection. */
    record Hello(int version) implements Request {}

    /** All SAs that this user may know of, oldest first. */
    record ListAll() implements Request {}

    /** Where the SAs come from, and whether anything arrives. */
    record Source() implements Request {}

    /** A key of one SA. */
    record Derive(Which which, Purpose purpose, ObjectNode context) implements Request {}

    /**
     * An SA with a host: the agent uses its own connections and credentials.
     *
     * @param host as the user named it: what the peer is to prove, unless the agent knows better
     * @param address the one to use, where the host has several
     */
    record Establish(String host, Optional<InetAddress> address) implements Request {}

    /** The end of one SA. */
    record Delete(Spis spis) implements Request {}

    /** To be told of SAs from now on; nothing can be asked on this connection any more. */
    record Subscribe() implements Request {}

    /** What protects packets of these two kinds and those that come back, by the kernel's policies and SAs. */
    record DescribePath(Flow control, Flow test) implements Request {}

    /** What is asked of an SA that a greeting names. */
    record Bound(BindingRequest request) implements Request {}

    /** Names one SA. */
    sealed interface Which {}

    /** By its SPIs, in the order of the IKE header. */
    record Spis(long spiI, long spiR) implements Which {
        boolean fits(SaStatus sa) {
            return sa.spiI() == spiI && sa.spiR() == spiR;
        }
    }

    /** The newest with that peer, and with that proven identity where one is named. */
    record Newest(InetAddress peer, Optional<String> remoteId) implements Which {}

    default ObjectNode write() {
        ObjectNode text = Frame.object();
        switch (this) {
            case Hello(int version) -> text.put("request", "hello").put("version", version);
            case ListAll() -> text.put("request", "list");
            case Source() -> text.put("request", "source");
            case Derive(Which which, Purpose purpose, ObjectNode context) -> {
                text.put("request", "derive");
                write(which, text);
                text.put("purpose", purpose.text()).set("context", context);
            }
            case Establish(String host, Optional<InetAddress> address) -> {
                text.put("request", "establish").put("host", host);
                address.ifPresent(a -> text.put("address", a.getHostAddress()));
            }
            case Delete(Spis spis) -> {
                text.put("request", "delete");
                write(spis, text);
            }
            case Subscribe() -> text.put("request", "subscribe");
            case Bound(BindingRequest request) -> text.setAll(request.write());
            case DescribePath(Flow control, Flow test) ->
                text.put("request", "path")
                        .put("local", PathText.address(test.from()))
                        .put("remote", PathText.address(test.to()))
                        .put("control_local_port", control.fromPort())
                        .put("control_port", control.toPort())
                        .put("test_local_port", test.fromPort())
                        .put("test_port", test.toPort());
        }
        return text;
    }

    private static void write(Which which, ObjectNode text) {
        switch (which) {
            case Spis(long spiI, long spiR) ->
                text.put("spi_i", IkeSecret.spi(spiI)).put("spi_r", IkeSecret.spi(spiR));
            case Newest(InetAddress peer, Optional<String> remoteId) -> {
                text.put("peer", peer.getHostAddress());
                remoteId.ifPresent(id -> text.put("remote_id", id));
            }
        }
    }

    /** @throws AgentFailure saying what is wrong with it */
    static Request read(ObjectNode text) throws AgentFailure {
        if (BindingRequest.is(text)) return new Bound(BindingRequest.read(text));
        String name = string(text, "request");
        return switch (name) {
            case "hello" -> new Hello(text.path("version").asInt(0));
            case "list" -> new ListAll();
            case "source" -> new Source();
            case "derive" -> new Derive(which(text), purpose(text), context(text));
            case "establish" -> new Establish(string(text, "host"), address(text, "address"));
            case "delete" -> new Delete(spis(text));
            case "subscribe" -> new Subscribe();
            case "path" ->
                new DescribePath(
                        flow(text, "control_local_port", "control_port", Flow.TCP),
                        flow(text, "test_local_port", "test_port", Flow.UDP));
            default -> throw malformed("no such request");
        };
    }

    static Purpose purpose(ObjectNode text) throws AgentFailure {
        return Purpose.of(string(text, "purpose"))
                .orElseThrow(() -> new AgentFailure(AgentError.UNSUPPORTED, "no keys are derived for that purpose"));
    }

    static ObjectNode context(ObjectNode text) {
        return text.path("context") instanceof ObjectNode context ? context : Frame.object();
    }

    private static Which which(ObjectNode text) throws AgentFailure {
        Optional<InetAddress> peer = address(text, "peer");
        if (peer.isEmpty()) return spis(text);
        return new Newest(
                peer.get(), text.has("remote_id") ? Optional.of(string(text, "remote_id")) : Optional.empty());
    }

    private static Flow flow(ObjectNode text, String fromPort, String toPort, int protocol) throws AgentFailure {
        var local = address(text, "local").orElseThrow(() -> malformed("local is missing"));
        var remote = address(text, "remote").orElseThrow(() -> malformed("remote is missing"));
        return new Flow(
                Octets.of(local.getAddress()),
                text.path(fromPort).asInt(0),
                Octets.of(remote.getAddress()),
                text.path(toPort).asInt(0),
                protocol);
    }

    private static Spis spis(ObjectNode text) throws AgentFailure {
        return new Spis(spi(text, "spi_i"), spi(text, "spi_r"));
    }

    static long spi(ObjectNode text, String field) throws AgentFailure {
        if (string(text, field).length() != 16) throw malformed(field + " is not 16 hex digits");
        return anySpi(text, field);
    }

    /** Of an IKE SA, or of an AH or ESP SA. */
    static long anySpi(ObjectNode text, String field) throws AgentFailure {
        String digits = string(text, field);
        try {
            if (digits.length() == 8 || digits.length() == 16) return HexFormat.fromHexDigitsToLong(digits);
        } catch (IllegalArgumentException e) {
            // falls through to the one message below
        }
        throw malformed(field + " is not 8 or 16 hex digits");
    }

    /** Never looks up a name: that of a literal address is itself. */
    static Optional<InetAddress> address(ObjectNode text, String field) throws AgentFailure {
        if (!text.has(field)) return Optional.empty();
        try {
            return Optional.of(InetAddress.ofLiteral(string(text, field)));
        } catch (IllegalArgumentException e) {
            throw malformed(field + " is no address");
        }
    }

    static String string(ObjectNode text, String field) throws AgentFailure {
        JsonNode value = text.get(field);
        if (value == null || !value.isString()) throw malformed(field + " is missing, or is no string");
        return value.stringValue();
    }

    static AgentFailure malformed(String why) {
        return new AgentFailure(AgentError.MALFORMED, why);
    }
}
