package org.waywiser.keys.agent;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import org.waywiser.keys.IkeSecret;
import org.waywiser.keys.Rekeying;
import org.waywiser.keys.SaStatus;
import org.waywiser.security.Secret;
import org.waywiser.wire.control.SaName;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** An SA as JSON: in answers of the agent and in the output of {@code waywiser ike list --json}. */
public final class SaText {
    private SaText() {}

    /** Times in whole seconds; what is not known is null. */
    public static ObjectNode write(SaStatus sa) {
        return Frame.object()
                .put("protocol", sa.protocolName())
                .put("spi_i", sa.spiIText())
                .put("spi_r", sa.spiRText())
                .put("state", sa.state())
                .put("initiator", sa.initiator())
                .put("connection", sa.connection().orElse(null))
                .put("prf", sa.prf())
                .put("proposal", sa.proposal())
                .put("local_id", sa.localId())
                .put("remote_id", sa.remoteId())
                .put("peer", sa.peer().getAddress().getHostAddress())
                .put("peer_port", sa.peer().getPort() == 0 ? null : sa.peer().getPort())
                .put("age_s", sa.age().toSeconds())
                .put("rekey_in_s", sa.rekeyIn().map(Duration::toSeconds).orElse(null))
                .put("ends_in_s", sa.endsIn().map(Duration::toSeconds).orElse(null));
    }

    /** What an event tells of an SA. */
    static ObjectNode write(IkeSecret sa) {
        return Frame.object()
                .put("spi_i", IkeSecret.spi(sa.spiI()))
                .put("spi_r", IkeSecret.spi(sa.spiR()))
                .put("prf", sa.prf())
                .put("proposal", sa.proposal())
                .put("local_id", sa.localId())
                .put("remote_id", sa.remoteId())
                .put("peer", sa.peer().getHostAddress());
    }

    static ObjectNode write(Rekeying rekeying) {
        return Frame.object()
                .put("protocol", rekeying.protocol())
                .put("old_spi_i", IkeSecret.spi(rekeying.oldSpiI()))
                .put("old_spi_r", IkeSecret.spi(rekeying.oldSpiR()))
                .put("spi_i", IkeSecret.spi(rekeying.spiI()))
                .put("spi_r", IkeSecret.spi(rekeying.spiR()))
                .put("peer", rekeying.peer().getHostAddress())
                .put("remote_id", rekeying.remoteId());
    }

    static Rekeying readRekeying(ObjectNode text) throws AgentFailure {
        return new Rekeying(
                text.path("protocol").asInt(0),
                Request.spi(text, "old_spi_i"),
                Request.spi(text, "old_spi_r"),
                Request.spi(text, "spi_i"),
                Request.spi(text, "spi_r"),
                peer(text),
                Request.string(text, "remote_id"));
    }

    /** The same with no secret at all. */
    static IkeSecret readWithoutKey(ObjectNode sa) throws AgentFailure {
        return new IkeSecret(
                Request.spi(sa, "spi_i"),
                Request.spi(sa, "spi_r"),
                Secret.owning(new byte[0]),
                Request.string(sa, "prf"),
                Request.string(sa, "proposal"),
                Request.string(sa, "local_id"),
                Request.string(sa, "remote_id"),
                peer(sa));
    }

    private static InetAddress peer(ObjectNode sa) throws AgentFailure {
        return Request.address(sa, "peer").orElseThrow(() -> Request.malformed("an SA without peer"));
    }

    static SaStatus read(ObjectNode sa) throws AgentFailure {
        return new SaStatus(
                protocol(sa),
                Request.anySpi(sa, "spi_i"),
                Request.anySpi(sa, "spi_r"),
                Request.string(sa, "state"),
                sa.path("initiator").asBoolean(false),
                present(sa, "connection").map(JsonNode::asString),
                Request.string(sa, "prf"),
                Request.string(sa, "proposal"),
                Request.string(sa, "local_id"),
                Request.string(sa, "remote_id"),
                new InetSocketAddress(
                        peer(sa), present(sa, "peer_port").map(JsonNode::asInt).orElse(0) & 0xffff),
                Duration.ofSeconds(sa.path("age_s").asLong(0)),
                time(sa, "rekey_in_s"),
                time(sa, "ends_in_s"));
    }

    private static int protocol(ObjectNode sa) throws AgentFailure {
        return switch (Request.string(sa, "protocol")) {
            case "IKE" -> SaName.IKE;
            case "AH" -> SaName.AH;
            case "ESP" -> SaName.ESP;
            default -> throw Request.malformed("an SA of no protocol that is known");
        };
    }

    private static Optional<Duration> time(ObjectNode sa, String field) {
        return present(sa, field).map(JsonNode::asLong).map(Duration::ofSeconds);
    }

    private static Optional<JsonNode> present(ObjectNode sa, String field) {
        return Optional.ofNullable(sa.get(field)).filter(value -> !value.isNull());
    }
}
