package org.waywiser.lab.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;

/** The test methods of all modules, found in their sources so that no module has to depend on another's tests. */
final class TestSources {
    private static final Pattern TEST_METHOD = Pattern.compile(
            "^\\s*@(?:Test|ParameterizedTest|RepeatedTest|TestFactory|FuzzTest)\\b.*?\\s(?:void|Stream<\\w+>)\\s+(\\w+)\\s*\\(",
            Pattern.MULTILINE | Pattern.DOTALL);

    private TestSources() {}

    /** All tests below a project directory, as {@code Class.method}. */
    static Set<String> in(Path project) throws IOException {
        var found = new HashSet<String>();
        try (var files = Files.walk(project, 20)) {
            for (var file : (Iterable<Path>) files.filter(TestSources::isTestSource)::iterator) {
                found.addAll(of(file.getFileName().toString().replace(".java", ""), Files.readString(file)));
            }
        }
        return found;
    }

    static Set<String> of(String type, String source) {
        var found = new HashSet<String>();
        var matcher = TEST_METHOD.matcher(source);
        while (matcher.find()) found.add(type + "." + matcher.group(1));
        return found;
    }

    private static boolean isTestSource(Path file) {
        return file.toString().contains("/src/test/java/") && file.toString().endsWith(".java");
    }
}
