package org.waywiser.lab.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchRule;
import java.util.ArrayList;
import java.util.List;

/** What {@code ARCHITECTURE.md} promises, for the packages below a root: ours, or those with the planted breaks. */
final class Rules {
    /** Each may use those before it, never one after it. */
    static final List<String> LAYERS = List.of("wire", "security", "protocol", "net", "keys", "node", "cli");

    private static final List<String> SANS_IO = List.of("wire", "security", "protocol");

    private final String root;

    Rules(String root) {
        this.root = root;
    }

    List<ArchRule> all() {
        var rules = new ArrayList<ArchRule>();
        for (int i = 0; i < LAYERS.size() - 1; i++)
            rules.add(direction(LAYERS.get(i), LAYERS.subList(i + 1, LAYERS.size())));
        rules.add(strangers("protocol.ike", "protocol.control"));
        rules.add(strangers("protocol.control", "protocol.ike"));
        rules.add(sansIoReadsNoClock());
        rules.add(sansIoOpensNothing());
        rules.add(sansIoResolvesNoNames());
        rules.add(sansIoStartsNoThread());
        rules.add(sansIoDrawsNoRandomness());
        rules.add(onlyNetCallsNativeFunctions());
        rules.add(onlyNetDeclaresNativeMethods());
        rules.add(packagesHaveNames());
        return rules.stream().map(rule -> rule.allowEmptyShould(true)).toList();
    }

    private ArchRule direction(String layer, List<String> later) {
        return noClasses()
                .that(resideInAPackage(packages(layer)))
                .should()
                .dependOnClassesThat(
                        resideInAnyPackage(later.stream().map(this::packages).toArray(String[]::new)))
                .as(layer + " does not use " + String.join(", ", later));
    }

    private ArchRule strangers(String one, String other) {
        return noClasses()
                .that(resideInAPackage(packages(one)))
                .should()
                .dependOnClassesThat(resideInAPackage(packages(other)))
                .as(one + " does not know " + other);
    }

    private ArchRule sansIoReadsNoClock() {
        return sansIo(
                "read no clock",
                access("java\\.lang\\.System", "nanoTime|currentTimeMillis")
                        .or(access("java\\.time\\..*", "now|system.*|tick.*"))
                        .or(access("java\\.util\\.Date", "<init>"))
                        .or(access("java\\.util\\.Calendar", "getInstance")));
    }

    private ArchRule sansIoOpensNothing() {
        return noClasses()
                .that(resideInAnyPackage(sansIo()))
                .should()
                .dependOnClassesThat(
                        resideInAnyPackage("java.nio.channels..", "java.nio.file..", "java.net.http..", "javax.net..")
                                .or(nameMatching("java\\.net\\.(.*Socket|URL.*|NetworkInterface)"))
                                .or(nameMatching("java\\.io\\.(File.*|RandomAccessFile|Console|PrintStream)")))
                .as("wire, security and protocol open no socket and no file");
    }

    private ArchRule sansIoResolvesNoNames() {
        return sansIo(
                "resolve no names",
                access(
                        "java\\.net\\.Inet.*Address",
                        "getByName|getAllByName|getLocalHost|getHostName|getCanonicalHostName"));
    }

    private ArchRule sansIoStartsNoThread() {
        return noClasses()
                .that(resideInAnyPackage(sansIo()))
                .should()
                .dependOnClassesThat(assignableTo(Thread.class)
                        .or(resideInAPackage("java.util.concurrent.locks.."))
                        .or(nameMatching("java\\.lang\\.Thread\\$Builder.*"))
                        .or(nameMatching(
                                "java\\.util\\.(Timer|concurrent\\.(.*Execut.*|.*Future|ForkJoin.*|ThreadFactory))")))
                .as("wire, security and protocol start no thread and take no lock");
    }

    /** A generator passed in is welcome, also as SecureRandom, which the JCA insists on. */
    private ArchRule sansIoDrawsNoRandomness() {
        return sansIo(
                "make no source of randomness",
                access("java\\.(security\\.SecureRandom|util\\.(Random|SplittableRandom))", "<init>|getInstance.*")
                        .or(access("java\\.util\\.random\\..*", "getDefault|of|create"))
                        .or(access("java\\.util\\.concurrent\\.ThreadLocalRandom", "current"))
                        .or(access("java\\.util\\.UUID", "randomUUID"))
                        .or(access("java\\.lang\\.(Strict)?Math", "random")));
    }

    private ArchRule onlyNetCallsNativeFunctions() {
        return noClasses()
                .that(resideInAPackage(root + ".."))
                .and()
                .resideOutsideOfPackage(packages("net"))
                .should()
                .dependOnClassesThat(nameMatching("java\\.lang\\.foreign\\.(Linker.*|SymbolLookup)"))
                .orShould()
                .accessTargetWhere(access("java\\.lang\\.(System|Runtime)", "load|loadLibrary"))
                .as("only net calls native functions");
    }

    private ArchRule onlyNetDeclaresNativeMethods() {
        return noMethods()
                .that()
                .areDeclaredInClassesThat()
                .resideInAPackage(root + "..")
                .should()
                .haveModifier(JavaModifier.NATIVE)
                .as("no native methods: net uses the foreign function API");
    }

    private ArchRule packagesHaveNames() {
        return noClasses()
                .should()
                .resideInAnyPackage(
                        "..impl..", "..common..", "..util..", "..utils..", "..misc..", "..helper..", "..helpers..")
                .as("no package is called impl, common, util, misc or helper");
    }

    private ArchRule sansIo(String rule, DescribedPredicate<JavaAccess<?>> forbidden) {
        return noClasses()
                .that(resideInAnyPackage(sansIo()))
                .should()
                .accessTargetWhere(forbidden)
                .as("wire, security and protocol " + rule);
    }

    private static DescribedPredicate<JavaAccess<?>> access(String owner, String member) {
        return describe(
                owner + "#" + member,
                access -> access.getTargetOwner().getName().matches(owner)
                        && access.getName().matches(member));
    }

    private String[] sansIo() {
        return SANS_IO.stream().map(this::packages).toArray(String[]::new);
    }

    private String packages(String layer) {
        return root + "." + layer + "..";
    }
}
