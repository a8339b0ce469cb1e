// SPDX-License-Identifier: Apache-2.0

package dev.mehari.packaging.image;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes the tar format (POSIX.1-1988, "ustar"): the same entries give the same bytes, whoever builds and whenever.
 *
 * <pre>
 *   0 name      100   100 mode 8   108 uid 8   116 gid 8   124 size 12   136 mtime 12   148 checksum 8
 * 156 type        1   157 link name 100   257 "ustar\0" "00"   265 user 32   297 group 32   345 prefix 155   500 zeros 12
 * </pre>
 *
 * Numbers are octal digits with a zero byte behind; a file's bytes follow its header, filled up to blocks of 512. The name of
 * an entry is {@code prefix/name} where it has more than 100 bytes. Confined to one thread.
 */
final class TarWriter implements AutoCloseable {
    /** 2026-01-01T00:00:00Z, as in the jars. */
    static final long TIME = 1_767_225_600L;

    private static final int BLOCK = 512;
    private static final int NAME = 100;
    private static final int PREFIX = 155;
    private final OutputStream out;

    TarWriter(OutputStream out) {
        this.out = out;
    }

    void folder(String path, int mode, int owner) throws IOException {
        out.write(header(path + "/", mode, owner, 0, '5', ""));
    }

    void link(String path, String target) throws IOException {
        out.write(header(path, 0777, 0, 0, '2', target));
    }

    void file(String path, int mode, Path file) throws IOException {
        long size = Files.size(file);
        out.write(header(path, mode, 0, size, '0', ""));
        try (InputStream in = Files.newInputStream(file)) {
            if (in.transferTo(out) != size) {
                throw new IOException(file + " changed while it was read. Build again");
            }
        }
        fill(size);
    }

    void file(String path, byte[] bytes) throws IOException {
        out.write(header(path, 0644, 0, bytes.length, '0', ""));
        out.write(bytes);
        fill(bytes.length);
    }

    /** Writes the two empty blocks that end an archive. */
    @Override
    public void close() throws IOException {
        out.write(new byte[2 * BLOCK]);
        out.close();
    }

    private void fill(long size) throws IOException {
        out.write(new byte[(int) ((BLOCK - size % BLOCK) % BLOCK)]);
    }

    private static byte[] header(String path, int mode, int owner, long size, char type, String link) {
        byte[] header = new byte[BLOCK];
        int cut = cut(path);
        put(header, 0, NAME, path.substring(cut == 0 ? 0 : cut + 1));
        octal(header, 100, 8, mode);
        octal(header, 108, 8, owner);
        octal(header, 116, 8, owner);
        octal(header, 124, 12, size);
        octal(header, 136, 12, TIME);
        header[156] = (byte) type;
        put(header, 157, NAME, link);
        put(header, 257, 8, "ustar\00000");
        put(header, 345, PREFIX, path.substring(0, cut));
        int sum = 8 * ' '; // the checksum's own bytes count as blanks
        for (byte b : header) {
            sum += b & 0xff;
        }
        put(header, 148, 8, String.format("%06o\0 ", sum));
        return header;
    }

    /** Where the prefix ends; 0 where none is needed. */
    private static int cut(String path) {
        if (path.getBytes(StandardCharsets.UTF_8).length <= NAME) {
            return 0;
        }
        int cut = path.lastIndexOf('/', PREFIX);
        if (cut <= 0 || path.length() - cut - 1 > NAME) {
            throw new IllegalArgumentException(
                    "the path " + path + " is too long for a tar archive. Shorten its folders' names");
        }
        return cut;
    }

    private static void octal(byte[] header, int at, int width, long value) {
        String digits = Long.toOctalString(value);
        if (digits.length() >= width) {
            throw new IllegalArgumentException(value + " doesn't fit into a tar header");
        }
        put(header, at, width, "0".repeat(width - 1 - digits.length()) + digits);
    }

    private static void put(byte[] header, int at, int width, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > width) {
            throw new IllegalArgumentException("'" + text + "' is too long for a tar header");
        }
        System.arraycopy(bytes, 0, header, at, bytes.length);
    }
}
