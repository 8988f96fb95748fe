package org.waywiser.cli.doctor;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.waywiser.keys.agent.AgentClient;
import org.waywiser.keys.agent.AgentFailure;
import org.waywiser.keys.agent.SourceStatus;
import org.waywiser.keys.strongswan.HaStatus;

/** Whether there is an agent that answers this user, what it holds, and whether anything arrives where it has that from. */
public final class AgentCheckup {
    private AgentCheckup() {}

    /** @param socket empty where there is none */
    public static List<Finding> at(Optional<Path> socket) {
        if (socket.isEmpty()) {
            return List.of(Finding.ok("agent", "none is here: keys come from credentials of the command itself"));
        }
        try (var client = new AgentClient(socket.get())) {
            int sas = client.all().size();
            SourceStatus source = client.source();
            Finding agent = Finding.ok(
                    "agent",
                    "answers at %s, key source %s, holds %s".formatted(socket.get(), source.kind(), count(sas, "SA")));
            return source.ha().map(ha -> List.of(agent, arriving(ha, sas))).orElse(List.of(agent));
        } catch (AgentFailure e) {
            return List.of(Finding.limited(
                    "agent", String.valueOf(e.getMessage()), "start it, or take --key-source embedded"));
        }
    }

    /**
     * What strongSwan has told, and what is missing.
     *
     * @param sas that can be used
     */
    static Finding arriving(HaStatus ha, int sas) {
        var counts = new LinkedHashMap<String, Long>();
        counts.put("messages", ha.messages());
        counts.put("from elsewhere", ha.strangers());
        counts.put("not understood", ha.malformed());
        counts.putAll(ha.refused());
        String found = "%s at %s from %s%s%s%s"
                .formatted(
                        count(ha.messages(), "message"),
                        ha.remote(),
                        ha.local(),
                        ha.strangers() == 0 ? "" : ", " + ha.strangers() + " from elsewhere dropped",
                        ha.malformed() == 0 ? "" : ", " + ha.malformed() + " not understood",
                        ha.refused().isEmpty() ? "" : "; cannot be used: " + reasons(ha.refused()));
        String missing = missing(ha, sas);
        Finding finding = missing.isEmpty() ? Finding.ok("ha", found) : Finding.limited("ha", found, missing);
        return finding.with(counts);
    }

    private static String missing(HaStatus ha, int sas) {
        if (!ha.connected()) {
            return "nobody is at " + ha.local() + ": start strongSwan, with local and remote of its plugin ha as these"
                    + " two ends (docs/strongswan.md)";
        }
        if (sas > 0) return "";
        if (ha.messages() == 0) {
            return "strongSwan is there: its SAs are from before the agent, or there are none; rekey or establish one,"
                    + " or start the agent with --ha-resync";
        }
        return ha.refused().isEmpty()
                ? "strongSwan has no SA: swanctl --initiate"
                : "no SA can be used: see the reasons, and docs/strongswan.md";
    }

    private static String reasons(Map<String, Long> refused) {
        return refused.entrySet().stream()
                .map(reason -> reason.getValue() + " times " + reason.getKey())
                .collect(Collectors.joining("; "));
    }

    private static String count(long number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }
}
