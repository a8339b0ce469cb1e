// SPDX-License-Identifier: Apache-2.0

package dev.mehari.oip.rest;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

import dev.mehari.oip.Limits;
import dev.mehari.tensor.InferenceException;
import org.jspecify.annotations.Nullable;

/** A content coding of HTTP (RFC 9110, 8.4.1). */
enum Coding {
    IDENTITY("identity"),
    GZIP("gzip"),
    DEFLATE("deflate");

    /** Fast: the answer is waited for. */
    private static final int LEVEL = 1;

    private static final int BUFFER = 16 << 10;

    private final String token;

    Coding(String token) {
        this.token = token;
    }

    String token() {
        return token;
    }

    /** The coding that a {@code Content-Encoding} names, or null if it is none of ours. */
    static @Nullable Coding of(@Nullable String header) {
        if (header == null || header.isBlank()) {
            return IDENTITY;
        }
        return switch (header.strip().toLowerCase(Locale.ROOT)) {
            case "identity" -> IDENTITY;
            case "gzip", "x-gzip" -> GZIP;
            case "deflate" -> DEFLATE;
            default -> null;
        };
    }

    /** What an {@code Accept-Encoding} likes best among ours (RFC 9110, 12.5.3); weights of 0 forbid. */
    static Coding acceptedBy(@Nullable String header) {
        if (header == null) {
            return IDENTITY;
        }
        Coding best = IDENTITY;
        double bestWeight = 0;
        for (String part : header.split(",", 20)) {
            String[] pieces = part.split(";", 2);
            Coding coding = Coding.of(pieces[0].strip().equals("*") ? "gzip" : pieces[0]);
            double weight = pieces.length == 1 ? 1 : weight(pieces[1]);
            if (coding != null && coding != IDENTITY && weight > bestWeight) {
                best = coding;
                bestWeight = weight;
            }
        }
        return best;
    }

    private static double weight(String parameter) {
        String text = parameter.strip().toLowerCase(Locale.ROOT);
        try {
            return text.startsWith("q=") ? Double.parseDouble(text.substring(2)) : 1;
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    /**
     * The body without the coding.
     *
     * @throws InferenceException INVALID if it isn't coded so, TOO_LARGE as soon as it grows beyond the limit
     */
    byte[] inflate(ByteBuffer coded, Limits limits) {
        byte[] bytes = new byte[coded.remaining()];
        coded.duplicate().get(bytes);
        try (InputStream in = inflating(bytes)) {
            byte[] inflated = in.readNBytes(limits.bodyBytes());
            if (in.read() >= 0) {
                throw InferenceException.of(
                        InferenceException.Kind.TOO_LARGE,
                        "the body inflates to more than " + limits.bodyBytes() + " bytes (limit " + Limits.BODY_SETTING
                                + ")");
            }
            return inflated;
        } catch (EOFException e) {
            throw InferenceException.invalid("the body ends before its " + token + " coding does");
        } catch (IOException e) {
            throw InferenceException.invalid("the body is not coded as " + token + ", as Content-Encoding says");
        }
    }

    private InputStream inflating(byte[] coded) throws IOException {
        ByteArrayInputStream in = new ByteArrayInputStream(coded);
        if (this == GZIP) {
            return new GZIPInputStream(in, BUFFER);
        }
        // "deflate" is zlib's format; some clients send the bare one (RFC 9110, 8.4.1.2).
        boolean zlib =
                coded.length >= 2 && (coded[0] & 0x0f) == 8 && ((coded[0] & 0xff) << 8 | coded[1] & 0xff) % 31 == 0;
        return new InflaterInputStream(in, new Inflater(!zlib), BUFFER) {
            @Override
            public void close() throws IOException {
                super.close();
                inf.end(); // its native memory
            }
        };
    }

    /** The coded form of {@code bytes[0, length)}, or null if it isn't worth the client's while. */
    byte @Nullable [] deflate(byte[] bytes, int length) {
        ByteArrayOutputStream coded = new ByteArrayOutputStream(length / 3 + 64);
        try (OutputStream out = deflating(coded)) {
            out.write(bytes, 0, length);
        } catch (IOException e) {
            throw new AssertionError("an array has no I/O errors", e);
        }
        return coded.size() < length - length / 10 ? coded.toByteArray() : null;
    }

    private OutputStream deflating(ByteArrayOutputStream coded) throws IOException {
        if (this == GZIP) {
            return new GZIPOutputStream(coded, BUFFER) {
                {
                    def.setLevel(LEVEL);
                }
            };
        }
        return new DeflaterOutputStream(coded, new Deflater(LEVEL), BUFFER) {
            @Override
            public void close() throws IOException {
                super.close();
                def.end(); // its native memory
            }
        };
    }
}
