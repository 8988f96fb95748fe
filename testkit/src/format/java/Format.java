import com.palantir.javaformat.java.Formatter;
import com.palantir.javaformat.java.FormatterException;
import com.palantir.javaformat.java.JavaFormatterOptions;
import com.palantir.javaformat.java.JavaFormatterOptions.Style;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Formats every Java source below a directory, or with {@code check} names those that need it. Run by Maven on JDK 25. */
public final class Format {
    private static final Formatter FORMATTER = Formatter.createFormatter(
            JavaFormatterOptions.builder().style(Style.PALANTIR).build());

    private Format() {}

    public static void main(String[] args) throws IOException {
        var check = args[0].equals("check");
        var root = Path.of(args[1]).toRealPath();
        var complaints = new ConcurrentLinkedQueue<String>();
        sources(root).parallelStream().forEach(source -> {
            try {
                var text = Files.readString(source);
                var formatted = FORMATTER.formatSourceAndFixImports(text);
                if (formatted.equals(text)) return;
                if (check) complaints.add(root.relativize(source) + ": not formatted");
                else Files.writeString(source, formatted);
            } catch (FormatterException | IOException e) {
                complaints.add(root.relativize(source) + ": " + e.getMessage());
            }
        });
        complaints.stream().sorted().forEach(System.err::println);
        if (complaints.isEmpty()) return;
        if (check) System.err.println("To format: mvn -q -pl testkit validate -Pformat");
        System.exit(1);
    }

    private static List<Path> sources(Path root) throws IOException {
        var found = new ArrayList<Path>();
        try (var modules = Files.newDirectoryStream(root, module -> Files.isDirectory(module.resolve("src")))) {
            for (var module : modules) {
                try (var files = Files.walk(module.resolve("src"))) {
                    files.filter(file -> file.toString().endsWith(".java")).forEach(found::add);
                }
            }
        }
        return found;
    }
}
