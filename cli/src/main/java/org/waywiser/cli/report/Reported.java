package org.waywiser.cli.report;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import org.waywiser.node.NotedRekeying;
import org.waywiser.protocol.metrics.DelaySummary;
import org.waywiser.protocol.metrics.DirectionSummary;
import org.waywiser.protocol.metrics.PacketCounts;
import org.waywiser.protocol.path.PathReport;
import org.waywiser.wire.control.Sid;

/** What there is to say about any session. */
public sealed interface Reported permits SessionReport, OneWayReport {
    /** The session's name. */
    Sid sid();

    /** What it was measured by, as people call it. */
    String protocol();

    /** By which reports name it, null if it has none: its SID, or the SSID of STAMP. */
    @Nullable
    String name();

    /** How control and test packets were protected, null if a file does not tell. */
    @Nullable
    SessionMode mode();

    /** Where the keys come from. */
    SecurityReport security();

    /** Why these keys or none, null where the user said so. */
    @Nullable
    String securityReason();

    /** What protects the way there and back, null if nobody has looked. */
    @Nullable
    PathReport path();

    /** What was to be sent. */
    PlanReport plan();

    /** What became of it. */
    PacketCounts packets();

    /** Distributions in the order in which they are shown, by the names that conditions have for them. */
    SequencedMap<String, DelaySummary> delays();

    /**
     * One way of a two-way session.
     *
     * @param name {@code forward} or {@code reverse}
     */
    default Optional<DirectionSummary> way(String name) {
        return Optional.empty();
    }

    /** The clocks that timestamps were taken from. */
    Clocks clocks();

    /** When the first packet left; null before it. */
    @Nullable
    Instant started();

    /** Of SAs with the server meanwhile, as they came. */
    List<NotedRekeying> rekeyings();

    /** Why it ended before its time, null if it did not. */
    @Nullable
    String interruption();

    /** Where its packets are stored one by one, null if nowhere. */
    @Nullable
    Path file();

    /** Whether it ended before all packets were sent. */
    default boolean partial() {
        return interruption() != null || packets().sent() < plan().packets();
    }

    /** The mode in a word. */
    default String modeName() {
        SessionMode mode = mode();
        return mode == null ? "unknown" : mode.name().toLowerCase(Locale.ROOT);
    }
}
