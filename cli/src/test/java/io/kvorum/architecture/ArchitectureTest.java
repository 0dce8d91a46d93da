package io.kvorum.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * The arrows between Kvorum's packages, and the purity of its core.
 *
 * <p>The modules' dependencies say the same to Maven; this says it for packages, so a class that lies in the wrong module is
 * found too. What single methods the pure modules may not call is in {@code build/forbidden/pure.txt}.
 */
class ArchitectureTest {

    /** Each package, and the Kvorum packages that it may import besides itself. */
    private static final Map<String, List<String>> ARROWS = new LinkedHashMap<>();

    static {
        ARROWS.put("protocol", List.of());
        ARROWS.put("crdt", List.of());
        ARROWS.put("replication", List.of("crdt"));
        ARROWS.put("antientropy", List.of("crdt", "replication"));
        ARROWS.put("node", List.of("crdt", "replication", "antientropy", "protocol"));
        ARROWS.put("client", List.of("crdt", "protocol"));
        ARROWS.put("integrity", List.of("crdt", "protocol", "client"));
        ARROWS.put("commerce", List.of("crdt", "protocol", "client", "integrity"));
        ARROWS.put("harness", List.of("crdt", "replication", "antientropy", "protocol", "node", "client"));
        ARROWS.put("bench", List.of("crdt", "replication", "antientropy", "protocol", "node", "client", "harness"));
        ARROWS.put(
                "cli",
                List.of(
                        "crdt",
                        "replication",
                        "antientropy",
                        "protocol",
                        "node",
                        "client",
                        "integrity",
                        "harness",
                        "bench"));
    }

    private static final List<String> PACKAGES = List.copyOf(ARROWS.keySet());

    @SuppressWarnings("UnusedVariable") // read by @FieldSource
    private static final List<String> PURE = List.of("crdt", "replication", "antientropy");

    /** All of the Java platform that the pure modules need. */
    private static final List<String> PURE_PLATFORM = List.of(
            "java.lang",
            "java.lang.annotation",
            "java.lang.invoke",
            "java.lang.runtime",
            "java.math",
            "java.nio",
            "java.nio.charset",
            "java.time",
            "java.util",
            "java.util.function",
            "java.util.random",
            "java.util.stream",
            "java.util.zip");

    private static final Pattern LOCK = Pattern.compile("^[^*/\"]*\\bsynchronized\\b");

    private static final JavaClasses KVORUM = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.kvorum");

    @ParameterizedTest
    @FieldSource("PACKAGES")
    void importsOnlyWhatTheArrowsAllow(String name) {
        List<String> allowed = new ArrayList<>();
        allowed.add(subtree(name));
        ARROWS.getOrDefault(name, List.of()).forEach(other -> allowed.add(subtree(other)));
        noClasses()
                .that()
                .resideInAPackage(subtree(name))
                .should()
                .dependOnClassesThat(
                        resideInAPackage("io.kvorum..").and(not(resideInAnyPackage(allowed.toArray(String[]::new)))))
                .allowEmptyShould(true)
                .check(KVORUM);
    }

    @Test
    void everyClassIsInAPackageWithArrows() {
        classes()
                .that()
                .resideInAPackage("io.kvorum..")
                .should()
                .resideInAnyPackage(
                        PACKAGES.stream().map(ArchitectureTest::subtree).toArray(String[]::new))
                .check(KVORUM);
    }

    @ParameterizedTest
    @FieldSource("PURE")
    void pureCodeUsesOnlyPurePartsOfThePlatform(String name) {
        List<String> allowed = new ArrayList<>(PURE_PLATFORM);
        allowed.add("org.jspecify.annotations");
        allowed.add("io.kvorum..");
        if (name.equals("crdt")) {
            // A context carries a MAC under the cluster's secret.
            allowed.add("javax.crypto");
            allowed.add("javax.crypto.spec");
            allowed.add("java.security");
        } else {
            allowed.add("com.dynatrace.hash4j..");
        }
        classes()
                .that()
                .resideInAPackage(subtree(name))
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(allowed.toArray(String[]::new))
                .allowEmptyShould(true)
                .check(KVORUM);
    }

