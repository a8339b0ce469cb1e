// SPDX-License-Identifier: Apache-2.0

package dev.mehari.oip.grpc;

import java.util.regex.Pattern;

import dev.mehari.nodes.Cookies;
import dev.mehari.nodes.Request;
import io.grpc.Metadata;

/** The metadata of a call as a graph looks up headers. Keys are of a smaller alphabet; binary ones are no text. */
record MetadataHeaders(Metadata metadata) implements Request.Headers {
    private static final Pattern KEY = Pattern.compile("[0-9a-z_.-]+");
    private static final Metadata.Key<String> COOKIE = key("cookie");

    private static Metadata.Key<String> key(String name) {
        return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
    }

    private static boolean isKey(String name) {
        return !name.endsWith(Metadata.BINARY_HEADER_SUFFIX)
                && KEY.matcher(name).matches();
    }

    @Override
    public String get(String name) {
        String value = isKey(name) ? metadata.get(key(name)) : null;
        return value == null ? "" : value;
    }

    @Override
    public boolean has(String name) {
        return isKey(name) && metadata.containsKey(key(name));
    }

    @Override
    public String cookie(String name) {
        Iterable<String> cookies = metadata.getAll(COOKIE);
        return cookies == null ? "" : Cookies.find(cookies, name);
    }
}
