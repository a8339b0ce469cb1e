// SPDX-License-Identifier: Apache-2.0

package dev.mehari.runtime.onnx;

import java.util.List;
import java.util.function.UnaryOperator;

import dev.mehari.model.Model;
import dev.mehari.tensor.NamedTensors;
import dev.mehari.tensor.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Each recorded model answers what Python recorded, whichever way the run goes. */
class OnnxModelReferenceTest {
    static List<Recorded> recorded() {
        return Recorded.all();
    }

    @ParameterizedTest
    @MethodSource("recorded")
    void answersFromTheHeap(Recorded recorded) {
        assertAnswers(recorded, tensor -> tensor);
    }

    @ParameterizedTest
    @MethodSource("recorded")
    void answersFromDirectMemory(Recorded recorded) {
        assertAnswers(recorded, tensor -> Answers.direct(tensor, 0));
    }

    @ParameterizedTest
    @MethodSource("recorded")
    void answersFromMemoryThatIsNotAligned(Recorded recorded) {
        assertAnswers(recorded, tensor -> Answers.direct(tensor, 1));
    }

    private static void assertAnswers(Recorded recorded, UnaryOperator<Tensor> placed) {
        try (Model model = Recorded.load(recorded.name())) {
            for (Recorded.Run run : recorded.runs()) {
                List<Tensor> tensors = run.inputs().names().stream()
                        .map(name -> placed.apply(run.inputs().get(name)))
                        .toList();
                NamedTensors inputs = NamedTensors.of(run.inputs().names(), tensors);
                // Free, pinned for the first time, pinned again.
                for (int i = 0; i < 3; i++) {
                    Answers.assertAgree(Answers.ask(model, inputs), run.outputs());
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("recorded")
    void keepsTheShapesThatTheSignaturePromises(Recorded recorded) {
        try (Model model = Recorded.load(recorded.name())) {
            assertThat(model.signature()).isEqualTo(new OnnxRuntime().inspect(Recorded.file(recorded.name())));
            for (Recorded.Run run : recorded.runs()) {
                model.signature().outputs().forEach(spec -> {
                    Tensor output = run.outputs().get(spec.name());
                    assertThat(output.datatype()).isEqualTo(spec.datatype());
                    assertThat(spec.shape() == null || spec.shape().accepts(output.shape()))
                            .as("%s %s", spec, output)
                            .isTrue();
                });
            }
        }
    }
}
