// SPDX-License-Identifier: Apache-2.0

package dev.mehari.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * Texts that mean something to somebody on the way: to Camel (placeholders, expressions, beans, endpoint options), to YAML, to
 * a shell, a log or a terminal. Wherever a graph file takes text, one of these is refused or stays the text that it is.
 */
public final class HostileTexts {
    private static final String RESOURCE = "hostile-texts.jsonl";

    private HostileTexts() {}

    /** All of them; a further one is a line more in {@value #RESOURCE}, as JSON text. */
    public static List<String> all() {
        ObjectMapper json = new ObjectMapper();
        List<String> texts = new ArrayList<>();
        try (InputStream in = HostileTexts.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("no " + RESOURCE);
            }
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                texts.add(json.readValue(line, String.class));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return texts;
    }
}
