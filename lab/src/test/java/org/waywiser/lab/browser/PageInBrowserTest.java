package org.waywiser.lab.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.waywiser.cli.Waywiser;
import org.waywiser.lab.ForkedJava;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The page of a measurement, as people have it before them. Pictures of it lie in {@code lab/target/pages}. */
@Tag("interop")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PageInBrowserTest {
    private static final Path PICTURES = Path.of("target", "pages");

    private Browser browser;
    private Path page;
    private List<JsonNode> documents;

    @BeforeAll
    void measure(@TempDir Path directory) throws Exception {
        page = directory.resolve("demo.html");
        try (var demo = ForkedJava.start(Waywiser.class, "demo", "--json", "--report", page.toString())) {
            documents = demo.output()
                    .lines()
                    .filter(line -> line.startsWith("{"))
                    .map(new JsonMapper()::readTree)
                    .toList();
        }
        browser = Browser.start();
    }

    @AfterAll
    void close() {
        browser.close();
    }

    @ParameterizedTest
    @CsvSource({"light, 1180", "dark, 1180", "light, 390", "dark, 390"})
    void isWithoutFaultInEachSchemeAndOnAPhone(String scheme, int width) throws Exception {
        browser.open(page, scheme.equals("dark"), width);

        assertThat(browser.console()).isEmpty();
        assertThat(browser.ask("return getComputedStyle(document.body).backgroundColor"))
                .isEqualTo(scheme.equals("dark") ? "rgb(19, 20, 23)" : "rgb(247, 247, 245)");
        assertThat(browser.ask("return document.documentElement.scrollWidth <= " + width))
                .as("nothing sticks out")
                .isEqualTo(true);
        assertThat(browser.ask("return document.querySelectorAll('svg.chart[role=img]').length"))
                .isEqualTo(2L * documents.size());
        browser.picture(PICTURES.resolve(scheme + "-" + width + ".png"));
        assertThat(browser.faults()).isEmpty();
    }

    @Test
    void showsTheFiguresOfTheJsonDocuments() {
        browser.open(page, false, 1180);

        assertThat(documents).hasSize(3);
        for (int i = 0; i < documents.size(); i++) {
            var figures = (List<?>) browser.ask("return [...document.querySelectorAll('#s" + (i + 1)
                    + " data')].map(figure => [figure.dataset.at, figure.value, figure.textContent])");
            JsonNode document = documents.get(i);
            assertThat(figures).hasSizeGreaterThan(50).allSatisfy(figure -> {
                var parts = (List<?>) figure;
                assertThat(document.at((String) parts.get(0)).asString())
                        .as("%s", parts)
                        .isEqualTo(parts.get(1));
                assertThat((String) parts.get(2)).isNotEmpty();
            });
            var embedded = new JsonMapper().readTree((String)
                    browser.ask("return document.getElementById('s" + (i + 1) + "-data').textContent"));
            assertThat(embedded.get("session")).isEqualTo(document);
        }
    }
}
