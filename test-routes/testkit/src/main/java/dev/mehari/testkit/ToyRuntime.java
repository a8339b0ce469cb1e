// SPDX-License-Identifier: Apache-2.0

package dev.mehari.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.mehari.model.InvalidModelException;
import dev.mehari.model.Model;
import dev.mehari.model.ModelFile;
import dev.mehari.model.ModelRuntime;
import dev.mehari.model.Signature;
import dev.mehari.model.TensorSpec;
import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.Shape;

/**
 * A runtime {@code toy} at our own seam, for graphs whose answers can be told by hand. A model is a JSON file:
 *
 * <pre>
 * {"inputs":  [{"name": "x", "datatype": "FP32", "shape": [-1, 3]}],
 *  "outputs": [{"name": "y", "datatype": "FP32", "shape": [-1], "weights": [1, 2, 3], "bias": 0.5}],
 *  "sleepMillis": 0, "sleepsAbove": 9, "fails": false, "failsAbove": 9, "unloadable": false, "unlinkable": false,
 *  "loadsOnce": "a file that must exist"}
 * </pre>
 *
 * The last lines are optional; "above" looks at the first number of the first input.
 *
 * Element j of a row of an output is Σ weights[i]·xᵢ + bias + j over all elements of the row of all inputs, in FP64, rounded
 * to the output's datatype; weights repeat where a row has more elements. BYTES inputs count as their length.
 */
public final class ToyRuntime implements ModelRuntime {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    @Override
    public String name() {
        return "toy";
    }

    @Override
    public List<String> suffixes() {
        return List.of(".toy.json");
    }

    @Override
    public boolean recognises(ModelFile file) {
        return String.valueOf(file.path().getFileName()).endsWith(".toy.json");
    }

    @Override
    public Signature inspect(ModelFile file) {
        JsonNode json = read(file);
        return new Signature(specs(json.path("inputs")), specs(json.path("outputs")));
    }

    @Override
    public Model load(ModelFile file) {
        JsonNode json = read(file);
        if (json.path("unloadable").asBoolean()) {
            throw new InvalidModelException("the model can't be loaded; it was made so");
        }
        if (json.path("unlinkable").asBoolean()) {
            throw new NoClassDefFoundError("org/example/Missing");
        }
        while (json.has("loadsOnce")
                && !Files.exists(Path.of(json.path("loadsOnce").asText()))) {
            LockSupport.parkNanos(1_000_000);
        }
        return new ToyModel(inspect(file), json);
    }

    private static JsonNode read(ModelFile file) {
        try {
            return MAPPER.readTree(file.path().toFile());
        } catch (IOException e) {
            throw new InvalidModelException("the toy model is no JSON", e);
        }
    }

    private static List<TensorSpec> specs(JsonNode array) {
        List<TensorSpec> specs = new ArrayList<>();
        for (JsonNode spec : array) {
            Shape shape = null;
            if (spec.has("shape")) {
                long[] dims = new long[spec.get("shape").size()];
                for (int i = 0; i < dims.length; i++) {
                    dims[i] = spec.get("shape").get(i).asLong();
                }
                shape = Shape.of(dims);
            }
            specs.add(new TensorSpec(
                    spec.path("name").asText(),
                    Datatype.named(spec.path("datatype").asText("FP32")).orElseThrow(),
                    shape));
        }
        return specs;
    }
}
