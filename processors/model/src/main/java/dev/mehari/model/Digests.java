// SPDX-License-Identifier: Apache-2.0

package dev.mehari.model;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 (FIPS 180-4) of files and texts as 64 lower-case hexadecimal digits. */
public final class Digests {
    private static final int SHOWN = 12;

    private Digests() {}

    public static String sha256(Path file) {
        MessageDigest digest = newSha256();
        try (InputStream in = Files.newInputStream(file)) {
            byte[] chunk = new byte[1 << 16];
            for (int n; (n = in.read(chunk)) >= 0; ) {
                digest.update(chunk, 0, n);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    public static String sha256(byte[] content) {
        return HexFormat.of().formatHex(newSha256().digest(content));
    }

    public static String sha256(String text) {
        return sha256(text.getBytes(StandardCharsets.UTF_8));
    }

    /** @param what what has the digest, quoted for the message */
    static void requireSame(String what, String expected, String actual) {
        if (!actual.equals(expected)) {
            throw new InvalidModelException(what + " has sha256 " + actual.substring(0, SHOWN) + "…, not "
                    + expected.substring(0, SHOWN) + "… as the manifest says. Put sha256: " + actual
                    + " if that is the file you mean");
        }
    }

    static MessageDigest newSha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
