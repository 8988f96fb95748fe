package org.waywiser.cli.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class OldClassesTest {
    @TempDir
    private Path folder;

    @Test
    void haveStackMapsAndWorkAsBefore() throws IOException, URISyntaxException, ReflectiveOperationException {
        Path jar = copyOf(CommandLine.class);

        assertThat(OldClasses.raise(jar)).isPositive();

        try (var raised = new URLClassLoader(new URL[] {jar.toUri().toURL()}, ClassLoader.getPlatformClassLoader())) {
            ClassModel model = ClassFile.of()
                    .parse(raised.getResourceAsStream("picocli/CommandLine.class")
                            .readAllBytes());
            assertThat(model.majorVersion()).isEqualTo(ClassFile.JAVA_8_VERSION);
            assertThat(model.methods())
                    .anySatisfy(
                            method -> assertThat(method.code().orElseThrow().findAttribute(Attributes.stackMapTable()))
                                    .isPresent());
            Class<?> spec = raised.loadClass("picocli.CommandLine$Model$CommandSpec");
            Object commandLine = raised.loadClass("picocli.CommandLine")
                    .getConstructor(Object.class)
                    .newInstance(spec.getMethod("create").invoke(null));
            assertThat(commandLine.getClass().getMethod("getUsageMessage").invoke(commandLine))
                    .asString()
                    .startsWith("Usage: ");
        }
    }

    @Test
    void areLeftAloneWhereTheyAreNewEnough() throws IOException, URISyntaxException {
        Path jar = copyOf(CommandLine.class);
        OldClasses.raise(jar);

        assertThat(OldClasses.raise(jar)).isZero();
    }

    private Path copyOf(Class<?> anyOfIt) throws IOException, URISyntaxException {
        var jar = Path.of(
                anyOfIt.getProtectionDomain().getCodeSource().getLocation().toURI());
        return Files.copy(jar, folder.resolve("old.jar"));
    }
}
