package org.waywiser.lab.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ArchitectureTest {
    private static final String ROOT = "org.waywiser";
    private static final String PLANTED_ROOT = "org.waywiser.lab.architecture.planted";

    private static final JavaClasses OURS = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);
    private static final JavaClasses PLANTED = new ClassFileImporter().importPackages(PLANTED_ROOT);

    static List<ArchRule> ours() {
        return new Rules(ROOT).all();
    }

    static List<ArchRule> planted() {
        return new Rules(PLANTED_ROOT).all();
    }

    @ParameterizedTest
    @MethodSource("ours")
    void holds(ArchRule rule) {
        rule.check(OURS);
    }

    /** A rule that cannot fail guards nothing. */
    @ParameterizedTest
    @MethodSource("planted")
    void noticesItsPlantedBreak(ArchRule rule) {
        assertThat(rule.evaluate(PLANTED).hasViolation()).isTrue();
    }

    @Test
    void looksAtTheModules() {
        assertThat(Stream.of("wire", "security", "protocol", "net", "cli"))
                .allSatisfy(layer -> assertThat(OURS.stream().map(type -> type.getPackageName() + "."))
                        .anyMatch(name -> name.startsWith(ROOT + "." + layer + ".")));
        assertThat(OURS.stream().map(type -> type.getPackageName())).noneMatch(name -> name.startsWith(PLANTED_ROOT));
    }
}
