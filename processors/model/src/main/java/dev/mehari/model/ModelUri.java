// SPDX-License-Identifier: Apache-2.0

package dev.mehari.model;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * A model reference of a manifest: {@code scheme:rest}, or a path without a scheme. Nothing in it hides behind percent
 * escapes: what decoding it, once or several times, would turn into a step upwards, another folder, a backslash or a
 * control character has been refused.
 *
 * @param text as it stands in the manifest, for messages
 * @param scheme in lower case; empty if there is none
 * @param rest what follows the scheme's colon, or the whole path
 */
record ModelUri(String text, String scheme, String rest) {
    private static final int MAX_LENGTH = 4096;
    private static final int MAX_DECODINGS = 4;
    private static final int SHOWN_LENGTH = 200;

    static ModelUri parse(String text) {
        if (text.isBlank()) {
            throw new InvalidModelException("the uri is empty. Name the model's file, relative to the graph file");
        }
        if (text.length() > MAX_LENGTH) {
            throw new InvalidModelException(
                    "the uri has " + text.length() + " characters, at most " + MAX_LENGTH + " are read");
        }
        refuseBadCharacters(text, text);
        refuseHiddenSteps(text);
        int colon = schemeEnd(text);
        return colon < 0
                ? new ModelUri(text, "", text)
                : new ModelUri(text, text.substring(0, colon).toLowerCase(Locale.ROOT), text.substring(colon + 1));
    }

    /** RFC 3986, 3.1: a letter, then letters, digits, plus, minus and dot. */
    private static int schemeEnd(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == ':') {
                return i > 0 ? i : -1;
            }
            boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
            if (!letter && (i == 0 || !(c >= '0' && c <= '9' || c == '+' || c == '-' || c == '.'))) {
                return -1;
            }
        }
        return -1;
    }

    private static void refuseBadCharacters(String stage, String text) {
        for (int i = 0; i < stage.length(); i++) {
            char c = stage.charAt(i);
            if (c == '\\') {
                throw new InvalidModelException(quoted(text) + " has a backslash. Folders are divided by '/'");
            }
            if (Character.isISOControl(c)) {
                throw new InvalidModelException(
                        quoted(text) + " has a control character (" + (int) c + "). Take it out");
            }
            if (Character.isSurrogate(c)
                    && !(Character.isHighSurrogate(c)
                            ? i + 1 < stage.length() && Character.isLowSurrogate(stage.charAt(i + 1))
                            : i > 0 && Character.isHighSurrogate(stage.charAt(i - 1)))) {
                throw new InvalidModelException(quoted(text) + " has half a character. Write the name as Unicode text");
            }
        }
    }

    private static void refuseHiddenSteps(String text) {
        String stage = text;
        for (int round = 0; round < MAX_DECODINGS; round++) {
            String decoded = decode(stage, text);
            if (decoded.equals(stage)) {
                return;
            }
            refuseBadCharacters(decoded, text);
            String[] before = stage.split("/", -1);
            String[] after = decoded.split("/", -1);
            if (before.length != after.length) {
                throw new InvalidModelException(quoted(text) + " hides a '/' in percent escapes. Write it as '/'");
            }
            for (int i = 0; i < after.length; i++) {
                if (isDots(after[i]) && !after[i].equals(before[i])) {
                    throw new InvalidModelException(
                            quoted(text) + " hides '" + after[i] + "' in percent escapes. Write the path itself");
                }
            }
            stage = decoded;
        }
        throw new InvalidModelException(quoted(text) + " is percent-encoded again and again. Write the path itself");
    }

    private static boolean isDots(String segment) {
        return segment.equals(".") || segment.equals("..");
    }

    /** The rest with percent escapes replaced once. A percent sign that begins no escape stands for itself. */
    String decodedRest() {
        return decode(rest, text);
    }

    private static String decode(String encoded, String text) {
        if (encoded.indexOf('%') < 0) {
            return encoded;
        }
        byte[] utf8 = encoded.getBytes(StandardCharsets.UTF_8);
        ByteBuffer decoded = ByteBuffer.allocate(utf8.length);
        for (int i = 0; i < utf8.length; i++) {
            int high = utf8[i] == '%' && i + 2 < utf8.length ? Character.digit((char) utf8[i + 1], 16) : -1;
            int low = high >= 0 ? Character.digit((char) utf8[i + 2], 16) : -1;
            if (low >= 0) {
                decoded.put((byte) (high << 4 | low));
                i += 2;
            } else {
                decoded.put(utf8[i]);
            }
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(decoded.flip()).toString();
        } catch (CharacterCodingException e) {
            throw new InvalidModelException(quoted(text) + " has percent escapes that aren't UTF-8", e);
        }
    }

    boolean hasParentStep() {
        for (String segment : rest.split("/", -1)) {
            if (segment.equals("..")) {
                return true;
            }
        }
        return false;
    }

    /** Whether it follows the manifest's model root, where there is one. */
    boolean isRelative() {
        return scheme.isEmpty() && !rest.startsWith("/");
    }

    /** Whether it names a file of this machine. */
    boolean isLocal() {
        return scheme.isEmpty() || scheme.equals("file");
    }

    /** This reference with another path; messages show it as it stands in the manifest. */
    ModelUri called(String path) {
        return new ModelUri(text, scheme, path);
    }

    /** This relative reference below {@code spec.modelRoot}. */
    ModelUri under(String modelRoot) {
        if (modelRoot.isBlank()) {
            throw new InvalidModelException("spec.modelRoot is empty. Name a folder, or leave it out");
        }
        ModelUri root = parse(modelRoot);
        if (!root.isLocal() && (hasQuery() || root.hasQuery())) {
            throw new InvalidModelException(
                    quoted(text) + " can't follow spec.modelRoot " + root.shown() + ": write both without '?' and '#'");
        }
        String slash = root.rest.endsWith("/") || root.rest.isEmpty() ? "" : "/";
        String path = root.isLocal() ? rest : rest.replace("[", "%5B").replace("]", "%5D");
        return new ModelUri(modelRoot + slash + text, root.scheme, root.rest + slash + path);
    }

    private boolean hasQuery() {
        return rest.indexOf('?') >= 0 || rest.indexOf('#') >= 0;
    }

    /** As an address: spaces and the like are escaped, escapes that are there stay. */
    URI toAddress() {
        StringBuilder address = new StringBuilder(scheme).append(':');
        for (byte b : rest.getBytes(StandardCharsets.UTF_8)) {
            int c = b & 0xff;
            if (c > ' ' && c < 0x7f && "\"<>^`{|}".indexOf(c) < 0) {
                address.append((char) c);
            } else {
                address.append(String.format(Locale.ROOT, "%%%02X", c));
            }
        }
        try {
            return new URI(address.toString());
        } catch (URISyntaxException e) {
            throw new InvalidModelException(shown() + " is no URI: " + e.getReason(), e);
        }
    }

    /** Quoted for a message: without a query, which may hold a signature, and not longer than a line or two. */
    String shown() {
        return quoted(isLocal() || text.indexOf('?') < 0 ? text : text.substring(0, text.indexOf('?')) + "?…");
    }

    static String quoted(String text) {
        StringBuilder shown = new StringBuilder("'");
        text.codePoints()
                .limit(SHOWN_LENGTH)
                .map(c -> Character.isISOControl(c) || c >= 0xd800 && c <= 0xdfff ? '\ufffd' : c)
                .forEach(shown::appendCodePoint);
        return shown.append(text.codePointCount(0, text.length()) > SHOWN_LENGTH ? "…'" : "'")
                .toString();
    }
}
