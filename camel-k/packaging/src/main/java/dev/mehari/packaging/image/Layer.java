// SPDX-License-Identifier: Apache-2.0

package dev.mehari.packaging.image;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * One layer of an image: a tar archive, packed by gzip.
 *
 * @param file the packed archive
 * @param digest SHA-256 of the packed bytes, {@code sha256:<hex>}
 * @param content SHA-256 of the bytes before packing
 * @param size of the packed bytes
 * @param unpacked size of the bytes before packing
 */
record Layer(String name, Path file, String digest, String content, long size, long unpacked) {
    private static final int BUFFER = 1 << 16;
    private static final int ALL_MAY = 01777;

    /** Folders that the user of the container writes to, or anyone. Mounts lie over them. */
    private static final Map<String, Integer> OWNERS = Map.of("mehari/cache", Runtimes.USER);

    /**
     * Lays the files below {@code root} that {@code chosen} takes, in the order of their names, with the folders above them.
     *
     * @param chosen is asked for paths relative to root, with slashes
     */
    static Layer of(String name, Path root, Predicate<String> chosen, Path target) throws IOException {
        TreeMap<String, Path> entries = new TreeMap<>();
        try (Stream<Path> walk = Files.walk(root)) {
            for (Path path : (Iterable<Path>) walk::iterator) {
                String relative = root.relativize(path).toString().replace('\\', '/');
                if (!relative.isEmpty() && chosen.test(relative)) {
                    for (int slash = relative.indexOf('/'); slash > 0; slash = relative.indexOf('/', slash + 1)) {
                        entries.put(relative.substring(0, slash), root.resolve(relative.substring(0, slash)));
                    }
                    entries.put(relative, path);
                }
            }
        }
        MessageDigest packed = Digests.sha256();
        MessageDigest content = Digests.sha256();
        long[] unpacked = new long[1];
        try (OutputStream out = new DigestOutputStream(Files.newOutputStream(target), packed);
                OutputStream gzip = new Packed(out);
                OutputStream counted = new BufferedOutputStream(new DigestOutputStream(gzip, content), BUFFER);
                TarWriter tar = new TarWriter(counted)) {
            for (Map.Entry<String, Path> entry : entries.entrySet()) {
                unpacked[0] += write(tar, entry.getKey(), entry.getValue());
            }
        }
        return new Layer(name, target, Digests.text(packed), Digests.text(content), Files.size(target), unpacked[0]);
    }

    private static long write(TarWriter tar, String path, Path source) throws IOException {
        if (Files.isSymbolicLink(source)) {
            tar.link(path, Files.readSymbolicLink(source).toString());
            return 0;
        }
        if (Files.isDirectory(source, LinkOption.NOFOLLOW_LINKS)) {
            tar.folder(path, path.equals("tmp") ? ALL_MAY : 0755, OWNERS.getOrDefault(path, 0));
            return 0;
        }
        tar.file(path, Files.isExecutable(source) ? 0755 : 0644, source);
        return Files.size(source);
    }

    /** All digests of layers before packing, in order, as JSON strings. */
    static String contents(List<Layer> layers) {
        return String.join(",", layers.stream().map(l -> Json.text(l.content())).toList());
    }

    /** Native libraries make most of an image: what more time would save isn't worth it. */
    private static final class Packed extends GZIPOutputStream {
        Packed(OutputStream out) throws IOException {
            super(out, BUFFER);
            def.setLevel(Deflater.BEST_SPEED);
        }
    }
}
