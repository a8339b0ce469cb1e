// SPDX-License-Identifier: Apache-2.0

package dev.mehari.packaging.image;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.Enumeration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Jars as the image has them: native libraries of this machine lie unpacked beside them and no longer inside, those of other
 * machines nowhere. So nothing is unpacked when a container starts, and its root may be read-only.
 */
final class Jars {
    /** What holds native code in a jar, or belongs to it. */
    private static final Pattern NATIVE =
            Pattern.compile(".*(\\.so(\\.\\d+)*|\\.dll|\\.dylib|\\.jnilib|\\.h|\\.hpp)|ai/onnxruntime/native/.*");

    private static final Pattern LIBRARY = Pattern.compile(".*\\.so(\\.\\d+)*");

    private Jars() {}

    /**
     * Copies jars.
     *
     * @param natives gets the native libraries, side by side
     */
    static void copy(Path from, Path to, Path natives) throws IOException {
        Files.createDirectories(to);
        Files.createDirectories(natives);
        List<Path> jars;
        try (Stream<Path> list = Files.list(from)) {
            jars = list.filter(p -> p.toString().endsWith(".jar")).sorted().toList();
        }
        if (jars.isEmpty()) {
            throw new IOException("there are no jars in " + from + ". Build them first: mvn package");
        }
        for (Path jar : jars) {
            Path target = to.resolve(jar.getFileName());
            if (hasNatives(jar)) {
                part(jar, target, natives);
            } else {
                Files.copy(jar, target, StandardCopyOption.REPLACE_EXISTING);
            }
            // An archive of classes is tied to the time of each jar.
            Files.setLastModifiedTime(target, FileTime.fromMillis(TarWriter.TIME * 1000));
        }
        // One file under two names, as JavaCPP makes it when it unpacks.
        if (Files.exists(natives.resolve("libopenblas.so.0"))) {
            Files.createSymbolicLink(natives.resolve("libopenblas_nolapack.so.0"), Path.of("libopenblas.so.0"));
        }
    }

    private static boolean hasNatives(Path jar) throws IOException {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            return zip.stream().anyMatch(e -> isOurs(e.getName()));
        }
    }

    /** netty's and others' small ones stay: they have a way of their own to find them, or do without. */
    private static boolean isOurs(String name) {
        return NATIVE.matcher(name).matches()
                && (name.startsWith("ai/onnxruntime/")
                        || name.startsWith("org/nd4j/")
                        || name.startsWith("org/bytedeco/"));
    }

    private static void part(Path jar, Path target, Path natives) throws IOException {
        try (ZipFile zip = new ZipFile(jar.toFile());
                OutputStream file = Files.newOutputStream(target);
                ZipOutputStream out = new ZipOutputStream(file)) {
            for (Enumeration<? extends ZipEntry> all = zip.entries(); all.hasMoreElements(); ) {
                ZipEntry entry = all.nextElement();
                if (!isOurs(entry.getName())) {
                    ZipEntry copy = new ZipEntry(entry.getName());
                    copy.setTimeLocal(java.time.LocalDateTime.of(2026, 1, 1, 0, 0));
                    out.putNextEntry(copy);
                    try (InputStream in = zip.getInputStream(entry)) {
                        in.transferTo(out);
                    }
                    out.closeEntry();
                } else if (LIBRARY.matcher(entry.getName()).matches() && isForHere(entry.getName())) {
                    Path library = natives.resolve(Path.of(entry.getName()).getFileName());
                    try (InputStream in = zip.getInputStream(entry)) {
                        Files.copy(in, library, StandardCopyOption.REPLACE_EXISTING);
                    }
                }
            }
        }
    }

    private static boolean isForHere(String name) {
        boolean arm = Runtimes.architecture().equals("arm64");
        return arm
                ? name.contains("/linux-aarch64/") || name.contains("/linux-arm64/")
                : name.contains("/linux-x64/") || name.contains("/linux-x86_64/");
    }
}
