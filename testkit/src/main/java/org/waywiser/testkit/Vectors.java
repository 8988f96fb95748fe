package org.waywiser.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/** Octets recorded in a text resource: one {@code field = hex} per line, {@code #} starts a comment. */
public final class Vectors {
    private final String name;
    private final Map<String, String> fields = new LinkedHashMap<>();

    private Vectors(String name) {
        this.name = name;
    }

    /** Reads a resource such as {@code /rfc5357/recorded-authenticated.txt}. */
    public static Vectors read(String resource) {
        var vectors = new Vectors(resource);
        try (InputStream in = Vectors.class.getResourceAsStream(resource)) {
            if (in == null) throw new IllegalArgumentException("no resource " + resource);
            new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().forEach(vectors::line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return vectors;
    }

    private void line(String raw) {
        int hash = raw.indexOf('#');
        String line = (hash < 0 ? raw : raw.substring(0, hash)).strip();
        if (line.isEmpty()) return;
        int equals = line.indexOf('=');
        if (equals < 0) throw new IllegalArgumentException(name + ": no '=' in " + line);
        fields.put(line.substring(0, equals).strip(), line.substring(equals + 1).strip());
    }

    /** The field as written, for text and numbers. */
    public String text(String field) {
        String value = fields.get(field);
        if (value == null) throw new IllegalArgumentException(name + ": no field " + field);
        return value;
    }

    /** The field as octets; blanks in the hex are ignored. */
    public byte[] octets(String field) {
        return HexFormat.of().parseHex(text(field).replace(" ", ""));
    }

    /** Whether the field is there. */
    public boolean has(String field) {
        return fields.containsKey(field);
    }
}
