package org.waywiser.cli.launch;

import static java.lang.classfile.ClassFile.JAVA_8_VERSION;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ClassHierarchyResolverOption;
import java.lang.classfile.ClassFile.StackMapsOption;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.lang.constant.ClassDesc;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Gives stack maps to the classes of a jar that were compiled for Java 5 or older. An AOT cache holds no class without
 * them, so that each start reads and verifies these anew; picocli's alone take an eighth of a second of processor time.
 */
public final class OldClasses {
    /** The first class files that have to have stack maps are those of Java 7. JVMS §4.10.1. */
    private static final int LAST_WITHOUT_MAPS = ClassFile.JAVA_5_VERSION;

    private final ClassFile classFile;

    private OldClasses(Path jar) {
        classFile = ClassFile.of(
                StackMapsOption.GENERATE_STACK_MAPS,
                ClassHierarchyResolverOption.of(ClassHierarchyResolver.ofResourceParsing(name -> open(jar, name))
                        .orElse(ClassHierarchyResolver.defaultResolver())));
    }

    /** @param args the jar, which is changed */
    public static void main(String[] args) throws IOException {
        raise(Path.of(args[0]));
    }

    /** @return classes changed */
    static int raise(Path jar) throws IOException {
        try (FileSystem content = FileSystems.newFileSystem(jar)) {
            Path root = content.getPath("/");
            var old = new OldClasses(root);
            int raised = 0;
            for (Path file : classes(root)) {
                ClassModel model = old.classFile.parse(Files.readAllBytes(file));
                if (model.majorVersion() > LAST_WITHOUT_MAPS) continue;
                Files.write(file, old.raised(model));
                raised++;
            }
            return raised;
        }
    }

    private static List<Path> classes(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> file.toString().endsWith(".class")).toList();
        }
    }

    private byte[] raised(ClassModel model) {
        ClassTransform code = ClassTransform.transformingMethodBodies(CodeTransform.ACCEPT_ALL);
        return classFile.transformClass(
                model, code.andThen(ClassTransform.endHandler(builder -> builder.withVersion(JAVA_8_VERSION, 0))));
    }

    private static @Nullable InputStream open(Path root, ClassDesc name) {
        String descriptor = name.descriptorString();
        Path file = root.resolve(descriptor.substring(1, descriptor.length() - 1) + ".class");
        try {
            return Files.exists(file) ? Files.newInputStream(file) : null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
