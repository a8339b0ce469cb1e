// SPDX-License-Identifier: Apache-2.0

package dev.mehari.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A README whose lines are run as they stand, in the namespace of a test: {@code kubectl} and {@code kamel} are those of the kit, and
 * {@code mehari} is what was built for the image.
 */
final class Readme {
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```sh\\n(.*?)^```$");

    /** What the sample calls the image. */
    private static final String IMAGE = "mehari.dev/mehari:0.1.0-SNAPSHOT";

    private final Path file;

    Readme(Path file) {
        this.file = file;
    }

    /** All commands below a heading. @throws AssertionError if there are none */
    String commands(String heading) {
        String text = Sources.text(file);
        int start = text.indexOf("\n## " + heading + "\n");
        if (start < 0) {
            throw new AssertionError("no heading '" + heading + "' in " + file);
        }
        int end = text.indexOf("\n## ", start + 1);
        StringBuilder commands = new StringBuilder();
        Matcher blocks = BLOCK.matcher(text.substring(start, end < 0 ? text.length() : end));
        while (blocks.find()) {
            commands.append(blocks.group(1));
        }
        if (commands.isEmpty()) {
            throw new AssertionError("no commands below '" + heading + "' in " + file);
        }
        return commands.toString();
    }

    /** Runs commands, and stops at the first that fails. @return what they printed */
    static String run(Space space, String commands) {
        try {
            Path folder = Files.createTempDirectory("readme");
            wrap(folder, "kubectl", "--kubeconfig", space);
            wrap(folder, "kamel", "--kube-config", space);
            Path mehari = Sources.root().resolve("camel-k/pod/target/dist/lib/mehari.jar");
            script(folder, "mehari", "exec " + java() + " -jar " + mehari + " \"$@\"");
            String image = Images.runtime().name();
            copyWithImage(folder, image);
            String text = commands.replace("./mehari ", "mehari ")
                    .replace("routes/samples/kubernetes/", folder + "/")
                    .replace("routes/samples/", Sources.root().resolve("routes/samples") + "/")
                    .replace(
                            "mehari.dev/mehari:0.1.0-SNAPSHOT", Images.runtime().name());
            return Commands.run(List.of(
                    "bash", "-euo", "pipefail", "-c", "export PATH=" + folder + ":$PATH; cd " + folder + "\n" + text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The sample's files with the image under test. */
    private static void copyWithImage(Path folder, String image) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(Sources.sample("kubernetes"), "*.yaml")) {
            for (Path file : files) {
                Files.writeString(
                        folder.resolve(file.getFileName().toString()),
                        Sources.text(file).replace(IMAGE, image));
            }
        }
    }

    private static void wrap(Path folder, String name, String option, Space space) throws IOException {
        String program = space.cluster().kit().isPresent() ? Cluster.program(name) : path(name);
        script(
                folder,
                name,
                "exec " + program + " " + option + " " + space.cluster().kubeconfig() + " -n " + space.name()
                        + " \"$@\"");
    }

    /** Where it is, as the script of that name comes before it. */
    private static String path(String name) {
        return Commands.run(List.of("sh", "-c", "command -v " + name)).strip();
    }

    private static void script(Path folder, String name, String line) throws IOException {
        Path file = Files.writeString(folder.resolve(name), "#!/bin/sh\n" + line + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }
}
