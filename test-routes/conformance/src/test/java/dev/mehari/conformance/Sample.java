// SPDX-License-Identifier: Apache-2.0

package dev.mehari.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.mehari.tensor.NamedTensors;
import dev.mehari.tensor.Tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * A sample of {@code routes/samples}: a graph, what to ask of it, and what the models' own libraries say it must answer.
 *
 * @param name that of its folder and its graph
 */
record Sample(String name) {
    /** ONNX Runtime and Deeplearning4j add up in other orders on other machines; relative. */
    private static final double TOLERANCE = 1e-5;
    /** What is left of a probability near zero when it was computed as a difference; absolute. */
    private static final double NEXT_TO_ZERO = 1e-7;

    private static final JsonMapper JSON = JsonMapper.builder().build();

    static Path home() {
        return Room.root().resolve("routes/samples");
    }

    /** All folders with a graph of their own, also those whose large models couldn't be fetched. */
    static List<Sample> all() {
        try (Stream<Path> folders = Files.list(home())) {
            return folders.filter(Files::isDirectory)
                    .map(folder -> new Sample(folder.getFileName().toString()))
                    .filter(sample -> Files.exists(sample.graph()))
                    .sorted((a, b) -> a.name().compareTo(b.name()))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All that can be served: a new folder is tested without a word here. Large models are fetched the first time. */
    static List<Sample> ready() {
        return all().stream()
                .filter(sample -> LargeModels.missing(sample).isEmpty())
                .toList();
    }

    Path folder() {
        return home().resolve(name);
    }

    Path graph() {
        return folder().resolve(name + ".graph.yaml");
    }

    /** {@code request.json}, to be sent as it is. */
    String request() {
        return Room.read(folder().resolve("request.json"));
    }

    /** That, and the same question in other forms ({@code request-tensor.json}, {@code request.bin}): one answer to all. */
    List<RecordedRequest> requests() {
        try (Stream<Path> files = Files.list(folder())) {
            return files.filter(file -> file.getFileName().toString().startsWith("request"))
                    .sorted()
                    .map(file -> RecordedRequest.read(this, file))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@code response.json}: what must come back. */
    JsonNode response() {
        return json("response.json");
    }

    /** The request as a map by input or column name, as a Camel route has it in hand. */
    Map<String, Object> requestMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        for (JsonNode input : json("request.json").get("inputs")) {
            map.put(input.get("name").asText(), JSON.convertValue(input.get("data"), List.class));
        }
        return map;
    }

    /** The request as one map per row. */
    List<Map<String, Object>> requestRows() {
        List<Map<String, Object>> rows = new ArrayList<>();
        requestMap().forEach((name, column) -> {
            List<?> cells = (List<?>) column;
            for (int row = 0; row < cells.size(); row++) {
                if (rows.size() == row) {
                    rows.add(new LinkedHashMap<>());
                }
                rows.get(row).put(name, cells.get(row));
            }
        });
        return rows;
    }

    /** The rows of {@code reference.json}: inputs, outputs, and what the models in between answered. */
    List<JsonNode> reference() {
        List<JsonNode> rows = new ArrayList<>();
        json("reference.json").get("rows").forEach(rows::add);
        return rows;
    }

    /** The name of the graph's only input: the one that {@code reference.json} gives first in each row. */
    String input() {
        return reference().get(0).fieldNames().next();
    }

    /** All rows of the reference as the whole of that input; a missing number is NaN. */
    float[][] referenceTable() {
        return reference().stream()
                .map(row -> {
                    JsonNode cells = row.get(input());
                    float[] numbers = new float[cells.size()];
                    for (int i = 0; i < numbers.length; i++) {
                        numbers[i] =
                                cells.get(i).isNull() ? Float.NaN : cells.get(i).floatValue();
                    }
                    return numbers;
                })
                .toArray(float[][]::new);
    }

    /** The same as a Camel route has it in hand: that table, or the pictures where the rows name files. */
    Object referenceBody() {
        if (!reference().get(0).get(input()).isTextual()) {
            return referenceTable();
        }
        List<Tensor> pictures = reference().stream()
                .map(row -> Picture.read(folder().resolve(row.get(input()).asText())))
                .toList();
        return NamedTensors.of(input(), Tensor.ofRows(pictures));
    }

    /** The names of the outputs, in their order. */
    List<String> outputs() {
        List<String> names = new ArrayList<>();
        response().get("outputs").forEach(output -> names.add(output.get("name").asText()));
        return names;
    }

    /** What all rows of the reference say of an output, row after row. */
    List<JsonNode> referenceOf(String output) {
        List<JsonNode> values = new ArrayList<>();
        reference().forEach(row -> {
            JsonNode value = row.get(output);
            if (value.isArray()) {
                value.forEach(values::add);
            } else {
                values.add(value);
            }
        });
        return values;
    }

    /** What {@code response.json} says of an output. */
    List<JsonNode> responseOf(String output) {
        List<JsonNode> values = new ArrayList<>();
        for (JsonNode recorded : response().get("outputs")) {
            if (recorded.get("name").asText().equals(output)) {
                recorded.get("data").forEach(values::add);
            }
        }
        return values;
    }

    /** Holds an output's values, numbers or texts, against recorded ones. */
    static void assertEqual(List<?> values, List<JsonNode> recorded) {
        assertThat(values).hasSameSizeAs(recorded);
        for (int i = 0; i < values.size(); i++) {
            JsonNode expected = recorded.get(i);
            if (expected.isNumber()) {
                double number = expected.doubleValue();
                assertThat(((Number) values.get(i)).doubleValue())
                        .as("element %d", i)
                        .isCloseTo(number, within(NEXT_TO_ZERO + TOLERANCE * Math.abs(number)));
            } else {
                assertThat(values.get(i)).as("element %d", i).isEqualTo(expected.asText());
            }
        }
    }

    private JsonNode json(String file) {
        return json(Room.read(folder().resolve(file)), file);
    }

    static JsonNode json(String text, String what) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(what + ": " + text, e);
        }
    }
}
