// SPDX-License-Identifier: Apache-2.0

package dev.mehari.maths;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.Feature;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.Tensor;
import dev.mehari.tensor.TensorBuilder;
import dev.mehari.tensor.TensorType;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What numpy, scipy and scikit-learn make of the same tensors: {@code reference.json} names versions and command. */
class ReferenceTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    static Stream<Named<JsonNode>> kernels() throws IOException {
        return cases("kernels", "kernel");
    }

    static Stream<Named<JsonNode>> combiners() throws IOException {
        return cases("combiners", "combiner");
    }

    private static Stream<Named<JsonNode>> cases(String list, String word) throws IOException {
        try (InputStream file = ReferenceTest.class.getResourceAsStream("reference.json")) {
            JsonNode cases = JSON.readTree(Objects.requireNonNull(file)).get(list);
            return StreamSupport.stream(cases.spliterator(), false)
                    .map(each -> Named.of(
                            each.get(word).asText() + " as "
                                    + each.get("source").asText(),
                            each));
        }
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void kernelsAnswerAsTheReferenceDoes(JsonNode reference) {
        Tensor input = tensor(reference.get("input"));
        List<Feature> features = new ArrayList<>();
        reference
                .get("features")
                .forEach(feature -> features.add(new Feature(
                        feature.get("name").asText(), JSON.convertValue(feature.get("categories"), TextList.class))));
        String kernel = reference.get("kernel").asText();
        Op op = Op.parse(kernel, JSON.convertValue(reference.get("arguments"), Object.class));
        Transform transform = Transform.of(
                List.of(op),
                List.of(new TensorType(input.datatype(), input.shape().with(0, -1), features)));

        requireClose(transform.apply(input), tensor(reference.get("output")), tolerance(kernel, input.datatype()));
    }

    /** Relative to the reference's value; 0 where both must be equal. */
    private static double tolerance(String kernel, Datatype datatype) {
        return switch (kernel) {
            // scikit-learn rounds FP32 after the difference and after the quotient, we round once: 2 halves of 2^-23.
            case "standardize" -> datatype == Datatype.FP32 ? 0x1p-23 : 0;
            // exp and log may differ in the last place between libraries, and numpy sums in another order; after
            // rounding to FP32 that can tip one last bit.
            case "softmax", "log" -> datatype == Datatype.FP32 ? 0x1p-23 : 1e-14;
            default -> 0;
        };
    }

    @ParameterizedTest
    @MethodSource("combiners")
    void combinersAnswerAsTheReferenceDoes(JsonNode reference) {
        List<Tensor> branches = new ArrayList<>();
        reference.get("branches").forEach(branch -> branches.add(tensor(branch)));
        double[] weights = JSON.convertValue(reference.get("weights"), double[].class);
        Combiner combiner = Combiner.named(reference.get("combiner").asText()).orElseThrow();

        // numpy may sum the weights in another order than that of the file.
        double tolerance = combiner == Combiner.MEAN ? 1e-14 : 0;
        Tensor expected = tensor(reference.get("output"));
        requireClose(
                combiner.combine(branches, weights),
                expected,
                expected.datatype() == Datatype.FP32 && combiner == Combiner.MEAN ? 0x1p-23 : tolerance);
    }

    private static void requireClose(Tensor actual, Tensor expected, double tolerance) {
        assertThat(actual).hasToString(expected.toString());
        if (!expected.datatype().isFloat()) {
            assertThat(actual).isEqualTo(expected);
            return;
        }
        for (int i = 0; i < expected.size(); i++) {
            double wanted = expected.doubleAt(i);
            double got = actual.doubleAt(i);
            boolean close = Double.compare(wanted, got) == 0
                    || wanted == got
                    || Math.abs(wanted - got) <= tolerance * Math.abs(wanted);
            assertThat(close).as("element %d: %s instead of %s", i, got, wanted).isTrue();
        }
    }

    private static Tensor tensor(JsonNode json) {
        Datatype datatype = Datatype.named(json.get("datatype").asText()).orElseThrow();
        TensorBuilder builder =
                new TensorBuilder(datatype, Shape.of(JSON.convertValue(json.get("shape"), long[].class)));
        for (int i = 0; i < builder.size(); i++) {
            JsonNode number = json.get("data").get(i);
            if (datatype.isInteger()) {
                builder.setLong(i, number.bigIntegerValue().longValue());
            } else {
                builder.setDouble(i, number.isTextual() ? Double.parseDouble(number.asText()) : number.asDouble());
            }
        }
        return builder.build();
    }

    private static final class TextList extends ArrayList<String> {
        private static final long serialVersionUID = 1;
    }
}
