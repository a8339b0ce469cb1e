// SPDX-License-Identifier: Apache-2.0

package dev.mehari.model;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Files brought from elsewhere, each named by its SHA-256. Thread-safe, also between processes: a file appears under its
 * name whole and verified, or not at all. What a killed process leaves are {@code *.part} files, which may be deleted.
 */
public final class ModelCache {
    private final Path folder;

    /** @param folder made when first needed, for this user alone */
    public ModelCache(Path folder) {
        this.folder = folder;
    }

    /** The file of that digest, its content verified again. One that has changed is dropped. */
    public Optional<ModelFile> find(String sha256, String name) {
        Path file = folder.resolve(sha256 + ending(name));
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        if (Digests.sha256(file).equals(sha256)) {
            return Optional.of(new ModelFile(file, sha256));
        }
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new InvalidModelException("a file in the model cache is broken and can't be replaced", e);
        }
        return Optional.empty();
    }

    /**
     * What was brought last from an address, if it is still here.
     *
     * @param validator which version it was, in the words of the storage, such as an ETag
     */
    public record Remembered(String validator, ModelFile file) {}

    /** @param address whose text is in no file name and no file, only its digest */
    public Optional<Remembered> remembered(String address, String name) {
        try {
            List<String> lines = Files.readAllLines(note(address));
            return lines.size() == 2 && lines.get(0).matches("[0-9a-f]{64}")
                    ? find(lines.get(0), name).map(file -> new Remembered(lines.get(1), file))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty(); // never brought, or a note that can't be read: it is brought again
        }
    }

    /**
     * Notes which version a file is that was put in here. Only where the storage itself is asked whether it still is the
     * one: the digest says what the file is, not where it came from.
     *
     * @param validator of one line, else nothing is noted
     */
    public void remember(String address, String validator, Path file) throws IOException {
        String sha256 = String.valueOf(file.getFileName()).replaceFirst("\\..*", "");
        if (validator.isEmpty() || validator.lines().count() != 1) {
            return;
        }
        Path part = Files.createTempFile(folder, "note", ".part");
        try {
            Files.writeString(part, sha256 + "\n" + validator + "\n");
            Files.move(part, note(address), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private Path note(String address) {
        return folder.resolve(Digests.sha256(address) + ".note");
    }

    /**
     * Takes in all that {@code content} gives. The stream is not closed.
     *
     * @param sha256 the digest that it must have, if known
     * @param name what the file is called where it comes from; its ending is kept, because runtimes go by it
     * @throws IOException if the content can't be read, or the file not be written
     * @throws InvalidModelException if the content is empty or has another digest
     */
    public Path put(InputStream content, Optional<String> sha256, String name) throws IOException {
        makeFolder();
        Path part = Files.createTempFile(folder, "model", ".part");
        try {
            String actual = copy(content, part);
            if (Files.size(part) == 0) {
                throw new InvalidModelException(ModelUri.quoted(name) + " is empty");
            }
            if (sha256.isPresent()) {
                Digests.requireSame(ModelUri.quoted(name), sha256.get(), actual);
            }
            return Files.move(
                    part,
                    folder.resolve(actual + ending(name)),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private static String copy(InputStream content, Path target) throws IOException {
        MessageDigest digest = Digests.newSha256();
        try (OutputStream out = Files.newOutputStream(target)) {
            byte[] chunk = new byte[1 << 16];
            for (int n; (n = content.read(chunk)) >= 0; ) {
                digest.update(chunk, 0, n);
                out.write(chunk, 0, n);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private void makeFolder() throws IOException {
        if (Files.isDirectory(folder)) {
            return;
        }
        if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } else {
            Files.createDirectories(folder);
        }
    }

    /** {@code .onnx} of {@code models/credit.onnx}; empty if there is none that is short and plain. */
    private static String ending(String name) {
        String file = name.substring(name.lastIndexOf('/') + 1);
        int dot = file.lastIndexOf('.');
        if (dot < 0 || file.length() - dot > 12) {
            return "";
        }
        boolean plain = file.chars().skip(dot + 1).allMatch(c -> c < 0x80 && Character.isLetterOrDigit(c));
        return plain ? file.substring(dot).toLowerCase(Locale.ROOT) : "";
    }
}
