package org.waywiser.lab.peers;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.waywiser.security.Secret;

/** What a daemon says. It holds keys, so it stays in memory, and nobody sees them in the message of a failure. */
public final class CharonLog {
    private static final System.Logger LOG = System.getLogger("org.waywiser.lab");
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);
    private static final Pattern DUMP = Pattern.compile("^(\\d+\\[(?:IKE|CHD)] <[^>]*>) (.*) => (\\d+) bytes");
    private static final Pattern OF_SA = Pattern.compile("^\\d+\\[IKE] <(?:[^|>]*\\|)?(\\d+)>");
    private static final Pattern DUMPED = Pattern.compile("^ +\\d+: ((?:[0-9A-F]{2} ){1,16})");

    private final List<String> lines = new ArrayList<>();
    private boolean ended;

    CharonLog() {}

    /** Reads until the daemon ends. */
    void read(BufferedReader reader) {
        try (reader) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                synchronized (lines) {
                    lines.add(line);
                    lines.notifyAll();
                }
            }
        } catch (IOException e) {
            // destroying a process closes its stream: the end of the log like any other
            LOG.log(System.Logger.Level.DEBUG, "charon: {0}", e.getMessage());
        } finally {
            synchronized (lines) {
                ended = true;
                lines.notifyAll();
            }
        }
    }

    /** Forgets what was said so far. */
    public void forget() {
        synchronized (lines) {
            lines.clear();
        }
    }

    /** Waits for a line that holds the pattern, and gives what its groups hold, or the whole line where it has none. */
    public List<String> await(String pattern) throws InterruptedException {
        Pattern compiled = Pattern.compile(pattern);
        return await(said -> groups(said, compiled), pattern);
    }

    private static @Nullable List<String> groups(List<String> said, Pattern pattern) {
        for (String line : said) {
            Matcher matcher = pattern.matcher(line);
            if (!matcher.find()) continue;
            return matcher.groupCount() == 0
                    ? List.of(line)
                    : Stream.iterate(1, i -> i <= matcher.groupCount(), i -> i + 1)
                            .map(matcher::group)
                            .toList();
        }
        return null;
    }

    /**
     * The last secret of an IKE SA under that heading, such as {@code Sk_d secret}. strongSwan tells the secrets of an SA that it
     * has asked for itself, in the place of another, under that other: it is the first of all that the log knows.
     *
     * @param sa the number that strongSwan gives it
     */
    public Secret secret(int sa, String heading) throws InterruptedException {
        return await(said -> secret(said, sa, heading), heading + " of SA " + sa);
    }

    private static @Nullable Secret secret(List<String> said, int sa, String heading) {
        int replaced = said.stream()
                .map(OF_SA::matcher)
                .filter(Matcher::find)
                .mapToInt(of -> Integer.parseInt(of.group(1)))
                .min()
                .orElse(sa);
        byte[] octets = last(said, heading, OF_SA.pattern().replace("(\\d+)", String.valueOf(sa)));
        if (octets.length == 0) {
            octets = last(said, heading, OF_SA.pattern().replace("(\\d+)", String.valueOf(replaced)));
        }
        return octets.length == 0 ? null : Secret.owning(octets);
    }

    /**
     * The last secrets under those headings, such as {@code Sk_d secret}, before a line that holds the pattern, one after the
     * other. What the thread of that line has said goes before what others have: it may have come of another message.
     */
    public Secret secret(List<String> headings, String before) throws InterruptedException {
        Pattern compiled = Pattern.compile(before);
        return await(said -> secret(said, headings, compiled), headings + " before " + before);
    }

    private static @Nullable Secret secret(List<String> said, List<String> headings, Pattern before) {
        int end = said.size() - 1;
        while (end >= 0 && !before.matcher(said.get(end)).find()) end--;
        if (end < 0) return null;
        String thread = "^" + said.get(end).substring(0, said.get(end).indexOf('[')) + "\\[";
        var all = new ByteArrayOutputStream();
        for (String heading : headings) {
            byte[] octets = last(said.subList(0, end), heading, thread);
            if (octets.length == 0) octets = last(said.subList(0, end), heading, "");
            if (octets.length == 0) return null;
            all.writeBytes(octets);
        }
        return Secret.owning(all.toByteArray());
    }

    private static byte[] last(List<String> said, String heading, String who) {
        Pattern teller = Pattern.compile(who);
        for (int i = said.size() - 1; i >= 0; i--) {
            Matcher head = DUMP.matcher(said.get(i));
            if (!head.find()
                    || !head.group(2).equals(heading)
                    || !teller.matcher(head.group(1)).find()) continue;
            return octets(said.subList(i + 1, said.size()), head.group(1), Integer.parseInt(head.group(3)));
        }
        return new byte[0];
    }

    /** The octets below a heading, those of one thread; none if they are not all there yet. */
    private static byte[] octets(List<String> below, String thread, int count) {
        var hex = new StringBuilder();
        for (String line : below) {
            if (!line.startsWith(thread + " ")) continue;
            Matcher octets = DUMPED.matcher(line.substring(thread.length()));
            if (!octets.find()) break;
            hex.append(octets.group(1).replace(" ", ""));
            if (hex.length() >= 2 * count) return HexFormat.of().parseHex(hex.substring(0, 2 * count));
        }
        return new byte[0];
    }

    private <T> T await(Function<List<String>, @Nullable T> search, String what) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        synchronized (lines) {
            while (true) {
                T found = search.apply(lines);
                if (found != null) return found;
                long left = deadline - System.nanoTime();
                if (ended || left <= 0) throw new AssertionError("charon's log lacks: " + what + tail());
                TimeUnit.NANOSECONDS.timedWait(lines, left);
            }
        }
    }

    /** The end of the log without the dumps, which hold keys. */
    public String tail() {
        synchronized (lines) {
            var told = lines.stream()
                    .filter(line -> !line.matches("\\d+\\[(IKE|CHD)] <[^>]*> +\\d+: .*"))
                    .toList();
            return "\n" + String.join("\n", told.subList(Math.max(0, told.size() - 25), told.size()));
        }
    }
}
