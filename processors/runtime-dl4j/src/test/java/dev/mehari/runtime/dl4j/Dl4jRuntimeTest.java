// SPDX-License-Identifier: Apache-2.0

package dev.mehari.runtime.dl4j;

import java.util.List;
import java.util.stream.Stream;

import dev.mehari.model.Model;
import dev.mehari.model.ModelRuntimes;
import dev.mehari.model.Signature;
import dev.mehari.model.TensorSpec;
import dev.mehari.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

class Dl4jRuntimeTest {
    private final Dl4jRuntime runtime = new Dl4jRuntime();

    static Stream<String> networks() {
        return Recorded.names().stream();
    }

    @ParameterizedTest
    @MethodSource("networks")
    void answersAsDeeplearning4jDoes(String name) {
        try (Model model = runtime.load(Recorded.network(name))) {
            assertClose(model.infer(Recorded.inputs(name)), Recorded.outputs(name));
        }
    }

    @ParameterizedTest
    @MethodSource("networks")
    void answersEachRowAsIfItCameAlone(String name) {
        try (Model model = runtime.load(Recorded.network(name))) {
            Tensor[] inputs = Recorded.inputs(name);
            Tensor[] together = model.infer(inputs);
            for (int row = 0; row < inputs[0].rows(); row++) {
                int at = row;
                Tensor[] alone = model.infer(slice(inputs, at));
                assertClose(alone, slice(together, at));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("networks")
    void signatureIsThatOfTheAnswers(String name) {
        Signature signature = runtime.inspect(Recorded.network(name));
        assertFits(signature.inputs(), Recorded.inputs(name));
        assertFits(signature.outputs(), Recorded.outputs(name));
        try (Model model = runtime.load(Recorded.network(name))) {
            assertThat(model.signature()).isEqualTo(signature);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        dense               | input FP32 [-1, 6]                               | output FP32 [-1, 3]
        dense-double        | input FP64 [-1, 4]                               | output FP64 [-1, 2]
        dense-normalized    | input FP32 [-1, 5]                               | output FP32 [-1, 4]
        dense-frozen        | input FP32 [-1, 4]                               | output FP32 [-1, 2]
        dense-graph         | left FP32 [-1, 3], right FP32 [-1, 2]            | score FP32 [-1, 1], class FP32 [-1, 3]
        image               | input FP32 [-1, 2, -1, -1]                       | output FP32 [-1, 3]
        image-flat          | input FP32 [-1, 64]                              | output FP32 [-1, 4]
        image-any-size      | input FP32 [-1, 3, -1, -1]                       | output FP32 [-1, 2]
        image-channels-last | input FP32 [-1, 8, 6, 3]                         | output FP32 [-1, 2]
        image-to-image      | input FP32 [-1, 1, -1, -1]                       | output FP32 [-1, 2, -1, -1]
        image-double        | input FP64 [-1, 1, 6, 6]                         | output FP64 [-1, 2]
        volume              | input FP32 [-1, 1, -1, -1, -1]                   | output FP32 [-1, 2]
        series              | input FP32 [-1, 3, -1]                           | output FP32 [-1, 2, -1]
        series-last-step    | input FP32 [-1, 4, -1]                           | output FP32 [-1, 2]
        series-time-first   | input FP32 [-1, -1, 3]                           | output FP32 [-1, -1, 2]
        series-convolved    | input FP32 [-1, 3, -1]                           | output FP32 [-1, 2]
        series-attention    | input FP32 [-1, 4, -1]                           | output FP32 [-1, 2]
        words               | input FP32 [-1, -1]                              | output FP32 [-1, 2]
        word                | input FP32 [-1, 1]                               | output FP32 [-1, 2]
        mixed-graph         | picture FP32 [-1, 1, 8, 8], facts FP32 [-1, 4]   | class FP32 [-1, 3], size FP32 [-1, 1]
        """)
    void readsTheSignatureFromTheConfiguration(String name, String inputs, String outputs) {
        Signature signature = runtime.inspect(Recorded.network(name));
        assertThat(words(signature.inputs())).isEqualTo(inputs);
        assertThat(words(signature.outputs())).isEqualTo(outputs);
    }

    @Test
    void isFoundByItsName() {
        assertThat(ModelRuntimes.installed().named("dl4j")).get().isInstanceOf(Dl4jRuntime.class);
    }

    private static String words(List<TensorSpec> specs) {
        return String.join(
                ", ",
                specs.stream()
                        .map(s -> s.name() + " " + s.datatype() + " " + s.shape())
                        .toList());
    }

    private static void assertFits(List<TensorSpec> specs, Tensor[] tensors) {
        assertThat(specs).hasSize(tensors.length);
        for (int i = 0; i < tensors.length; i++) {
            assertThat(specs.get(i).datatype()).isEqualTo(tensors[i].datatype());
            assertThat(specs.get(i).shape().accepts(tensors[i].shape()))
                    .as(specs.get(i) + " for " + tensors[i])
                    .isTrue();
        }
    }

    private static Tensor[] slice(Tensor[] tensors, int row) {
        return Stream.of(tensors).map(t -> t.slice(row, row + 1)).toArray(Tensor[]::new);
    }

    /** Within 1e-5 relative, and 1e-6 where a sum cancels to almost nothing. */
    static void assertClose(Tensor[] actual, Tensor[] expected) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int o = 0; o < expected.length; o++) {
            assertThat(actual[o].toString()).isEqualTo(expected[o].toString());
            for (int i = 0; i < expected[o].size(); i++) {
                double b = expected[o].doubleAt(i);
                assertThat(Math.abs(actual[o].doubleAt(i) - b))
                        .as("output %d element %d: %s, expected %s", o, i, actual[o].doubleAt(i), b)
                        .isLessThanOrEqualTo(1e-6 + 1e-5 * Math.abs(b));
            }
        }
    }
}
