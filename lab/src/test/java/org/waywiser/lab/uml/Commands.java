package org.waywiser.lab.uml;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.waywiser.cli.Waywiser;

/**
 * A script of sh whose lines that begin with {@code waywiser} are commands of this virtual machine, so that it starts once for
 * all of them. What each prints goes to the one output of this process, its exit status after it. What lies between two of them is a
 * shell of its own; words are separated by blanks, and nothing is quoted.
 */
final class Commands {
    private static final String WAYWISER = "waywiser ";

    private Commands() {}

    /** @param arguments a file with the script */
    public static void main(String[] arguments) throws Exception {
        System.setErr(System.out);
        var shell = new StringBuilder();
        for (String line : Files.readAllLines(Path.of(arguments[0]))) {
            if (!line.startsWith(WAYWISER)) {
                shell.append(line).append('\n');
                continue;
            }
            run(shell.toString());
            shell.setLength(0);
            System.out.println(
                    "exit " + Waywiser.run(line.substring(WAYWISER.length()).split(" +")));
        }
        run(shell.toString());
    }

    private static void run(String script) throws IOException, InterruptedException {
        System.out.flush();
        int status =
                new ProcessBuilder("sh", "-euc", script).inheritIO().start().waitFor();
        if (status != 0) throw new IOException("status " + status + " of:\n" + script);
    }
}
