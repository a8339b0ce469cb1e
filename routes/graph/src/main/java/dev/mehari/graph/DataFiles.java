// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.mehari.model.InvalidModelException;
import dev.mehari.model.ModelBase;
import dev.mehari.model.ModelFile;
import org.jspecify.annotations.Nullable;

/** Reads the JSON files that constants come from: strictly, each once. Confined to one check. */
final class DataFiles {
    /** Constants are at most a few numbers per column. */
    static final long MAX_BYTES = 16 << 20;

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(20)
                    .maxNumberLength(400)
                    .build())
            .build();

    private final Optional<Surroundings> surroundings;
    private final ModelBase base;
    private final Map<String, Object> contents = new HashMap<>();
    private final Map<String, DataFile> files = new LinkedHashMap<>();

    DataFiles(Optional<Surroundings> surroundings, ModelBase base) {
        this.surroundings = surroundings;
        this.base = base;
    }

    /** Those read, in order. */
    List<DataFile> files() {
        return List.copyOf(files.values());
    }

    /** Whether files are read at all: the first half of a check doesn't. */
    boolean areRead() {
        return surroundings.isPresent();
    }

    /** An address without {@code #key}. */
    static String uri(String address) {
        int hash = address.indexOf('#');
        return hash < 0 ? address : address.substring(0, hash);
    }

    /**
     * What {@code {file: path#key}} stands for.
     *
     * @throws InvalidModelException in words for the manifest's author
     */
    @Nullable
    Object read(String address) {
        int hash = address.indexOf('#');
        String uri = uri(address);
        Object content = contents.get(uri);
        if (content == null) {
            content = load(uri);
            contents.put(uri, content);
        }
        return hash < 0 ? content : under(content, uri, address.substring(hash + 1));
    }

    private static @Nullable Object under(Object content, String uri, String key) {
        if (!(content instanceof Map<?, ?> map)) {
            throw new InvalidModelException(uri + " isn't a JSON object and has no key '" + key + "'. Write {file: "
                    + uri + "} for the whole file");
        }
        if (!map.containsKey(key)) {
            List<String> keys = map.keySet().stream().map(String::valueOf).toList();
            throw new InvalidModelException(uri + " has no key '" + key + "'; " + Words.known(keys)
                    + Words.nearest(key, keys)
                            .map(m -> ". Did you mean '" + m + "'?")
                            .orElse(""));
        }
        return map.get(key);
    }

    private Object load(String uri) {
        ModelFile file = surroundings.orElseThrow().store().locate(uri, base, Optional.empty());
        try {
            if (Files.size(file.path()) > MAX_BYTES) {
                throw new InvalidModelException(
                        uri + " is larger than " + (MAX_BYTES >> 20) + " MiB, the most for constants");
            }
            Object content = parse(Files.readString(file.path()), uri);
            files.put(uri, new DataFile(uri, file.sha256()));
            return content;
        } catch (CharacterCodingException e) {
            throw new InvalidModelException(uri + " isn't UTF-8", e);
        } catch (JacksonException e) {
            String where =
                    e.getLocation() == null ? "" : " in line " + e.getLocation().getLineNr();
            throw new InvalidModelException(
                    uri + " isn't JSON" + where + ": "
                            + e.getOriginalMessage().lines().findFirst().orElse(""),
                    e);
        } catch (IOException e) {
            throw new InvalidModelException(uri + " can't be read", e);
        }
    }

    private static Object parse(String text, String uri) throws IOException {
        try (JsonParser parser = JSON.createParser(text)) {
            JsonToken first = parser.nextToken();
            if (first == null) {
                throw new InvalidModelException(uri + " has no JSON in it");
            }
            Object content = value(parser);
            if (parser.nextToken() != null) {
                throw new InvalidModelException(uri + " has more after its JSON value");
            }
            if (content == null) {
                throw new InvalidModelException(uri + " is null");
            }
            return content;
        }
    }

    private static @Nullable Object value(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> {
                Map<String, @Nullable Object> map = new LinkedHashMap<>();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String key = parser.currentName();
                    parser.nextToken();
                    map.put(key, value(parser));
                }
                yield Collections.unmodifiableMap(map);
            }
            case START_ARRAY -> {
                List<@Nullable Object> list = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    list.add(value(parser));
                }
                yield Collections.unmodifiableList(list);
            }
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT -> {
                BigInteger whole = parser.getBigIntegerValue();
                yield whole.bitLength() < 64 ? (Object) whole.longValue() : whole;
            }
            case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> null;
        };
    }
}
