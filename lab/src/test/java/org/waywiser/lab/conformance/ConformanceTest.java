package org.waywiser.lab.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The gate over {@code docs/conformance.md}. */
class ConformanceTest {
    private static final Path PROJECT = Path.of("..");
    private static final Set<String> LEVELS = Set.of("MUST", "MUST NOT", "SHOULD", "SHOULD NOT", "MAY", "RULE");

    @Test
    void everyRuleHasATestThatExistsOrAReason() throws IOException {
        var complaints = new ArrayList<String>();
        var rows = new ArrayList<Row>();
        for (var page : pages()) {
            rows.addAll(Row.read(PROJECT.relativize(page).toString(), Files.readAllLines(page), complaints::add));
        }
        complaints.addAll(complaintsAbout(rows, TestSources.in(PROJECT)));

        assertThat(complaints).isEmpty();
    }

    @Test
    void refusesARowWithNeitherTestNorReason() {
        assertThat(complaintsAbout("| 4656 | 3.1 | MUST | a rule |  |"))
                .containsExactly("page:1: neither test nor reason");
        assertThat(complaintsAbout("| 4656 | 3.1 | MUST | a rule | reason: |"))
                .containsExactly("page:1: neither test nor reason");
    }

    @Test
    void refusesATestThatDoesNotExist() {
        assertThat(complaintsAbout("| 4656 | 3.1 | MUST | a rule | `GreetingTest.greets`, `GreetingTest.waves` |"))
                .containsExactly("page:1: no test GreetingTest.waves");
    }

    @Test
    void refusesARuleListedTwice() {
        assertThat(complaintsAbout(
                        "| 4656 | 3.1 | MUST | a rule | GreetingTest.greets |",
                        "| 4656 | 3.2 | MUST | a rule | GreetingTest.greets |",
                        "| 4656 | 3.1 | SHOULD | a rule | reason: said before |"))
                .containsExactly("page:3: listed twice");
    }

    @Test
    void refusesRowsOfAnotherShape() {
        assertThat(complaintsAbout("| 4656 | 3.1 | OUGHT | a rule | GreetingTest.greets |"))
                .containsExactly("page:1: no level OUGHT");
        assertThat(complaintsAbout("| 4656 | 3.1 | MUST | GreetingTest.greets |"))
                .containsExactly("page:1: not a row of five cells");
        assertThat(complaintsAbout("| RFC 4656 | 3.1 | MUST | a rule | GreetingTest.greets |"))
                .containsExactly("page:1: RFC and section are numbers");
    }

    @Test
    void acceptsTestsAndReasons() {
        assertThat(complaintsAbout(
                        "| RFC | § | level | rule | test or reason |",
                        "| --- | --- | --- | --- | --- |",
                        "| 4656 | 3.1 | MUST NOT | one \\| two | `GreetingTest.greets` |",
                        "| 4656 | A.2 | MAY | a rule | reason: not offered |",
                        "| draft-ietf-ippm-ipsec-01 | 4.2 | MUST | a rule | `GreetingTest.greets` |"))
                .isEmpty();
    }

    @Test
    void findsTestMethodsOfEveryKind() {
        var source = """
            @Test
            void greets() {}
            @ParameterizedTest
            @ValueSource(ints = {1, 2})
            void counts(int n) {}
            @FuzzTest(maxDuration = "1m")
            void survives(byte[] data) {}
            private void helps() {}
            """;
        assertThat(TestSources.of("ATest", source))
                .containsExactlyInAnyOrder("ATest.greets", "ATest.counts", "ATest.survives");
    }

    private static List<String> complaintsAbout(String... lines) {
        var complaints = new ArrayList<String>();
        var rows = Row.read("page", List.of(lines), complaints::add);
        complaints.addAll(complaintsAbout(rows, Set.of("GreetingTest.greets")));
        return complaints;
    }

    private static List<String> complaintsAbout(List<Row> rows, Set<String> tests) {
        var complaints = new ArrayList<String>();
        var seen = new HashSet<String>();
        for (var row : rows) {
            if (!row.rfc().matches("\\d+|draft(-[a-z]+)+-\\d\\d")
                    || !row.section().matches("[\\dA-Z]+(\\.\\d+)*"))
                complaints.add(row.place() + ": RFC and section are numbers");
            if (!LEVELS.contains(row.level())) complaints.add(row.place() + ": no level " + row.level());
            if (!seen.add(row.identity())) complaints.add(row.place() + ": listed twice");
            var evidence = row.evidence().replace("`", "");
            if (evidence.isEmpty() || evidence.equals("reason:"))
                complaints.add(row.place() + ": neither test nor reason");
            else if (!evidence.startsWith("reason: "))
                for (var test : evidence.split(",", -1))
                    if (!tests.contains(test.strip())) complaints.add(row.place() + ": no test " + test.strip());
        }
        return complaints;
    }

    private static List<Path> pages() throws IOException {
        try (var files = Files.walk(PROJECT.resolve("docs"))) {
            return files.filter(file -> file.toString().matches(".*/docs/conformance(/[^/]+)?\\.md"))
                    .sorted()
                    .toList();
        }
    }
}
