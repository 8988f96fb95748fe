package org.waywiser.keys.agent;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.waywiser.keys.strongswan.HaStatus;
import tools.jackson.databind.node.ObjectNode;

/** Where SAs come from as JSON. */
final class SourceText {
    private SourceText() {}

    static ObjectNode write(SourceStatus source) {
        ObjectNode text = Frame.object().put("kind", source.kind());
        source.ha().ifPresent(ha -> {
            text.putObject("ha")
                    .put("local", ha.local())
                    .put("remote", ha.remote())
                    .put("connected", ha.connected())
                    .put("messages", ha.messages())
                    .put("strangers", ha.strangers())
                    .put("malformed", ha.malformed())
                    .set("refused", counts(ha.refused()));
        });
        return text;
    }

    private static ObjectNode counts(Map<String, Long> counts) {
        ObjectNode text = Frame.object();
        counts.forEach(text::put);
        return text;
    }

    static SourceStatus read(ObjectNode text) throws AgentFailure {
        String kind = Request.string(text, "kind");
        if (!(text.get("ha") instanceof ObjectNode ha)) return SourceStatus.of(kind);
        var refused = new TreeMap<String, Long>();
        if (ha.get("refused") instanceof ObjectNode reasons) {
            reasons.properties()
                    .forEach(reason ->
                            refused.put(reason.getKey(), reason.getValue().asLong(0)));
        }
        return new SourceStatus(
                kind,
                Optional.of(new HaStatus(
                        Request.string(ha, "local"),
                        Request.string(ha, "remote"),
                        ha.path("connected").asBoolean(false),
                        ha.path("messages").asLong(0),
                        ha.path("strangers").asLong(0),
                        ha.path("malformed").asLong(0),
                        refused)));
    }
}
