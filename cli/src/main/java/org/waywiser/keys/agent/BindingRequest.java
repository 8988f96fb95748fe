package org.waywiser.keys.agent;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import org.waywiser.keys.SaBinding.Direction;
import org.waywiser.protocol.control.Profile;
import org.waywiser.security.binding.RootKind;
import org.waywiser.wire.Octets;
import org.waywiser.wire.control.SaName;
import tools.jackson.databind.node.ObjectNode;

/** What an agent can be asked of SAs that greetings name. draft-ietf-ippm-ipsec-01 §4.2. */
sealed interface BindingRequest {
    /** The newest SA with that address which is fit for the profile. */
    record Newest(InetAddress peer, Profile profile, RootKind root) implements BindingRequest {}

    /** The one of that name. */
    record Named(InetAddress peer, Profile profile, SaName name) implements BindingRequest {}

    /** A key of one. */
    record Key(Named of, Purpose purpose, ObjectNode context) implements BindingRequest {}

    /** To remember a number for as long as one lives, and to know whether it was new. */
    record Use(Named of, Octets number) implements BindingRequest {}

    /** The one session of a direction, until the connection is closed. */
    record Claim(Named of, Direction direction) implements BindingRequest {}

    default ObjectNode write() {
        ObjectNode text = Frame.object();
        switch (this) {
            case Newest(InetAddress peer, Profile profile, RootKind root) ->
                text.put("request", "bind")
                        .put("peer", peer.getHostAddress())
                        .put("profile", profile.toString())
                        .put("root", root.toString());
            case Named named -> write(named, text.put("request", "bind"));
            case Key(Named of, Purpose purpose, ObjectNode context) -> {
                write(of, text.put("request", "derive"));
                text.put("purpose", purpose.text()).set("context", context);
            }
            case Use(Named of, Octets number) ->
                write(of, text.put("request", "use").put("number", number.toString()));
            case Claim(Named of, Direction direction) ->
                write(of, text.put("request", "claim").put("direction", lowerCase(direction)));
        }
        return text;
    }

    private static void write(Named named, ObjectNode text) {
        text.put("peer", named.peer().getHostAddress())
                .put("profile", named.profile().toString())
                .put("protocol", named.name().protocol())
                .put("spi_i", "%08x".formatted(named.name().spiI()))
                .put("spi_r", "%08x".formatted(named.name().spiR()));
    }

    /** Whether a request is one of these. */
    static boolean is(ObjectNode text) throws AgentFailure {
        return switch (Request.string(text, "request")) {
            case "bind", "use", "claim" -> true;
            case "derive" -> text.has("protocol");
            default -> false;
        };
    }

    static BindingRequest read(ObjectNode text) throws AgentFailure {
        return switch (Request.string(text, "request")) {
            case "bind" -> text.has("protocol") ? named(text) : new Newest(peer(text), profile(text), root(text));
            case "derive" -> new Key(named(text), Request.purpose(text), Request.context(text));
            case "use" -> new Use(named(text), octets(text, "number"));
            case "claim" -> new Claim(named(text), direction(text));
            default -> throw Request.malformed("no such request");
        };
    }

    private static Named named(ObjectNode text) throws AgentFailure {
        int protocol = text.path("protocol").asInt(0);
        if (protocol < SaName.IKE || protocol > SaName.ESP) throw Request.malformed("protocol is none of 1 to 3");
        return new Named(peer(text), profile(text), new SaName(protocol, spi(text, "spi_i"), spi(text, "spi_r")));
    }

    private static int spi(ObjectNode text, String field) throws AgentFailure {
        Octets octets = octets(text, field);
        if (octets.length() != 4) throw Request.malformed(field + " is not 8 hex digits");
        return HexFormat.fromHexDigits(octets.toString());
    }

    private static InetAddress peer(ObjectNode text) throws AgentFailure {
        return Request.address(text, "peer").orElseThrow(() -> Request.malformed("peer is missing"));
    }

    private static Profile profile(ObjectNode text) throws AgentFailure {
        String name = Request.string(text, "profile");
        return Arrays.stream(Profile.values())
                .filter(p -> p.toString().equals(name) && p.namesSaInGreeting())
                .findAny()
                .orElseThrow(() -> Request.malformed("no such profile"));
    }

    private static RootKind root(ObjectNode text) throws AgentFailure {
        String name = Request.string(text, "root");
        return Arrays.stream(RootKind.values())
                .filter(kind -> kind.toString().equals(name))
                .findAny()
                .orElseThrow(() -> Request.malformed("no such root"));
    }

    private static Direction direction(ObjectNode text) throws AgentFailure {
        String name = Request.string(text, "direction");
        return Arrays.stream(Direction.values())
                .filter(direction -> lowerCase(direction).equals(name))
                .findAny()
                .orElseThrow(() -> Request.malformed("no such direction"));
    }

    private static String lowerCase(Direction direction) {
        return direction.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Of 4 to 16 octets. */
    static Octets octets(ObjectNode text, String field) throws AgentFailure {
        String digits = Request.string(text, field);
        try {
            Octets octets = Octets.of(HexFormat.of().parseHex(digits));
            if (octets.length() >= 4 && octets.length() <= 16) return octets;
        } catch (IllegalArgumentException e) {
            // falls through to the one message below
        }
        throw Request.malformed(field + " is not hex digits of 4 to 16 octets");
    }
}
