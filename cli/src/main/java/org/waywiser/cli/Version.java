package org.waywiser.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * Which version this is, and on what it runs. The launcher starts it by itself, so it does without what takes long to load: options,
 * joined strings, formats and calls of C. What sockets really do, {@code waywiser doctor} tries.
 */
public final class Version {
    private Version() {}

    public static void main(String[] args) {
        print(new PrintWriter(System.out, false, System.out.charset()));
    }

    static void print(PrintWriter out) {
        line(out, "waywiser  ", text());
        line(
                out,
                "JDK       ",
                System.getProperty("java.runtime.version"),
                " (",
                System.getProperty("java.vendor"),
                ")");
        line(
                out,
                "kernel    ",
                System.getProperty("os.name"),
                " ",
                System.getProperty("os.version"),
                " (",
                System.getProperty("os.arch"),
                ")");
        line(out, "sockets   ", KernelFeatures.sockets());
        line(out, "xfrm      ", KernelFeatures.xfrm() ? "found" : "not found");
        out.flush();
    }

    private static void line(PrintWriter out, String... words) {
        for (String word : words) out.print(word);
        out.println();
    }

    static String text() {
        try (var in = Version.class.getResourceAsStream("version.properties")) {
            var properties = new Properties();
            properties.load(in);
            return properties.getProperty("version");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
