// SPDX-License-Identifier: Apache-2.0

package dev.mehari.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import static org.assertj.core.api.Assertions.assertThat;

/** The rooms look only the way that {@link Arrows} says, and no room escapes it. */
class ArrowsTest {
    private static final String HOUSE = "dev.mehari";
    private static final Pattern WEAK_NAME = Pattern.compile("(Utils?|Impl|Manager|Helper|Info)$");
    private static final Set<String> WEAK_PACKAGES = Set.of("util", "utils", "impl", "common", "helper", "manager");

    private static JavaClasses code;
    private static List<Room> rooms;
    private static Arrows arrows;

    @BeforeAll
    static void readTheHouse() {
        rooms = Room.all();
        arrows = new Arrows(HOUSE, rooms);
        code = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages(HOUSE);
    }

    @TestFactory
    Stream<DynamicTest> roomsLookOnlyUp() {
        return arrows.rules().stream()
                .map(rule -> DynamicTest.dynamicTest(rule.getDescription(), () -> rule.check(code)));
    }

    @Test
    void everyModuleOfThePomIsSeen() {
        Set<String> seen = code.stream()
                .map(arrows::home)
                .filter(home -> home != null)
                .map(Room::path)
                .collect(Collectors.toSet());

        assertThat(rooms.stream().filter(Room::hasCode).map(Room::path))
                .as("a module that isn't here escapes the rules; make it a dependency of integrations/server, or of"
                        + " test-routes/conformance")
                .isSubsetOf(seen);
    }

    @Test
    void everyClassLivesInTheRoomThatItsPackageNames() {
        assertThat(code.stream().filter(type -> arrows.home(type) == null).map(JavaClass::getName))
                .as("the package of module processors/runtime-x is dev.mehari.runtime.x")
                .isEmpty();
    }

    @Test
    void everyFolderWithAPomIsAModule() throws IOException {
        Set<String> found = new TreeSet<>();
        for (String floor :
                List.of("processors", "routes", "observability", "integrations", "camel-k", "test-routes")) {
            Path folder = Room.root().resolve(floor);
            if (Files.isDirectory(folder)) {
                try (Stream<Path> inside = Files.list(folder)) {
                    inside.filter(room -> Files.exists(room.resolve("pom.xml")))
                            .forEach(room -> found.add(floor + "/" + room.getFileName()));
                }
            }
        }
        assertThat(rooms.stream().map(Room::path)).containsExactlyInAnyOrderElementsOf(found);
    }

    @Test
    void everyPackageIsNullMarked() {
        Set<String> unmarked = code.stream()
                .map(JavaClass::getPackage)
                .filter(own -> !isNullMarked(own))
                .map(JavaPackage::getName)
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(unmarked).as("each has a package-info.java with @NullMarked").isEmpty();
    }

    private static boolean isNullMarked(JavaPackage own) {
        return own.tryGetPackageInfo().isPresent() && own.isAnnotatedWith(NullMarked.class);
    }

    @Test
    void everyClassIsNamedForWhatItIs() {
        assertThat(code.stream()
                        .filter(type -> WEAK_NAME.matcher(type.getSimpleName()).find())
                        .map(JavaClass::getName))
                .isEmpty();
        assertThat(code.stream().map(JavaClass::getPackageName).distinct())
                .allSatisfy(name -> assertThat(name.split("\\.")).doesNotContainAnyElementsOf(WEAK_PACKAGES));
    }

    @Test
    void samplesAreDataOnly() throws IOException {
        assertThat(rooms.stream().map(Room::path)).noneMatch(path -> path.startsWith("routes/samples"));
        try (Stream<Path> files = Files.walk(Room.root().resolve("routes/samples"))) {
            assertThat(files.map(Path::toString).filter(name -> name.endsWith(".java")))
                    .allMatch(name -> name.contains("/make/"), "belongs to the script that made the sample");
        }
    }

    @Test
    void rulesBite() {
        String house = "dev.mehari.conformance.wrong";
        JavaClasses wrong = new ClassFileImporter().importPackages(house);
        List<Room> wrongRooms = Stream.of(
                        "processors/tensor",
                        "processors/maths",
                        "processors/model",
                        "test-routes/testkit",
                        "processors/runtime-one",
                        "processors/runtime-two",
                        "processors/cel",
                        "processors/nodes",
                        "routes/graph",
                        "routes/compiler",
                        "routes/engine",
                        "observability/telemetry",
                        "integrations/oip",
                        "integrations/server")
                .map(Room::new)
                .toList();
        List<String> violations = new Arrows(house, wrongRooms)
                .rules().stream()
                        .flatMap(rule -> rule.evaluate(wrong).getFailureReport().getDetails().stream())
                        .toList();

        assertThat(names(wrong, "Wrong")).hasSizeGreaterThan(25).allSatisfy(name -> assertThat(violations)
                .anyMatch(told -> isBy(name, told)));
        assertThat(names(wrong, "Right")).hasSizeGreaterThan(8).allSatisfy(name -> assertThat(violations)
                .noneMatch(told -> isBy(name, told)));
    }

    /** A violation begins with the kind and the name of who did it: {@code Method <dev.mehari.Name.method()> calls …}. */
    private static boolean isBy(String name, String violation) {
        return violation.matches("\\w+ <" + Pattern.quote(name) + "[.>].*");
    }

    private static List<String> names(JavaClasses classes, String start) {
        return classes.stream()
                .filter(type -> type.getSimpleName().startsWith(start))
                .map(JavaClass::getName)
                .toList();
    }
}
