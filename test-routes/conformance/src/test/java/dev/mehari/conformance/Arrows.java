// SPDX-License-Identifier: Apache-2.0

package dev.mehari.conformance;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import org.jspecify.annotations.Nullable;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

/*
 * Which way the rooms look.
 *
 *   room            rooms it may use                            libraries beside the JDK        never
 *   tensor          –                                           –
 *   maths           tensor                                      –                               clock, log, thread, file, chance
 *   model           tensor                                      –                               Camel, HTTP
 *   runtime-*       tensor, model                               its engine                      Camel, network, each other
 *   cel             tensor                                      a regular expression engine     Camel
 *   nodes           tensor, maths, model, cel                   Camel, Jackson, slf4j           sockets, graph files
 *   explain,
 *   federated       tensor, maths, model                        any                             sockets
 *   graph           tensor, maths, model, cel                   YAML, Jackson                   Camel, network
 *   compiler        graph and what it is made of                Jackson                         starting a CamelContext
 *   engine          all above but the runtimes                  Camel, Jackson, slf4j           protocols, Kubernetes
 *   observability   tensor, maths, model, nodes, engine         Micrometer, slf4j               changing an answer
 *   integrations    all above, and those before it in the POM   any                             graph rules
 *   camel-k         graph, compiler, those before it in camel-k  any                            the engine
 *   test-routes     everything                                  any                             being used
 *
 * Runtimes are found by ServiceLoader and named by nobody: so a new model format is a new module and nothing else. A room that
 * needs a library more gets it here, in one line that a reviewer sees.
 */
/** The rules about who may use whom, for the rooms below one root package. */
final class Arrows {
    private static final Set<String> NO_LIBRARY = Set.of();
    private static final Set<String> ANY_LIBRARY = Set.of("");
    private static final Set<String> JDK = Set.of("java.", "javax.", "jdk.", "sun.", "com.sun.");
    /** Annotations that leave no trace at run time. */
    private static final Set<String> ANNOTATIONS = Set.of("org.jspecify.", "com.google.errorprone.annotations.");

    private static final String CAMEL = "org.apache.camel.";
    private static final String JACKSON = "com.fasterxml.jackson.";
    private static final String SLF4J = "org.slf4j.";
    private static final Set<String> HTTP = Set.of(
            "java.net.http.",
            "java.net.HttpURLConnection",
            "java.net.URLConnection",
            "javax.net.",
            "com.sun.net.httpserver.",
            "io.vertx.",
            "io.netty.",
            "io.grpc.");
    private static final Set<String> SOCKETS = with(
            HTTP,
            "java.net.Socket",
            "java.net.ServerSocket",
            "java.net.DatagramSocket",
            "java.net.MulticastSocket",
            "java.net.InetSocketAddress",
            "java.net.UnixDomainSocketAddress",
            "java.nio.channels.SocketChannel",
            "java.nio.channels.ServerSocketChannel",
            "java.nio.channels.DatagramChannel",
            "java.nio.channels.AsynchronousSocketChannel",
            "java.nio.channels.AsynchronousServerSocketChannel",
            "java.rmi.");
    private static final Set<String> PROTOCOLS = with(SOCKETS, "com.google.protobuf.", "inference.");
    private static final Set<String> CLUSTER = Set.of("io.fabric8.", "io.kubernetes.", "io.javaoperatorsdk.");
    private static final Set<String> OUTSIDE_A_NUMBER = Set.of(
            "java.time.",
            "java.util.Date",
            "java.util.Calendar",
            "java.util.Timer",
            "java.util.logging.",
            "java.lang.System$Logger",
            "java.lang.Thread",
            "java.lang.InheritableThreadLocal",
            "java.lang.Process",
            "java.util.concurrent.",
            "java.io.",
            "java.nio.file.",
            "java.nio.channels.",
            "java.util.Random",
            "java.util.SplittableRandom",
            "java.util.random.RandomGeneratorFactory",
            "java.util.UUID",
            "java.security.SecureRandom");
    private static final Map<String, Set<String>> CALLS_OUTSIDE_A_NUMBER = Map.of(
            "java.lang.System",
            Set.of("nanoTime", "currentTimeMillis", "getLogger", "getenv", "getProperty"),
            "java.lang.Math",
            Set.of("random"),
            "java.lang.StrictMath",
            Set.of("random"),
            "java.util.Collections",
            Set.of("shuffle"),
            "java.util.random.RandomGenerator",
            Set.of("getDefault", "of"),
            "java.util.Collection",
            Set.of("parallelStream"),
            "java.util.List",
            Set.of("parallelStream"),
            "java.util.stream.BaseStream",
            Set.of("parallel"));

