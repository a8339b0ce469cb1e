// SPDX-License-Identifier: Apache-2.0

package dev.mehari.runtime.dl4j;

import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

import dev.mehari.model.ModelFile;
import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.Tensor;
import dev.mehari.tensor.TensorBuilder;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;

/** The networks and answers that {@link MakeNetworks} wrote. */
final class Recorded {
    private static final JsonNode ANSWERS = read();

    private Recorded() {}

    static List<String> names() {
        List<String> names = new ArrayList<>();
        for (Iterator<String> all = ANSWERS.fieldNames(); all.hasNext(); ) {
            String name = all.next();
            if (!name.equals("program")) {
                names.add(name);
            }
        }
        return names;
    }

    static ModelFile network(String name) {
        try {
            return ModelFile.of(Path.of(
                    Recorded.class.getResource("/networks/" + name + ".zip").toURI()));
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    static Tensor[] inputs(String name) {
        return tensors(name, "inputs");
    }

    static Tensor[] outputs(String name) {
        return tensors(name, "outputs");
    }

    private static Tensor[] tensors(String name, String side) {
        Datatype datatype = name.endsWith("double") ? Datatype.FP64 : Datatype.FP32;
        List<Tensor> tensors = new ArrayList<>();
        for (JsonNode tensor : ANSWERS.get(name).get(side)) {
            long[] dims = new long[tensor.get("shape").size()];
            for (int i = 0; i < dims.length; i++) {
                dims[i] = tensor.get("shape").get(i).asLong();
            }
            TensorBuilder builder = new TensorBuilder(datatype, Shape.of(dims));
            for (int i = 0; i < builder.size(); i++) {
                builder.setDouble(i, tensor.get("data").get(i).asDouble());
            }
            tensors.add(builder.build());
        }
        return tensors.toArray(Tensor[]::new);
    }

    private static JsonNode read() {
        try (InputStream in = Recorded.class.getResourceAsStream("/networks/answers.json")) {
            return new ObjectMapper().readTree(in);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
