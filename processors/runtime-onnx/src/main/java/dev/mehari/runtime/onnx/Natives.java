// SPDX-License-Identifier: Apache-2.0

package dev.mehari.runtime.onnx;

import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.zip.CRC32;

import ai.onnxruntime.OrtEnvironment;

/*
 * ONNX Runtime's jar holds its native libraries (22 MB) and unpacks them at every start into a new folder under the
 * temporary directory: 0.15 s, and what a killed process leaves there stays. They are unpacked once instead, into
 *
 *   <cache>/onnxruntime-<os>-<arch>-<checksums>/
 *
 * and checked by length and CRC-32 before they are used (5 ms). <cache> is the system property mehari.natives, else
 * $XDG_CACHE_HOME/mehari, else ~/.cache/mehari. Where that isn't possible (a read-only home, a folder that others may write
 * to, a jar inside a jar) ONNX Runtime does as it always does. Its own settings (onnxruntime.native.*) go first.
 */
final class Natives {
    private static final String PATH = "onnxruntime.native.path";

    private Natives() {}

    /** To be called once, before any class of ONNX Runtime is initialised. */
    static void prepare() {
        if (System.getProperties().stringPropertyNames().stream()
                .anyMatch(name -> name.startsWith("onnxruntime.native."))) {
            return;
        }
        try {
            unpackInto(cache()).ifPresent(folder -> System.setProperty(PATH, folder.toString()));
        } catch (IOException | RuntimeException e) {
            System.getLogger(Natives.class.getName())
                    .log(System.Logger.Level.DEBUG, "native libraries are not kept between starts", e);
        }
    }

    /** The folder beneath {@code cache} that has the libraries whole; empty if others could write to it. */
    static Optional<Path> unpackInto(Path cache) throws IOException {
        Library engine = Library.find("onnxruntime");
        Library bridge = Library.find("onnxruntime4j_jni");
        Path folder = cache.resolve("onnxruntime-" + platform() + "-" + Long.toHexString(engine.crc()) + "-"
                + Long.toHexString(bridge.crc()));
        Files.createDirectories(folder);
        if (!isOurs(folder)) {
            return Optional.empty();
        }
        engine.unpackInto(folder);
        bridge.unpackInto(folder);
        return Optional.of(folder);
    }

    private static Path cache() {
        String set = System.getProperty("mehari.natives");
        if (set != null) {
            return Path.of(set).toAbsolutePath();
        }
        String xdg = System.getenv("XDG_CACHE_HOME");
        return xdg != null && !xdg.isEmpty()
                ? Path.of(xdg, "mehari")
                : Path.of(System.getProperty("user.home"), ".cache", "mehari");
    }

    /** Whether nobody else can put a library there. */
    private static boolean isOurs(Path folder) throws IOException {
        if (!folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return true;
        }
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(folder);
        return Files.isWritable(folder)
                && !permissions.contains(PosixFilePermission.GROUP_WRITE)
                && !permissions.contains(PosixFilePermission.OTHERS_WRITE);
    }

    /** As ONNX Runtime names it. */
    private static String platform() {
        String os = System.getProperty("os.name", "").toLowerCase(Locale.ENGLISH);
        String arch = System.getProperty("os.arch", "").toLowerCase(Locale.ENGLISH);
        String system = os.contains("mac") || os.contains("darwin") ? "osx" : os.contains("win") ? "win" : "linux";
        return system + "-" + (arch.startsWith("aarch64") ? "aarch64" : "x64");
    }

    /** A library inside the jar. */
    private record Library(String fileName, URL url, long length, long crc) {
        static Library find(String name) throws IOException {
            String fileName = System.mapLibraryName(name).replace("jnilib", "dylib");
            // Not through a class of ONNX Runtime's that would load the library.
            URL url = OrtEnvironment.class.getResource("/ai/onnxruntime/native/" + platform() + "/" + fileName);
            if (url == null || !(url.openConnection() instanceof JarURLConnection jar)) {
                throw new IOException("no " + fileName + " in a jar");
            }
            JarEntry entry = jar.getJarEntry();
            if (entry.getCrc() < 0 || entry.getSize() < 0) {
                throw new IOException(fileName + " has no checksum");
            }
            return new Library(fileName, url, entry.getSize(), entry.getCrc());
        }

        void unpackInto(Path folder) throws IOException {
            Path file = folder.resolve(fileName);
            if (isWhole(file)) {
                return;
            }
            // Under a name of its own first: another process may be reading or writing the same.
            Path part = Files.createTempFile(folder, fileName, ".part");
            try (InputStream in = url.openStream()) {
                Files.copy(in, part, StandardCopyOption.REPLACE_EXISTING);
                Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(part);
            }
            if (!isWhole(file)) {
                throw new IOException(fileName + " was not written whole");
            }
        }

        private boolean isWhole(Path file) throws IOException {
            if (!Files.isRegularFile(file) || Files.size(file) != length) {
                return false;
            }
            CRC32 sum = new CRC32();
            byte[] chunk = new byte[1 << 16];
            try (InputStream in = Files.newInputStream(file)) {
                for (int n; (n = in.read(chunk)) >= 0; ) {
                    sum.update(chunk, 0, n);
                }
            }
            return sum.getValue() == crc;
        }
    }
}
