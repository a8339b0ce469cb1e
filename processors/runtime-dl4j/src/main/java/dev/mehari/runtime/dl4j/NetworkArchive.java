// SPDX-License-Identifier: Apache-2.0

package dev.mehari.runtime.dl4j;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

import dev.mehari.model.InvalidModelException;
import dev.mehari.model.ModelFile;

/**
 * The zip file that Deeplearning4j's {@code ModelSerializer} writes, read by hand. Nothing is unpacked to disk and
 * nothing of it is ever deserialised:
 *
 * <pre>
 *   configuration.json   what the network is                               read, see {@link Configuration}
 *   coefficients.bin     its parameters                                    read, see {@link Coefficients}
 *   noParams.marker      it has none                                       ignored
 *   updaterState.bin     where training stood                              ignored
 *   normalizer.bin       scales inputs before the network sees them        refused: answers would be wrong without it
 *   preprocessor.bin     the same, as a serialised Java object             refused: reading it would run code
 *   objects/…            whatever a user added, as serialised Java objects refused: the same
 *   anything else                                                          ignored
 * </pre>
 *
 * A file with a name twice, a name that climbs out of its folder, too many entries or one that inflates out of all
 * proportion is refused as a whole.
 */
final class NetworkArchive implements AutoCloseable {
    static final String CONFIGURATION = "configuration.json";
    static final String COEFFICIENTS = "coefficients.bin";

    private static final int MAX_ENTRIES = 1000;
    private static final long MAX_CONFIGURATION_BYTES = 32L << 20;

    /** Trained parameters hardly shrink at all; a small entry may be all zeros. */
    private static final long MAX_RATIO = 100;

    private static final long RATIO_COUNTS_FROM_BYTES = 16L << 20;

    /** What one direct buffer holds, in either precision. */
    private static final long MAX_PARAMETERS = Integer.MAX_VALUE / Double.BYTES;

    private final ModelFile file;
    private final ZipFile zip;

    private NetworkArchive(ModelFile file, ZipFile zip) {
        this.file = file;
        this.zip = zip;
    }

    /** @throws InvalidModelException if it is no zip file, or one that is refused */
    static NetworkArchive open(ModelFile file) {
        ZipFile zip;
        try {
            zip = new ZipFile(file.path().toFile());
        } catch (IOException | IllegalArgumentException e) {
            throw new InvalidModelException("the file is no zip file that can be read", e);
        }
        NetworkArchive archive = new NetworkArchive(file, zip);
        try {
            archive.checkEntries(file.path().toFile().length());
        } catch (RuntimeException e) {
            archive.close();
            throw e;
        }
        return archive;
    }

    /** Whether it looks like a network, without a word if not. */
    static boolean isNetwork(ModelFile file) {
        try (ZipFile zip = new ZipFile(file.path().toFile())) {
            return zip.getEntry(CONFIGURATION) != null;
        } catch (IOException | IllegalArgumentException e) {
            return false; // some other format
        }
    }

    private void checkEntries(long fileBytes) {
        if (zip.size() > MAX_ENTRIES) {
            throw new InvalidModelException("the zip file has " + zip.size() + " entries; a network has a handful, "
                    + MAX_ENTRIES + " are taken");
        }
        Set<String> names = new HashSet<>();
        long compressedBytes = 0;
        Enumeration<? extends ZipEntry> entries = zip.entries();
        while (entries.hasMoreElements()) {
            ZipEntry entry = entries.nextElement();
            String name = entry.getName();
            if (!names.add(name)) {
                throw new InvalidModelException("the zip file has two entries named '" + shown(name) + "'");
            }
            checkName(name);
            checkKind(name);
            checkRatio(entry);
            compressedBytes += entry.getCompressedSize();
        }
        if (compressedBytes > fileBytes) {
            throw new InvalidModelException(
                    "the entries of the zip file overlap: together they are longer than the file");
        }
        if (!names.contains(CONFIGURATION)) {
            throw new InvalidModelException("the zip file has no '" + CONFIGURATION
                    + "', so it is no network of Deeplearning4j. Write one with ModelSerializer.writeModel");
        }
    }

    private static void checkName(String name) {
        boolean odd = name.isEmpty()
                || name.length() > 255
                || name.startsWith("/")
                || name.indexOf('\\') >= 0
                || name.indexOf(':') >= 0
                || name.chars().anyMatch(Character::isISOControl)
                || ("/" + name + "/").contains("/../");
        if (odd) {
            throw new InvalidModelException("the zip file has an entry with the odd name '" + shown(name) + "'");
        }
    }

