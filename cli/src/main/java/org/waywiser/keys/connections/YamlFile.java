package org.waywiser.keys.connections;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A YAML file of ours. */
public final class YamlFile {
    private static final int MAX_OCTETS = 1 << 20;

    private YamlFile() {}

    /** Makes something of a whole file. */
    interface Reading<T> {
        T read(YamlNode root, Problems problems) throws InvalidConfiguration;
    }

    /** Makes something of the sections of a file; what is noted as a problem makes the result moot. */
    @FunctionalInterface
    public interface Reader<T> {
        T read(Section root);
    }

    /**
     * Reads a file section by section.
     *
     * @throws InvalidConfiguration with everything that is wrong
     */
    public static <T> T read(Path file, Reader<T> reader) throws InvalidConfiguration {
        Reading<T> reading = (node, problems) -> {
            Optional<Section> root = Section.root(node, problems);
            Optional<T> made = root.map(reader::read);
            root.ifPresent(Section::end);
            problems.throwIfAny();
            return made.orElseThrow();
        };
        return read(file, reading);
    }

    static <T> T read(Path file, Reading<T> reading) throws InvalidConfiguration {
        var problems = new Problems(file.toString());
        try {
            return reading.read(YamlNode.read(text(file)), problems);
        } catch (YamlNode.NotYaml e) {
            problems.add(e.place(), "", String.valueOf(e.getMessage()));
            problems.throwIfAny();
            throw new IllegalStateException(e);
        }
    }

    private static String text(Path file) throws InvalidConfiguration {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] octets = in.readNBytes(MAX_OCTETS + 1);
            if (octets.length > MAX_OCTETS) throw unusable(file, "is larger than " + MAX_OCTETS + " octets");
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(octets))
                    .toString();
        } catch (NoSuchFileException e) {
            throw unusable(file, "does not exist");
        } catch (AccessDeniedException e) {
            throw unusable(file, "may not be read by this user");
        } catch (CharacterCodingException e) {
            throw unusable(file, "is not UTF-8");
        } catch (IOException e) {
            throw unusable(file, "cannot be read: " + e.getMessage());
        }
    }

    private static InvalidConfiguration unusable(Path file, String why) {
        return new InvalidConfiguration(List.of(file + ": " + why));
    }
}
