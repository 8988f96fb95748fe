package org.waywiser.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

class HelpTest {
    static List<CommandLine> commands() {
        return all(Waywiser.commandLine()).toList();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandExplainsItselfInEightyColumns(CommandLine command) {
        var out = new StringWriter();

        var status = command.setOut(new PrintWriter(out)).execute("--help");

        assertThat(status).isZero();
        assertThat(out.toString()).startsWith("Usage: waywiser").contains("--help");
        assertThat(out.toString().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void noHelpNamesAnOptionOrACommandThatIsNotThere(CommandLine command) {
        String help = command.getUsageMessage();
        assertThat(Pattern.compile("--[a-z0-9][-a-z0-9]*")
                        .matcher(help)
                        .results()
                        .map(MatchResult::group))
                .isSubsetOf(command.getCommandSpec().optionsMap().keySet());
        assertThat(Pattern.compile("waywiser ([a-z]+)").matcher(help).results().map(found -> found.group(1)))
                .isSubsetOf(Waywiser.commandLine().getSubcommands().keySet());
    }

    private static Stream<CommandLine> all(CommandLine command) {
        return Stream.concat(
                Stream.of(command), command.getSubcommands().values().stream().flatMap(HelpTest::all));
    }
}