    private static void checkKind(String name) {
        if (name.equals("normalizer.bin")) {
            throw new InvalidModelException(
                    "the network comes with a normalizer ('normalizer.bin'), which this runtime does"
                            + " not apply. Scale the inputs in the graph with a transform (standardize, clip), then take it out:"
                            + " zip -d MODEL.zip normalizer.bin");
        }
        if (name.equals("preprocessor.bin") || name.startsWith("objects/")) {
            throw new InvalidModelException(
                    "the zip file has '" + shown(name) + "', a serialised Java object, which is never"
                            + " read. Take it out: zip -d MODEL.zip '" + shown(name) + "'");
        }
    }

    private static void checkRatio(ZipEntry entry) {
        if (entry.getSize() > RATIO_COUNTS_FROM_BYTES
                && entry.getSize() / Math.max(1, entry.getCompressedSize()) > MAX_RATIO) {
            throw new InvalidModelException(
                    "the entry '" + shown(entry.getName()) + "' inflates from " + entry.getCompressedSize() + " to "
                            + entry.getSize() + " bytes, more than " + MAX_RATIO + " times");
        }
    }

    /** The network's configuration, checked. */
    Configuration configuration() {
        byte[] bytes;
        try (InputStream in = zip.getInputStream(zip.getEntry(CONFIGURATION))) {
            bytes = in.readNBytes((int) MAX_CONFIGURATION_BYTES + 1);
        } catch (IOException | IllegalArgumentException e) {
            throw new InvalidModelException("'" + CONFIGURATION + "' in the zip file is broken", e);
        }
        if (bytes.length > MAX_CONFIGURATION_BYTES) {
            throw new InvalidModelException(
                    "'" + CONFIGURATION + "' has more than the " + MAX_CONFIGURATION_BYTES + " bytes that are taken");
        }
        try {
            return Configuration.parse(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException e) {
            throw new InvalidModelException("'" + CONFIGURATION + "' is no UTF-8", e);
        }
    }

    /**
     * Compares the size of the parameters with what the configuration asks for, before anyone reserves memory for them.
     *
     * @throws InvalidModelException if there can't be so many
     */
    void requireParameters(long count) {
        if (count > MAX_PARAMETERS) {
            throw new InvalidModelException(
                    "the network has " + count + " parameters, this runtime takes " + MAX_PARAMETERS);
        }
        ZipEntry entry = zip.getEntry(COEFFICIENTS);
        long bytes = entry == null ? 0 : entry.getSize();
        if (bytes < count * 4) {
            throw new InvalidModelException("the network has " + count + " parameters, but "
                    + (entry == null
                            ? "the zip file has no '" + COEFFICIENTS + "'"
                            : "'" + COEFFICIENTS + "' has only " + bytes + " bytes"));
        }
    }

    /**
     * Reads the network's parameters.
     *
     * @param count how many its configuration asks for, as allowed by {@link #requireParameters}
     * @throws InvalidModelException if there are fewer or more
     */
    void parameters(int count, Coefficients.Sink sink) {
        if (count == 0) {
            return;
        }
        try (InputStream in = zip.getInputStream(zip.getEntry(COEFFICIENTS))) {
            Coefficients.read(in, count, sink);
        } catch (IOException | IllegalArgumentException e) {
            throw new InvalidModelException("'" + COEFFICIENTS + "' in the zip file is broken", e);
        }
    }

    /**
     * Takes the file's digest once more, after all has been read: entries are read here and there, so that it can't be taken
     * on the way.
     *
     * @throws InvalidModelException if the file is no longer the one that was verified
     */
    void requireUnchanged() {
        try (InputStream in = file.open()) {
            in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            throw new InvalidModelException("the zip file can't be read to its end", e);
        }
    }

    /** A name as messages may show it. */
    private static String shown(String name) {
        StringBuilder shown = new StringBuilder();
        name.chars().limit(60).forEach(c -> shown.append(c < ' ' || c == 0x7f ? '?' : (char) c));
        return shown.toString();
    }

    @Override
    public void close() {
        try {
            zip.close();
        } catch (IOException e) {
            throw new InvalidModelException("the zip file can't be closed", e);
        }
    }
}
