package org.waywiser.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.waywiser.testkit.Rfc;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Tag("net")
@Rfc(value = 7717, section = "5.1")
class DemoCommandTest {
    @Test
    void measuresEveryModeWithKeysOfAFreshIkeSaAndReportsAsTheSchemaSays() throws IOException {
        var first = demo();
        var second = demo();

        assertThat(first)
                .extracting(mode -> mode.get("mode").asString())
                .containsExactly("open", "authenticated", "encrypted");
        assertThat(first).allSatisfy(session -> {
            assertThat(session.at("/packets/sent").asInt()).isEqualTo(20);
            assertThat(session.at("/packets/lost").asInt()).isZero();
        });
        assertThat(first.subList(1, 3)).allSatisfy(session -> {
            assertThat(session.at("/security/profile").asString()).isEqualTo("rfc7717");
            assertThat(session.at("/security/spi_i").asString())
                    .isNotEqualTo(second.getLast().at("/security/spi_i").asString());
            assertThat(session.at("/security/local_id").asString()).isNotEmpty();
            assertThat(session.at("/security/remote_id").asString()).isNotEmpty();
        });
    }

    /** The documents that one run prints, each held against the schema. */
    private static List<JsonNode> demo() throws IOException {
        var text = new StringWriter();
        var status = Waywiser.commandLine()
                .setOut(new PrintWriter(text))
                .execute("demo", "--json", "--count", "20", "--interval", "1msf");
        assertThat(status).isZero();
        var documents = text.toString().lines().map(new JsonMapper()::readTree).toList();
        try (var in = Waywiser.class.getResourceAsStream("report/report.schema.json")) {
            var schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(in);
            assertThat(documents)
                    .allSatisfy(
                            document -> assertThat(schema.validate(document)).isEmpty());
        }
        return documents;
    }
}
