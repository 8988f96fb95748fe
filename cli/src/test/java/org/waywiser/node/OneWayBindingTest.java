package org.waywiser.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.waywiser.node.BindingRules.OnDelete;
import org.waywiser.node.OneWayPlan.Direction;
import org.waywiser.node.store.SessionStore;
import org.waywiser.security.binding.RootKind;
import org.waywiser.wire.control.Modes;

/** The rows of two-way sessions, one-way: all at the same time, since each takes Timeout twice. draft-ietf-ippm-ipsec-01 §4. */
@Tag("net")
@Timeout(120)
class OneWayBindingTest {
    private static final int ROWS = 8 + 8 + 2;

    private record Row(BindingPlan plan, Modes mode) {}

    private static final Map<Row, Future<List<OneWayOutcome>>> MEASURED = new HashMap<>();
    private static final ExecutorService THREADS = Executors.newVirtualThreadPerTaskExecutor();

    @TempDir
    private static Path folder;

    @BeforeAll
    static void measure() {
        rows().forEach(arguments -> {
            var row =
                    new Row((BindingPlan) arguments.get()[0], (Modes) arguments.get()[1]);
            Path own = folder.resolve(String.valueOf(MEASURED.size()));
            MEASURED.put(row, THREADS.submit(() -> measure(row, own)));
        });
    }

    @AfterAll
    static void end() {
        THREADS.close();
        MEASURED.clear();
    }

    static Stream<Arguments> rows() {
        return DraftBindingTest.rows();
    }

    /** There, then back: with shared keys there is one session at a time. */
    private static List<OneWayOutcome> measure(Row row, Path own) throws Exception {
        var random = new SecureRandom();
        var rules = new BindingRules(row.plan(), Plans.LABORATORY, OnDelete.KEEP);
        var serverPlan = Plans.server(null, FakeSa.known()).with(rules);
        var credentials = Credentials.bound(
                row.plan(), FakeSa.known(), Plans.LABORATORY, List.of(row.mode()), Credentials.DEFAULT_MAX_COUNT);
        var outcomes = new ArrayList<OneWayOutcome>();
        try (var server = OwampServer.start(serverPlan, SessionStore.open(own.resolve("server")), random)) {
            for (Direction direction : Direction.values()) {
                var plan = OneWayMeasurementTest.plan(server, direction);
                outcomes.addAll(new OwampClient(plan, credentials, own.resolve("client"), random).measure());
            }
        }
        return outcomes;
    }

    @Test
    void everyRowIsThere() {
        assertThat(MEASURED).hasSize(ROWS);
    }

    @ParameterizedTest
    @MethodSource("rows")
    void measuresEachWayWithoutLoss(BindingPlan plan, Modes mode) throws Exception {
        List<OneWayOutcome> outcomes =
                Objects.requireNonNull(MEASURED.get(new Row(plan, mode))).get();

        assertThat(outcomes).extracting(OneWayOutcome::direction).containsExactly(Direction.values());
        assertThat(outcomes).allSatisfy(outcome -> {
            OneWayMeasurementTest.hasAllPackets(outcome);
            assertThat(outcome.mode()).isEqualTo(mode);
            assertThat(Objects.requireNonNull(outcome.sa()).name())
                    .isEqualTo(plan.root() == RootKind.IKE_SA ? FakeSa.IKE : FakeSa.ESP);
        });
    }
}
