// SPDX-License-Identifier: Apache-2.0

package dev.mehari.packaging.image;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The bottom layer: a Java made from the JDK that runs this, and the C libraries of this machine that it and the libraries
 * above it load. There is no shell, no package and no other program in it.
 */
final class Runtimes {
    /** Whom containers run as. */
    static final int USER = 1000;

    /** Parts of Java: all of Java SE, and what netty, the metrics and whoever looks into a running process need. */
    private static final String MODULES =
            "java.se,jdk.unsupported,jdk.httpserver,jdk.crypto.ec,jdk.management,jdk.zipfs,"
                    + "jdk.naming.dns,jdk.random,jdk.charsets,jdk.jcmd,jdk.jfr,jdk.management.agent,jdk.net";

    /** What is loaded by name where it is there, and fails without a screen anyway. */
    private static final Set<String> SCREEN =
            Set.of("libawt_xawt.so", "libjawt.so", "libsplashscreen.so", "libjsound.so");

    private static final Pattern LOADED = Pattern.compile("(?m)^\\s*(?:\\S+ => )?(/\\S+) \\(0x");
    private static final Pattern MISSING = Pattern.compile("(?m)^\\s*(\\S+) => not found");

    private Runtimes() {}

    /** As images name this machine's. */
    static String architecture() {
        String arch = System.getProperty("os.arch", "").toLowerCase(Locale.ENGLISH);
        return switch (arch) {
            case "amd64", "x86_64" -> "amd64";
            case "aarch64", "arm64" -> "arm64";
            default -> arch;
        };
    }

    /** Lays Java below {@code root}. */
    static void lay(Path root) throws IOException {
        Path jdk = Path.of(System.getProperty("java.home"));
        Path jlink = jdk.resolve("bin/jlink");
        if (!Files.isExecutable(jlink)) {
            throw new IOException("there is no jlink in " + jdk + ". Run this with a JDK, not with a JRE");
        }
        Path java = root.resolve("opt/java");
        Files.createDirectories(root.resolve("opt"));
        Program.run(List.of(
                jlink.toString(),
                "--output",
                java.toString(),
                "--strip-debug",
                "--no-header-files",
                "--no-man-pages",
                "--compress=0",
                "--dedup-legal-notices=error-if-not-same-content",
                "--add-modules",
                MODULES));
        for (String name : SCREEN) {
            Files.deleteIfExists(java.resolve("lib").resolve(name));
        }
        // Some distributions keep it elsewhere and have a link here.
        Path authorities = java.resolve("lib/security/cacerts");
        Files.deleteIfExists(authorities);
        Files.copy(jdk.resolve("lib/security/cacerts").toRealPath(), authorities);
        // The archive of Java's own classes, on which an archive of a program's classes stands.
        Program.run(List.of(java.resolve("bin/java").toString(), "-Xshare:dump"));
        Files.deleteIfExists(java.resolve("lib/server/classes_nocoops.jsa"));
        text(root, "etc/passwd", "root:x:0:0::/:/bin/false\nmehari:x:" + USER + ":" + USER + "::/tmp:/bin/false\n");
        text(root, "etc/group", "root:x:0:\nmehari:x:" + USER + ":\n");
        text(root, "etc/nsswitch.conf", "passwd: files\ngroup: files\nhosts: files dns\n");
        for (String folder : List.of("tmp", "deployments/lib", "mehari/cache", "mehari/mounts", "proc", "dev")) {
            Files.createDirectories(root.resolve(folder));
        }
    }

    /** Copies the C libraries that programs and libraries below {@code root} load and that aren't beside them. */
    static void addLibraries(Path root, List<Path> folders) throws IOException {
        Set<String> libraries = new TreeSet<>();
        for (Path folder : folders) {
            List<Path> files;
            try (Stream<Path> walk = Files.walk(folder)) {
                files = walk.filter(Files::isRegularFile)
                        .filter(Runtimes::isNative)
                        .sorted()
                        .toList();
            }
            Set<String> beside = new TreeSet<>();
            files.forEach(f -> beside.add(f.getFileName().toString()));
            for (Path file : files) {
                libraries.addAll(needs(root, file, beside));
            }
        }
        for (String library : libraries) {
            Path target = root.resolve(library.substring(1));
            if (!Files.exists(target)) {
                Files.createDirectories(target.getParent());
                Files.copy(Path.of(library).toRealPath(), target, StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private static List<String> needs(Path root, Path file, Set<String> beside) throws IOException {
        String text = Program.run(List.of("ldd", file.toString()));
        Matcher missing = MISSING.matcher(text);
        while (missing.find()) {
            // Loaded before by its plain name, a library answers for libx.so.1 too.
            if (beside.stream().noneMatch(missing.group(1)::startsWith)) {
                throw new IOException(file.getFileName() + " needs " + missing.group(1)
                        + ", which isn't on this machine. Install the package that has it");
            }
        }
        List<String> found = new ArrayList<>();
        Matcher loaded = LOADED.matcher(text);
        while (loaded.find()) {
            // Those that lie beside a library are found there in the container too.
            if (!loaded.group(1).startsWith(root.toString())
                    && !beside.contains(Path.of(loaded.group(1)).getFileName().toString())) {
                found.add(loaded.group(1));
            }
        }
        return found;
    }

    private static boolean isNative(Path file) {
        String name = file.getFileName().toString();
        return name.endsWith(".so") || name.contains(".so.") || file.toString().contains("/bin/");
    }

    static void text(Path root, String path, String text) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.write(file, text.getBytes(StandardCharsets.UTF_8));
    }
}
