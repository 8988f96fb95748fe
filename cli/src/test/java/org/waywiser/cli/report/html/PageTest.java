package org.waywiser.cli.report.html;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.waywiser.cli.report.JsonReport;
import org.waywiser.cli.report.SessionReport;
import org.waywiser.cli.report.Sessions;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class PageTest {
    private static final Pattern DATA =
            Pattern.compile("<script type=\"application/json\" id=\"(s\\d+)-data\">(.*?)</script>");
    private static final Pattern FIGURE = Pattern.compile("<data value=\"([^\"]*)\" data-at=\"([^\"]*)\">[^<]+</data>");

    static List<SessionReport> sessions() {
        return List.of(Sessions.keyed(), Sessions.open(), Sessions.rekeyed(), Sessions.silent());
    }

    @ParameterizedTest
    @MethodSource("sessions")
    void holdsTheJsonDocumentAndNoOtherFigures(SessionReport session) throws IOException {
        String page = Page.of(List.of(session));

        JsonNode document = data(page, 0).get("session");
        assertThat(document)
                .isEqualTo(
                        new JsonMapper().readTree(JsonReport.document(session).toString()));
        assertThat(FIGURE.matcher(page).results())
                .hasSizeGreaterThan(5)
                .allSatisfy(figure -> assertThat(document.at(figure.group(2)).asString())
                        .as(figure.group(2))
                        .isEqualTo(figure.group(1)));
    }

    @Test
    void theCourseAddsUpToTheSession() throws IOException {
        JsonNode course = data(Page.of(List.of(Sessions.keyed())), 0).get("course");

        assertThat(sum(course.at("/columns/received"))).isEqualTo(2);
        assertThat(sum(course.at("/columns/lost"))).isEqualTo(1);
        assertThat(course.at("/columns/min_ns")).contains(new JsonMapper().readTree("52123"));
        assertThat(course.get("histogram")).isNotEmpty();
        assertThat(course.get("from").asString()).isEqualTo("2026-11-21T10:00:00Z");
    }

    @Test
    void lossesAndRekeyingsAreDrawn() throws IOException {
        assertThat(Page.of(List.of(Sessions.keyed())))
                .containsPattern("<path class=\"lost\" d=\"M[^\"]+\">")
                .containsPattern("<path class=\"reordered\" d=\"\">")
                .containsPattern("<path class=\"single\" d=\"M[^\"]+\">")
                .doesNotContain("<circle");
        assertThat(Page.of(List.of(Sessions.rekeyed())))
                .containsOnlyOnce("<circle class=\"rekeyed\"")
                .contains("IKE", "00000000000000ff 0000000000000001", "ESP", "fffffff0 00000001");
    }

    @Test
    void nothingMeasuredIsNotDrawn() throws IOException {
        assertThat(Page.of(List.of(Sessions.silent())))
                .doesNotContain("<svg")
                .contains("ended early", "the server closed the control connection");
    }

    @Test
    void whatPeersChooseStaysText() throws IOException {
        String words = "</script></pre><img src=x onerror=\"alert(1)\">&\u202e\u0007'";
        String page = Page.of(List.of(Sessions.interrupted(words)));

        assertThat(page).doesNotContain("<img", "\u202e", "\u0007");
        assertThat(page).contains("&lt;/script&gt;&lt;/pre&gt;&lt;img src=x onerror=&quot;alert(1)&quot;&gt;&amp;??\'");
        assertThat(data(page, 0).at("/session/interruption").asString()).isEqualTo(words);
    }

    @Test
    void needsNothingElseAndRunsNothing() throws IOException {
        assertThat(Page.of(sessions()))
                .contains("http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-")
                .doesNotContain("http:", "https:", "url(", "@import", "src=", " style=", " onload", "<link")
                .doesNotContainPattern("<script (?!type=\"application/json\")");
    }

    @Test
    void severalSessionsHaveATableOfAll() throws IOException {
        String page = Page.of(sessions());

        assertThat(page).contains("<h1>4 sessions</h1>", "All sessions", "href=\"#s4\"", "id=\"s4\"");
        assertThat(DATA.matcher(page).results().map(MatchResult::group).count()).isEqualTo(4);
    }

    @Test
    void ofVeryManySessionsTheFirstAreDrawn() throws IOException {
        String page = Page.of(Collections.nCopies(Page.MOST_PICTURED + 1, Sessions.open()));

        assertThat(page).contains("<h1>25 sessions</h1>", "href=\"#s24\"").doesNotContain("href=\"#s25\"");
        assertThat(Pattern.compile("<section ").matcher(page).results().count()).isEqualTo(Page.MOST_PICTURED);
    }

    private static long sum(JsonNode counts) {
        return counts.valueStream().mapToLong(JsonNode::asLong).sum();
    }

    private static JsonNode data(String page, int session) {
        return new JsonMapper()
                .readTree(DATA.matcher(page).results().toList().get(session).group(2));
    }
}