    @ParameterizedTest
    @FieldSource("PURE")
    void pureCodeHasNoSharedState(String name) {
        fields().that()
                .areDeclaredInClassesThat()
                .resideInAPackage(subtree(name))
                .should()
                .notHaveModifier(JavaModifier.VOLATILE)
                .allowEmptyShould(true)
                .check(KVORUM);
        fields().that()
                .areDeclaredInClassesThat()
                .resideInAPackage(subtree(name))
                .and()
                .areStatic()
                .should()
                .beFinal()
                .allowEmptyShould(true)
                .check(KVORUM);
    }

    /** In the source, because a synchronized block leaves no trace that could be asked for in a class. */
    @ParameterizedTest
    @FieldSource("PURE")
    void pureCodeHasNoLocks(String name) throws IOException {
        List<String> locks = new ArrayList<>();
        for (Path folder : mainPackages()) {
            if (!folder.startsWith(project().resolve(name))) {
                continue;
            }
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    Files.readAllLines(file).stream()
                            .filter(line -> LOCK.matcher(line).find())
                            .forEach(line -> locks.add(file + ": " + line.strip()));
                }
            }
        }
        assertThat(locks).isEmpty();
    }

    @ParameterizedTest
    @FieldSource("PURE")
    void pureCodeNeverIteratesInHashOrder(String name) {
        noClasses()
                .that()
                .resideInAPackage(subtree(name))
                .should()
                .callMethod(HashMap.class, "newHashMap", int.class)
                .orShould()
                .callMethod(HashSet.class, "newHashSet", int.class)
                .allowEmptyShould(true)
                .check(KVORUM);
    }

    @Test
    void thirdPartyCodeStaysAtItsEdge() {
        onlyIn("org.rocksdb..", "node");
        onlyIn("io.netty..", "protocol", "node", "client");
        onlyIn("picocli..", "cli");
        onlyIn("org.jline..", "cli");
        onlyIn("io.javalin..", "commerce");
    }

    private static void onlyIn(String library, String... owners) {
        noClasses()
                .that(not(resideInAnyPackage(
                        Stream.of(owners).map(ArchitectureTest::subtree).toArray(String[]::new))))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library)
                .check(KVORUM);
    }

    /** Generated code is not in a source folder and so needs none. */
    @Test
    void everyPackageSaysWhatItIsFor() throws IOException {
        List<String> silent = new ArrayList<>();
        for (Path folder : mainPackages()) {
            Path info = folder.resolve("package-info.java");
            if (!Files.exists(info)) {
                silent.add(folder + ": no package-info.java");
            } else if (!Files.readString(info).contains("@NullMarked")) {
                silent.add(info + ": not @NullMarked");
            } else if (!Files.readString(info).startsWith("/**")) {
                silent.add(info + ": says nothing");
            }
        }
        assertThat(silent).isEmpty();
    }

    private static List<Path> mainPackages() throws IOException {
        List<Path> found = new ArrayList<>();
        // Modules may have modules of their own.
        try (Stream<Path> modules = Files.find(project(), 2, (file, attributes) -> attributes.isDirectory())) {
            for (Path module : modules.sorted().toList()) {
                Path sources = module.resolve("src/main/java");
                if (Files.isDirectory(sources)) {
                    try (Stream<Path> files = Files.walk(sources)) {
                        files.filter(file -> file.toString().endsWith(".java"))
                                .map(Path::getParent)
                                .distinct()
                                .forEach(found::add);
                    }
                }
            }
        }
        assertThat(found).as("packages found below the project's directory").isNotEmpty();
        return found;
    }

    private static Path project() throws IOException {
        return Path.of("..").toRealPath();
    }

    private static String subtree(String name) {
        return "io.kvorum." + name + "..";
    }
}
