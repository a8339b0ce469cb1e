// SPDX-License-Identifier: Apache-2.0

package dev.mehari.oip.rest;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;

import dev.mehari.tensor.InferenceException;
import org.jspecify.annotations.Nullable;

/**
 * What a request's path means.
 *
 * @param graph name of the graph, percent escapes decoded once; empty where the path names none
 * @param version the revision's number, or null for the live one
 */
record Target(Kind kind, String graph, @Nullable String version) {
    enum Kind {
        SERVER("GET", "HEAD"),
        LIVE("GET", "HEAD"),
        READY("GET", "HEAD"),
        GRAPH("GET", "HEAD"),
        GRAPH_READY("GET", "HEAD"),
        INFER("POST"),
        INDEX("GET", "HEAD", "POST"),
        LOAD("POST"),
        UNLOAD("POST"),
        NOTHING;

        private final List<String> methods;

        Kind(String... methods) {
            this.methods = List.of(methods);
        }

        boolean allows(String method) {
            return methods.contains(method);
        }

        /** Methods, as the header {@code Allow} lists them. */
        String allowed() {
            return String.join(", ", methods);
        }
    }

    private static final Target NONE = new Target(Kind.NOTHING, "", null);
    private static final String MODELS = "/v2/models/";
    private static final String INFER = "/infer";

    /** @throws InferenceException INVALID if its percent escapes are no UTF-8 */
    static Target of(String uri) {
        int end = uri.indexOf('?');
        String path = path(end < 0 ? uri : uri.substring(0, end));
        if (path.startsWith(MODELS) && path.endsWith(INFER)) {
            int nameEnd = path.length() - INFER.length();
            if (nameEnd > MODELS.length() && path.indexOf('/', MODELS.length()) == nameEnd) {
                return new Target(Kind.INFER, decode(path.substring(MODELS.length(), nameEnd)), null);
            }
        }
        return ofSegments(path.split("/", -1));
    }

    /** Without scheme and host, which a request that means a proxy has (RFC 9112, 3.2.2). */
    private static String path(String uri) {
        int authority = uri.startsWith("http://") ? 7 : uri.startsWith("https://") ? 8 : 0;
        if (authority == 0) {
            return uri;
        }
        int start = uri.indexOf('/', authority);
        return start < 0 ? "/" : uri.substring(start);
    }

    private static Target ofSegments(String[] parts) {
        int count = parts.length;
        if (count > 2 && parts[count - 1].isEmpty()) {
            count--; // a slash at the end changes nothing
        }
        if (count < 2 || !parts[0].isEmpty() || !parts[1].equals("v2")) {
            return NONE;
        }
        if (count == 2) {
            return new Target(Kind.SERVER, "", null);
        }
        return switch (parts[2]) {
            case "health" -> ofHealth(parts, count);
            case "models" -> ofGraph(parts, count);
            case "repository" -> ofRepository(parts, count);
            default -> NONE;
        };
    }

    private static Target ofHealth(String[] parts, int count) {
        if (count != 4) {
            return NONE;
        }
        return switch (parts[3]) {
            case "live" -> new Target(Kind.LIVE, "", null);
            case "ready" -> new Target(Kind.READY, "", null);
            default -> NONE;
        };
    }

    private static Target ofGraph(String[] parts, int count) {
        if (count < 4 || parts[3].isEmpty()) {
            return NONE;
        }
        boolean versioned = count > 4 && parts[4].equals("versions");
        if (versioned && (count < 6 || parts[5].isEmpty())) {
            return NONE;
        }
        int verb = versioned ? 6 : 4;
        Kind kind = count == verb ? Kind.GRAPH : count == verb + 1 ? verb(parts[verb]) : Kind.NOTHING;
        if (kind == Kind.NOTHING) {
            return NONE;
        }
        return new Target(kind, decode(parts[3]), versioned ? decode(parts[5]) : null);
    }

    private static Kind verb(String part) {
        return switch (part) {
            case "ready" -> Kind.GRAPH_READY;
            case "infer" -> Kind.INFER;
            default -> Kind.NOTHING;
        };
    }

    private static Target ofRepository(String[] parts, int count) {
        if (count == 4 && parts[3].equals("index")) {
            return new Target(Kind.INDEX, "", null);
        }
        if (count != 6 || !parts[3].equals("models") || parts[4].isEmpty()) {
            return NONE;
        }
        return switch (parts[5]) {
            case "load" -> new Target(Kind.LOAD, decode(parts[4]), null);
            case "unload" -> new Target(Kind.UNLOAD, decode(parts[4]), null);
            default -> NONE;
        };
    }

    private static String decode(String part) {
        if (part.indexOf('%') < 0) {
            return part;
        }
        ByteBuffer decoded = ByteBuffer.allocate(part.length() * 3);
        for (int i = 0; i < part.length(); i++) {
            char c = part.charAt(i);
            if (c != '%') {
                decoded.put(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
                continue;
            }
            int high = i + 2 < part.length() ? Character.digit(part.charAt(i + 1), 16) : -1;
            int low = i + 2 < part.length() ? Character.digit(part.charAt(i + 2), 16) : -1;
            if (high < 0 || low < 0) {
                throw InferenceException.invalid("the path has a '%' that begins no escape. Write it as %25");
            }
            decoded.put((byte) (high << 4 | low));
            i += 2;
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(decoded.flip()).toString();
        } catch (CharacterCodingException e) {
            throw InferenceException.invalid("the path has percent escapes that are no UTF-8");
        }
    }
}