    /** By floor, the floors whose rooms may be used where they come before in the POM. */
    private static final Map<String, Set<String>> NEIGHBOURS =
            Map.of("integrations", Set.of("integrations", "observability"), "camel-k", Set.of("camel-k"));

    private final String house;
    private final List<Room> rooms;
    private final Map<String, Uses> table = new LinkedHashMap<>();

    /**
     * @param rooms by package name below the house
     * @param libraries beginnings of the names of classes; the JDK and annotations are allowed to all
     * @param never beginnings of the names of classes
     */
    private record Uses(Set<String> rooms, Set<String> libraries, Set<String> never) {}

    /**
     * @param house the package of the house, {@code dev.mehari}
     * @param rooms in the order of the POM
     */
    Arrows(String house, List<Room> rooms) {
        this.house = house;
        this.rooms = rooms;
        Set<String> graphAndBelow = Set.of("tensor", "maths", "model", "cel", "graph");
        Set<String> graphAndCompiler = with(graphAndBelow, "compiler");
        table.put("processors/tensor", new Uses(Set.of(), NO_LIBRARY, Set.of()));
        table.put("processors/maths", new Uses(Set.of("tensor"), NO_LIBRARY, OUTSIDE_A_NUMBER));
        table.put("processors/model", new Uses(Set.of("tensor"), NO_LIBRARY, with(HTTP, CAMEL)));
        table.put("processors/runtime-*", new Uses(Set.of("tensor", "model"), ANY_LIBRARY, with(SOCKETS, CAMEL)));
        table.put("processors/cel", new Uses(Set.of("tensor"), Set.of("com.google.re2j."), with(HTTP, CAMEL)));
        table.put(
                "processors/nodes",
                new Uses(Set.of("tensor", "maths", "model", "cel"), Set.of(CAMEL, JACKSON, SLF4J), SOCKETS));
        table.put("processors/explain", new Uses(Set.of("tensor", "maths", "model"), ANY_LIBRARY, SOCKETS));
        table.put("processors/federated", new Uses(Set.of("tensor", "maths", "model"), ANY_LIBRARY, SOCKETS));
        table.put(
                "routes/graph",
                new Uses(
                        Set.of("tensor", "maths", "model", "cel"),
                        Set.of(JACKSON, "org.snakeyaml.engine."),
                        with(SOCKETS, CAMEL, "java.net.URLStreamHandler")));
        table.put(
                "routes/compiler",
                new Uses(
                        graphAndBelow,
                        Set.of(JACKSON, CAMEL),
                        Set.of(
                                "org.apache.camel.CamelContext",
                                "org.apache.camel.impl.",
                                "org.apache.camel.main.",
                                "org.apache.camel.builder.")));
        table.put(
                "routes/engine",
                new Uses(with(graphAndCompiler, "nodes"), Set.of(CAMEL, JACKSON, SLF4J), union(PROTOCOLS, CLUSTER)));
        table.put(
                "observability/*",
                new Uses(
                        Set.of("tensor", "maths", "model", "nodes", "engine"),
                        Set.of("io.micrometer.", SLF4J),
                        Set.of(house + ".engine.Engine", house + ".tensor.TensorBuilder")));
        table.put("integrations/*", new Uses(with(graphAndCompiler, "nodes", "engine"), ANY_LIBRARY, Set.of()));
        table.put("camel-k/*", new Uses(graphAndCompiler, ANY_LIBRARY, Set.of()));
        table.put("test-routes/*", new Uses(Set.of(), ANY_LIBRARY, Set.of()));
    }

