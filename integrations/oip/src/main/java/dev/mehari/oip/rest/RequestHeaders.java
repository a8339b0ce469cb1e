// SPDX-License-Identifier: Apache-2.0

package dev.mehari.oip.rest;

import dev.mehari.nodes.Cookies;
import dev.mehari.nodes.Request;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;

/** The headers of an HTTP request as a graph looks them up; nothing is copied. */
record RequestHeaders(MultiMap headers) implements Request.Headers {
    @Override
    public String get(String name) {
        String value = headers.get(name);
        return value == null ? "" : value;
    }

    @Override
    public boolean has(String name) {
        return headers.contains(name);
    }

    @Override
    public String cookie(String name) {
        return Cookies.find(headers.getAll(HttpHeaders.COOKIE), name);
    }
}
