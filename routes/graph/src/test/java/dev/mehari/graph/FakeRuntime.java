// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mehari.model.InvalidModelException;
import dev.mehari.model.Model;
import dev.mehari.model.ModelFile;
import dev.mehari.model.ModelRuntime;
import dev.mehari.model.Signature;
import dev.mehari.model.TensorSpec;
import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.Shape;

/**
 * A runtime whose models are nothing but signatures in JSON: {@code {"inputs": {"x": "FP32 -1 4"}, "outputs": {…}}}. No
 * lengths after a {@code ?} instead: {@code "FP32 ?"} states no shape.
 */
final class FakeRuntime implements ModelRuntime {
    private final String name;
    private final List<String> suffixes;

    FakeRuntime(String name, String... suffixes) {
        this.name = name;
        this.suffixes = List.of(suffixes);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<String> suffixes() {
        return suffixes;
    }

    @Override
    public boolean recognises(ModelFile file) {
        return name.equals("xgboost");
    }

    @Override
    public Signature inspect(ModelFile file) {
        try {
            JsonNode json = new ObjectMapper().readTree(file.path().toFile());
            if (!json.isObject()) {
                throw new InvalidModelException("the file isn't a model. Export it again");
            }
            return new Signature(specs(json.get("inputs")), specs(json.get("outputs")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<TensorSpec> specs(JsonNode json) {
        List<TensorSpec> specs = new ArrayList<>();
        json.fields()
                .forEachRemaining(
                        f -> specs.add(spec(f.getKey(), f.getValue().asText().split(" "))));
        return specs;
    }

    private static TensorSpec spec(String name, String[] words) {
        Datatype datatype = Datatype.named(words[0]).orElseThrow();
        if (words.length == 2 && words[1].equals("?")) {
            return new TensorSpec(name, datatype, null);
        }
        long[] dims = new long[words.length - 1];
        for (int i = 0; i < dims.length; i++) {
            dims[i] = Long.parseLong(words[i + 1]);
        }
        return new TensorSpec(name, datatype, Shape.of(dims));
    }

    @Override
    public Model load(ModelFile file) {
        throw new UnsupportedOperationException("checks never run a model");
    }
}