    /** Everything, one rule a room and those that are no room's alone. */
    List<ArchRule> rules() {
        List<ArchRule> rules = new ArrayList<>();
        for (Room room : rooms) {
            if (room.floor().equals("test-routes")) {
                continue;
            }
            rules.add(classes()
                    .that(liveIn(room))
                    .should(useOnly(room, uses(room)))
                    .as(room.path() + " uses only what it may")
                    .allowEmptyShould(true));
        }
        rules.add(noClasses()
                .that(liveIn(new Room("processors/maths")))
                .should()
                .callMethodWhere(isOneOf(CALLS_OUTSIDE_A_NUMBER))
                .orShould()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .as("maths knows no clock, log, thread or chance")
                .allowEmptyShould(true));
        rules.add(noClasses()
                .that(new InRooms(room -> room.floor().equals("integrations")))
                .should()
                .beAssignableTo(
                        new InRooms(room -> Set.of("graph", "maths", "cel").contains(room.packageName())))
                .as("integrations hold no graph rules")
                .allowEmptyShould(true));
        return rules;
    }

    /** The line of the table for a room. @throws IllegalStateException if there is none */
    private Uses uses(Room room) {
        for (Map.Entry<String, Uses> line : table.entrySet()) {
            String path = line.getKey();
            boolean meant = path.endsWith("*")
                    ? room.path().startsWith(path.substring(0, path.length() - 1))
                    : room.path().equals(path);
            if (meant) {
                return alsoEarlier(room, NEIGHBOURS.getOrDefault(room.floor(), Set.of()), line.getValue());
            }
        }
        throw new IllegalStateException("module " + room.path()
                + " is no room of the house; say in Arrows (and in the design) what it may use");
    }

    private Uses alsoEarlier(Room room, Set<String> floors, Uses uses) {
        Set<String> more = new TreeSet<>(uses.rooms());
        for (Room earlier : rooms.subList(0, rooms.indexOf(room))) {
            if (floors.contains(earlier.floor())) {
                more.add(earlier.packageName());
            }
        }
        return new Uses(more, uses.libraries(), uses.never());
    }

    private DescribedPredicate<JavaClass> liveIn(Room room) {
        return new InRooms(room::equals);
    }

    /** Classes of the rooms that a test holds for. */
    private final class InRooms extends DescribedPredicate<JavaClass> {
        private final Predicate<Room> rooms;

        InRooms(Predicate<Room> rooms) {
            super("live in the room");
            this.rooms = rooms;
        }

        @Override
        public boolean test(JavaClass type) {
            Room home = home(type);
            return home != null && rooms.test(home);
        }
    }

    /** The room that a class lives in; null for one from outside. */
    @Nullable
    Room home(JavaClass type) {
        for (Room room : rooms) {
            String own = house + "." + room.packageName();
            if (type.getPackageName().equals(own) || type.getPackageName().startsWith(own + ".")) {
                return room;
            }
        }
        return null;
    }

    private ArchCondition<JavaClass> useOnly(Room room, Uses uses) {
        return new ArchCondition<>("use only what its room may") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                type.getDirectDependenciesFromSelf().stream()
                        .filter(use ->
                                !isAllowed(room, uses, use.getTargetClass().getBaseComponentType()))
                        .forEach(use -> events.add(SimpleConditionEvent.violated(type, use.getDescription())));
            }
        };
    }

    private boolean isAllowed(Room room, Uses uses, JavaClass used) {
        String name = used.getName();
        if (used.isPrimitive()) {
            return true;
        }
        if (uses.never().stream().anyMatch(begin -> begins(name, begin))) {
            return false;
        }
        Room other = home(used);
        if (other != null) {
            return other.equals(room) || uses.rooms().contains(other.packageName());
        }
        return Stream.of(JDK, ANNOTATIONS, uses.libraries())
                .flatMap(Set::stream)
                .anyMatch(begin -> begins(name, begin));
    }

    /** A package's name ends with a dot and is that of its subpackages too; a class's is that of its nested ones too. */
    private static boolean begins(String name, String begin) {
        if (begin.isEmpty() || begin.endsWith(".")) {
            return name.startsWith(begin);
        }
        return name.equals(begin) || name.startsWith(begin + "$");
    }

    private static DescribedPredicate<JavaMethodCall> isOneOf(Map<String, Set<String>> methods) {
        return DescribedPredicate.describe("one of " + methods, call -> methods.entrySet().stream()
                .anyMatch(entry -> call.getTargetOwner().isAssignableTo(entry.getKey())
                        && entry.getValue().contains(call.getName())));
    }

    private static Set<String> with(Set<String> set, String... more) {
        return union(set, Set.of(more));
    }

    private static Set<String> union(Set<String> a, Set<String> b) {
        Set<String> union = new TreeSet<>(a);
        union.addAll(b);
        return union;
    }
}
