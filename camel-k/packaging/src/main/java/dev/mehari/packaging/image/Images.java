// SPDX-License-Identifier: Apache-2.0

package dev.mehari.packaging.image;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Builds the images of Mehari: {@code Images OUT --version V --runtime JARS [--samples DIR] [--operator JARS]}. JARS is a folder
 * of jars of which {@code mehari.jar} or {@code mehari-operator.jar} names the others.
 *
 * <pre>
 *   /opt/java                   Java, and /lib, /lib64: the C libraries        layer 1
 *   /deployments/lib/*.jar      what others wrote                              layer 2
 *   /deployments/natives        ONNX Runtime's and ND4J's libraries            layer 2
 *   /deployments/lib/mehari*    Mehari's own jars                              layer 3
 *   /deployments/java.options                                                  layer 3
 *   /deployments/mehari.jsa     an archive of loaded classes                   layer 4
 * </pre>
 *
 * The same JDK, C libraries and jars give the same layers 1 to 3, byte for byte. The archive of classes is a record of one run.
 */
public final class Images {
    private static final Pattern VERSION = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}");
    private static final String OPTIONS = "/deployments/java.options";
    private static final String ARCHIVE = "/deployments/mehari.jsa";

    /** What names of images begin with; whoever pushes them gives them names of their registry. */
    private static final String REPOSITORY = "mehari.dev/";

    private final Path out;
    private final String version;
    private final PrintStream say;

    private Images(Path out, String version, PrintStream say) {
        this.out = out;
        this.version = version;
        this.say = say;
    }

    /** Builds them and prints, per image: name, archive, digest. */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length % 2 != 1) {
            throw new IllegalArgumentException(
                    "Images OUT --version V [--runtime JARS --samples DIR] [--operator JARS]");
        }
        Map<String, String> given = new HashMap<>();
        for (int i = 1; i < arguments.length; i += 2) {
            given.put(arguments[i], arguments[i + 1]);
        }
        String version = given.getOrDefault("--version", "latest");
        if (!VERSION.matcher(version).matches()) {
            throw new IllegalArgumentException(
                    "'" + version + "' can't be a tag of an image. Take letters, digits, . _ -");
        }
        Path out = Path.of(arguments[0]).toAbsolutePath();
        Files.createDirectories(out);
        Images images = new Images(out, version, System.out);
        String runtime = given.get("--runtime");
        if (runtime != null) {
            images.runtime(Path.of(runtime), given.get("--samples"));
        }
        String operator = given.get("--operator");
        if (operator != null) {
            images.operator(Path.of(operator));
        }
    }

    private void runtime(Path jars, @org.jspecify.annotations.Nullable String samples) throws IOException {
        Path root = fresh("runtime");
        Runtimes.lay(root);
        Path natives = root.resolve("deployments/natives");
        Jars.copy(jars, root.resolve("deployments/lib"), natives);
        Runtimes.addLibraries(root, List.of(root.resolve("opt/java"), natives));
        String options = Options.COMMON + Options.NATIVES;
        Runtimes.text(root, OPTIONS.substring(1), options);
        if (samples != null) {
            archive(
                    root,
                    List.of(
                            "-jar",
                            "/deployments/lib/mehari.jar",
                            "serve",
                            "--once",
                            "--http-port",
                            "0",
                            "--grpc-port",
                            "0",
                            "--management-port",
                            "0",
                            "/trial"),
                    Path.of(samples));
        }
        write("mehari", root, "mehari.jar", List.of("integration"), List.of(8080, 9000, 9876));
    }

    private void operator(Path jars) throws IOException {
        Path root = fresh("operator");
        Runtimes.lay(root);
        Path natives = root.resolve("deployments/natives");
        Jars.copy(jars, root.resolve("deployments/lib"), natives);
        Runtimes.addLibraries(root, List.of(root.resolve("opt/java")));
        Runtimes.text(root, OPTIONS.substring(1), Options.COMMON + Options.OPERATOR);
        write("mehari-operator", root, "mehari-operator.jar", List.of(), List.of(8080));
    }

    /** Runs the program once, answering what the samples ask, and keeps what Java worked out of the jars meanwhile. */
    private void archive(Path root, List<String> command, Path samples) throws IOException {
        Path trial = root.resolve("trial");
        copy(samples, trial);
        List<String> all = new ArrayList<>(List.of(
                "/opt/java/bin/java",
                "@" + OPTIONS,
                "-Xshare:auto",
                "-XX:SharedArchiveFile=/opt/java/lib/server/classes.jsa",
                "-XX:ArchiveClassesAtExit=" + ARCHIVE,
                "-Dmehari.natives=/tmp/none"));
        all.addAll(command);
        try {
            String text = Trial.run(root, all);
            Path archive = root.resolve(ARCHIVE.substring(1));
            if (!Files.exists(archive)) {
                throw new IOException("Java wrote no archive of classes:\n" + text);
            }
            Files.setLastModifiedTime(archive, FileTime.fromMillis(TarWriter.TIME * 1000));
            Runtimes.text(
                    root,
                    OPTIONS.substring(1),
                    Files.readString(root.resolve(OPTIONS.substring(1))) + "-XX:SharedArchiveFile=" + ARCHIVE + "\n");
        } finally {
            delete(trial);
            emptied(root.resolve("tmp"));
        }
    }

    private void write(String name, Path root, String jar, List<String> arguments, List<Integer> ports)
            throws IOException {
        List<Layer> layers = new ArrayList<>();
        layers.add(layer(name, "java", root, p -> !p.startsWith("deployments")));
        layers.add(layer(
                name,
                "dependencies",
                root,
                p -> p.startsWith("deployments/natives") || isIn(p, "deployments/lib/") && !isOwn(p)));
        layers.add(layer(name, "mehari", root, p -> isOwn(p) || p.equals(OPTIONS.substring(1))));
        if (Files.exists(root.resolve(ARCHIVE.substring(1)))) {
            layers.add(layer(name, "classes", root, p -> p.equals(ARCHIVE.substring(1))));
        }
        Image image = new Image(
                REPOSITORY + name + ":" + version,
                layers,
                List.of("/opt/java/bin/java", "-jar", "/deployments/lib/" + jar),
                arguments,
                List.of(
                        "PATH=/opt/java/bin",
                        "JAVA_HOME=/opt/java",
                        "LANG=C.UTF-8",
                        "LC_ALL=C.UTF-8",
                        "HOME=/tmp",
                        // Read by every start of this Java, by whatever command: Camel K may have its own.
                        "JDK_JAVA_OPTIONS=@" + OPTIONS,
                        "MEHARI_HOME=/mehari/cache"),
                ports);
        Path archive = out.resolve(name + ".tar");
        String digest = image.write(archive);
        say.println(image.name() + "\t" + archive + "\t" + digest);
        for (Layer layer : layers) {
            say.printf(
                    "  %-13s%8.1f MB  %8.1f MB unpacked  %s%n",
                    layer.name(), layer.size() / 1e6, layer.unpacked() / 1e6, layer.digest());
        }
    }

    private Layer layer(String image, String name, Path root, java.util.function.Predicate<String> chosen)
            throws IOException {
        return Layer.of(name, root, chosen, out.resolve("stage").resolve(image + "-" + name + ".tar.gz"));
    }

    private static boolean isIn(String path, String folder) {
        return path.startsWith(folder);
    }

    private static boolean isOwn(String path) {
        return path.startsWith("deployments/lib/mehari");
    }

    private Path fresh(String name) throws IOException {
        Path root = out.resolve("stage").resolve(name);
        delete(root);
        Files.createDirectories(root);
        return root;
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> walk = Files.walk(from)) {
            for (Path path : (Iterable<Path>) walk::iterator) {
                Files.copy(path, to.resolve(from.relativize(path).toString()));
            }
        }
    }

    private static void emptied(Path folder) throws IOException {
        delete(folder);
        Files.createDirectories(folder);
    }

    private static void delete(Path path) throws IOException {
        if (!Files.exists(path)) {
            return;
        }
        try (Stream<Path> walk = Files.walk(path)) {
            for (Path each : (Iterable<Path>) walk.sorted(Comparator.reverseOrder())::iterator) {
                Files.delete(each);
            }
        }
    }
}
