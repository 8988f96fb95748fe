package org.waywiser.lab.architecture.planted.protocol;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

final class OpensFile {
    String read(Path path) throws IOException {
        return Files.readString(path);
    }
}
