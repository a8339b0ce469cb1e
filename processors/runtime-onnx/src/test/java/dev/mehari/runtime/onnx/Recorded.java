// SPDX-License-Identifier: Apache-2.0

package dev.mehari.runtime.onnx;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mehari.model.Model;
import dev.mehari.model.ModelFile;
import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.NamedTensors;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.Tensor;
import dev.mehari.tensor.TensorBuilder;

/** The models that make_models.py has left, and what Python answered to them. */
record Recorded(String name, String program, List<Run> runs) {
    record Run(NamedTensors inputs, NamedTensors outputs) {}

    private static final Path FOLDER = folder();

    private static Path folder() {
        try {
            return Path.of(Recorded.class.getResource("make_models.py").toURI()).getParent();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    static ModelFile file(String model) {
        return ModelFile.of(FOLDER.resolve(model + ".onnx"));
    }

    static byte[] bytes(String model) {
        try {
            return Files.readAllBytes(file(model).path());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Model load(String model) {
        return new OnnxRuntime().load(file(model));
    }

    /** The names of all models whose names begin so. */
    static List<String> models(String prefix) {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(file -> file.startsWith(prefix) && file.endsWith(".onnx"))
                    .map(file -> file.substring(0, file.length() - ".onnx".length()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Recorded> all() {
        return models("").stream()
                .filter(model -> Files.exists(FOLDER.resolve(model + ".json")))
                .map(Recorded::of)
                .toList();
    }

    static Recorded of(String model) {
        try {
            JsonNode json =
                    new ObjectMapper().readTree(FOLDER.resolve(model + ".json").toFile());
            List<Run> runs = new ArrayList<>();
            json.get("runs").forEach(run -> runs.add(new Run(tensors(run.get("inputs")), tensors(run.get("outputs")))));
            return new Recorded(model, json.get("program").asText(), runs);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static NamedTensors tensors(JsonNode list) {
        List<String> names = new ArrayList<>();
        List<Tensor> tensors = new ArrayList<>();
        list.forEach(entry -> {
            names.add(entry.get("name").asText());
            tensors.add(tensor(entry));
        });
        return NamedTensors.of(names, tensors);
    }

    private static Tensor tensor(JsonNode entry) {
        Datatype datatype = Datatype.valueOf(entry.get("datatype").asText());
        List<Long> dims = new ArrayList<>();
        entry.get("shape").forEach(dim -> dims.add(dim.asLong()));
        Shape shape = Shape.of(dims.stream().mapToLong(Long::longValue).toArray());
        JsonNode data = entry.get("data");
        if (datatype == Datatype.BYTES) {
            String[] texts = new String[data.size()];
            for (int i = 0; i < texts.length; i++) {
                texts[i] = data.get(i).asText();
            }
            return Tensor.of(shape, texts);
        }
        TensorBuilder builder = new TensorBuilder(datatype, shape);
        for (int i = 0; i < data.size(); i++) {
            JsonNode value = data.get(i);
            if (value.isBoolean()) {
                builder.setBoolean(i, value.asBoolean());
            } else if (value.isTextual()) {
                builder.setDouble(
                        i,
                        Double.parseDouble(
                                value.asText().replace("inf", "Infinity").replace("nan", "NaN")));
            } else if (datatype.isInteger()) {
                BigInteger integer = value.bigIntegerValue();
                builder.setLong(i, integer.longValue());
            } else {
                builder.setDouble(i, value.asDouble());
            }
        }
        return builder.build();
    }

    @Override
    public String toString() {
        return name;
    }
}
