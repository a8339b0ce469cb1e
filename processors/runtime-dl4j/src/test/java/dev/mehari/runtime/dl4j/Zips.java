// SPDX-License-Identifier: Apache-2.0

package dev.mehari.runtime.dl4j;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

import dev.mehari.model.ModelFile;

/** Recorded networks, taken apart and put together again with something wrong in them. */
final class Zips {
    private final Map<String, byte[]> entries = new LinkedHashMap<>();

    private Zips() {}

    static Zips empty() {
        return new Zips();
    }

    static Zips of(String network) {
        Zips zips = new Zips();
        try (ZipFile zip = new ZipFile(Recorded.network(network).path().toFile())) {
            for (Enumeration<? extends ZipEntry> all = zip.entries(); all.hasMoreElements(); ) {
                ZipEntry entry = all.nextElement();
                zips.entries.put(entry.getName(), zip.getInputStream(entry).readAllBytes());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return zips;
    }

    Zips with(String entry, byte[] content) {
        entries.put(entry, content);
        return this;
    }

    Zips with(String entry, String content) {
        return with(entry, content.getBytes(StandardCharsets.UTF_8));
    }

    Zips without(String entry) {
        entries.remove(entry);
        return this;
    }

    String text(String entry) {
        return new String(entries.get(entry), StandardCharsets.UTF_8);
    }

    byte[] bytes(String entry) {
        return entries.get(entry);
    }

    Zips configuration(UnaryOperator<String> change) {
        String before = text(NetworkArchive.CONFIGURATION);
        String after = change.apply(before);
        if (after.equals(before)) {
            throw new IllegalStateException("nothing changed");
        }
        return with(NetworkArchive.CONFIGURATION, after);
    }

    Zips replace(String text, String other) {
        return configuration(before -> before.replace(text, other));
    }

    byte[] toBytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue());
                zip.closeEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    ModelFile in(Path folder) {
        return file(folder, toBytes());
    }

    static ModelFile file(Path folder, byte[] content) {
        try {
            return ModelFile.of(Files.write(Files.createTempFile(folder, "network", ".zip"), content));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
