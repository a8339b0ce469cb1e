// SPDX-License-Identifier: Apache-2.0

package dev.mehari.nodes;

import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mehari.cel.CelText;
import dev.mehari.tensor.InferenceException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The key that a traffic step hashes. Where it is empty the request's id takes its place. Immutable.
 *
 * <p>Its JSON: {@code {"header": name}}, {@code {"cookie": name}}, {@code {"caller": true}}, {@code {"cel": text}}, or
 * nothing for the request's id.
 */
final class StickyKey {
    private static final Logger LOG = LoggerFactory.getLogger(StickyKey.class);
    private static final int[] NO_SLOTS = {};

    private final String where;
    private final String header;
    private final String cookie;
    private final boolean caller;
    private final @Nullable CelText text;
    private final int[] slots;

    private StickyKey(String where, String header, String cookie, boolean caller, @Nullable CelText text, int[] slots) {
        this.where = where;
        this.header = header;
        this.cookie = cookie;
        this.caller = caller;
        this.text = text;
        this.slots = slots;
    }

    static StickyKey of(JsonNode json, Declaration declaration, String where) {
        CelText text = null;
        int[] slots = NO_SLOTS;
        if (json.hasNonNull("cel")) {
            text = CelText.compile(json.path("cel").asText(), GraphScope.of(declaration, Map.of()));
            slots = GraphScope.slots(text.references(), declaration, Map.of());
        }
        return new StickyKey(
                where,
                json.path("header").asText(""),
                json.path("cookie").asText(""),
                json.path("caller").asBoolean(),
                text,
                slots);
    }

    boolean readsRows() {
        return text != null && text.readsRows();
    }

    CelRow rowOf(Inference frame) {
        return new CelRow(frame, slots);
    }

    /** Asks for a made row, of which the text may well be unable to tell a key. */
    void warm(CelRow values) {
        try {
            of(values, 0);
        } catch (InferenceException expected) {
            LOG.trace("{} in warm-up: {}", where, expected.getMessage());
        }
    }

    /** The key of a row, never empty unless the request has no id. */
    String of(CelRow values, int row) {
        Request request = values.request();
        String key = "";
        if (text != null) {
            try {
                key = text.value(values, row);
            } catch (InferenceException e) {
                throw InferenceException.of(e.kind(), "key " + where + ": " + e.getMessage());
            }
        } else if (!header.isEmpty()) {
            key = request.headers().get(header);
        } else if (!cookie.isEmpty()) {
            key = request.headers().cookie(cookie);
        } else if (caller) {
            key = request.caller();
        }
        return key.isEmpty() ? request.id() : key;
    }
}
