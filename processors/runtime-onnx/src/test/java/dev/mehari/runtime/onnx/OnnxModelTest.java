// SPDX-License-Identifier: Apache-2.0

package dev.mehari.runtime.onnx;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import dev.mehari.model.Model;
import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.InferenceException;
import dev.mehari.tensor.NamedTensors;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class OnnxModelTest {
    private static void assertInvalid(String model, String message, Tensor... inputs) {
        try (Model loaded = Recorded.load(model)) {
            // Again and again: neither the free nor the pinned run may mind.
            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(() -> loaded.infer(inputs))
                        .isInstanceOfSatisfying(InferenceException.class, e -> assertThat(e.kind())
                                .isEqualTo(InferenceException.Kind.INVALID))
                        .hasMessage(message);
            }
        }
    }

    @Test
    void refusesAShapeThatTheModelDoesntTake() {
        assertInvalid(
                "fixed_batch",
                "input 'x' is FP32 [2, 4], the model takes FP32 [1, 4]",
                Tensor.of(Shape.of(2, 4), new float[8]));
    }

    @Test
    void refusesADatatypeThatTheModelDoesntTake() {
        assertInvalid(
                "fixed_batch",
                "input 'x' is FP64 [1, 4], the model takes FP32 [1, 4]",
                Tensor.of(Shape.of(1, 4), new double[4]));
    }

    @Test
    void refusesOpenDimensionsThatDontFitEachOther() {
        assertInvalid(
                "agree",
                "the model can't take these values or dimensions: node 'product' (MatMul): MatMul dimension mismatch",
                Tensor.of(Shape.of(1, 3), new float[3]),
                Tensor.of(Shape.of(2, 1), new float[2]));
    }

    @Test
    void refusesValuesThatANodeRefuses() {
        assertInvalid(
                "gather",
                "the model can't take these values or dimensions: node 'lookup' (Gather): indices element out of data "
                        + "bounds, idx=7 must be within the inclusive range [-3,2]",
                Tensor.of(Shape.of(1), 7L));
    }

    @Test
    void refusesAWidthThatTheClassListDoesntHave() {
        assertInvalid(
                "zipmap_width",
                "the model can't take these dimensions: output 'p' comes as [1, 3], its list of classes has 2",
                Tensor.of(Shape.of(1, 3), new float[3]));
    }

    @ParameterizedTest
    @CsvSource({
        "linear_open, 4",
        "linear_open_opset11, 4",
        "linear_open_ml_only, 4",
        "linear_no_shape, 4",
        "svc_open, 4",
        "svr_open, 3"
    })
    void refusesWidthsThatTheEngineWouldReadPast(String model, int columns) {
        try (Model loaded = Recorded.load(model)) {
            for (int width : new int[] {0, 1, columns - 1, columns + 1, 2 * columns, 100_000}) {
                for (int rows : new int[] {1, 4}) {
                    Tensor wrong = Tensor.filled(Datatype.FP32, Shape.of(rows, width), 1);
                    assertThatThrownBy(() -> loaded.infer(new Tensor[] {wrong}))
                            .as("%s", wrong)
                            .isInstanceOfSatisfying(InferenceException.class, e -> assertThat(e.kind())
                                    .isEqualTo(InferenceException.Kind.INVALID));
                }
            }
        }
    }

    @Test
    void refusesBytesThatAreNoText() {
        assertInvalid(
                "identity_bytes",
                "input 'x' has bytes that are no UTF-8 text, but the model takes text",
                Tensor.of(Shape.of(1, 3), new byte[] {(byte) 0xff}, new byte[0], new byte[0]));
    }

    @Test
    void refusesTextsWithNul() {
        assertInvalid(
                "identity_bytes",
                "input 'x' has a text with a NUL character, which the model's engine can't take. Leave it out",
                Tensor.of(Shape.of(1, 3), "a\0b", "", ""));
    }

    @Test
    void answersOnAfterARefusal() {
        Recorded gather = Recorded.of("gather");
        NamedTensors good = gather.runs().get(0).inputs();
        try (Model model = Recorded.load("gather")) {
            for (int i = 0; i < 5; i++) {
                Answers.assertAgree(
                        Answers.ask(model, good), gather.runs().get(0).outputs());
                assertThatThrownBy(() -> model.infer(new Tensor[] {Tensor.of(Shape.of(2), 9L, 0L)}))
                        .isInstanceOf(InferenceException.class);
            }
        }
    }

    @Test
    void leavesTheAnswersThatItHasGiven() {
        try (Model model = Recorded.load("line")) {
            Tensor[] first = model.infer(new Tensor[] {Tensor.of(Shape.of(1, 3), 1f, 2f, 3f)});
            float before = first[0].floatAt(0);
            for (int i = 0; i < 4; i++) {
                model.infer(new Tensor[] {Tensor.of(Shape.of(1, 3), 9f, 9f, 9f)});
            }
            assertThat(first[0].floatAt(0)).isEqualTo(before);
        }
    }

    @Test
    void takesSlicesOfOneTensor() {
        Tensor rows = Answers.direct(Tensor.of(Shape.of(3, 4), 1f, 1f, 1f, 1f, 2f, 2f, 2f, 2f, 3f, 3f, 3f, 3f), 0);
        try (Model model = Recorded.load("ir3")) {
            for (int i = 0; i < 3; i++) {
                Tensor answer = model.infer(new Tensor[] {rows.slice(i, i + 1)})[0];
                assertThat(answer.floatAt(0)).isEqualTo(10f * (i + 1));
            }
        }
    }

    @Test
    void takesLargeTensorsFromHeapAndDirectMemoryAlike() {
        float[] values = new float[3 * 300 * 500]; // 1.8 MB: more than a block of scratch memory holds at first
        for (int i = 0; i < values.length; i++) {
            values[i] = i % 7 - 3;
        }
        Tensor heap = Tensor.of(Shape.of(1, 3, 300, 500), values);
        try (Model model = Recorded.load("wide")) {
            Tensor fromHeap = model.infer(new Tensor[] {heap})[0];
            assertThat(fromHeap.floatAt(5)).isEqualTo(2f);
            assertThat(fromHeap.floatAt(values.length - 1)).isEqualTo(Math.max(0, values[values.length - 1]));
            assertThat(model.infer(new Tensor[] {Answers.direct(heap, 0)})[0]).isEqualTo(fromHeap);
            assertThat(model.infer(new Tensor[] {Answers.direct(heap, 1)})[0]).isEqualTo(fromHeap);
        }
    }

    @Test
    void pinsNothingWhereTheValuesDecideTheShape() {
        try (Model model = Recorded.load("nonzero")) {
            for (int n = 0; n < 50; n++) {
                float[] values = new float[8];
                for (int i = 0; i < n % 9; i++) {
                    values[i] = 1;
                }
                Tensor at = model.infer(new Tensor[] {Tensor.of(Shape.of(8), values)})[0];
                assertThat(at.shape()).isEqualTo(Shape.of(1, n % 9));
            }
        }
    }

    @Test
    void givesAnOutputThatIsAnInput() {
        try (Model model = Recorded.load("passthrough")) {
            for (int i = 1; i < 6; i++) {
                Tensor x = Tensor.filled(Datatype.UINT16, Shape.of(2), 60_000 + i);
                assertThat(model.infer(new Tensor[] {x})).containsExactly(x, x);
            }
        }
    }

    @Test
    void computesOnTheCallersThread() {
        try (Model model = Recorded.load("line")) {
            assertThat(model.staysOnThread()).isTrue();
        }
    }

    @Test
    void answersManyThreadsAtOnce() throws Exception {
        try (Model plain = Recorded.load("iris_plain");
                Model texts = Recorded.load("texts")) {
            Recorded iris = Recorded.of("iris_plain");
            Recorded words = Recorded.of("texts");
            ExecutorService pool = Executors.newFixedThreadPool(12);
            List<Future<?>> tasks = new ArrayList<>();
            for (int t = 0; t < 12; t++) {
                int seed = t;
                tasks.add(pool.submit(() -> {
                    for (int i = 0; i < 300; i++) {
                        // Batches of one to three rows, so that pinned runs come and go.
                        Recorded.Run all = iris.runs().get(0);
                        int from = (i + seed) % 10;
                        int to = from + 1 + (i * seed) % 3;
                        Tensor[] outputs =
                                plain.infer(new Tensor[] {all.inputs().tensor(0).slice(from, to)});
                        for (int o = 0; o < outputs.length; o++) {
                            Answers.assertAgree(
                                    "output " + o,
                                    outputs[o],
                                    all.outputs().tensor(o).slice(from, to));
                        }
                        if (i % 20 == 0) {
                            Recorded.Run text = words.runs()
                                    .get((i / 20 + seed) % words.runs().size());
                            Answers.assertAgree(Answers.ask(texts, text.inputs()), text.outputs());
                        }
                    }
                }));
            }
            pool.shutdown();
            for (Future<?> task : tasks) {
                task.get(60, TimeUnit.SECONDS);
            }
        }
    }

    @Test
    void readsRareCharactersOfTheModelAndOfTheRequest() {
        try (Model model = Recorded.load("texts")) {
            Tensor[] outputs = model.infer(new Tensor[] {Tensor.of(Shape.of(1, 2), "🐪", "no")});
            assertThat(outputs[1].textAt(0)).isEqualTo("🐪🐫 x");
        }
        try (Model model = Recorded.load("identity_bytes")) {
            Tensor asked = Tensor.of(Shape.of(2, 3), "🐪", "🐫", "ð", "ñandú", "👍🏽 ok", "𝄞");
            for (int i = 0; i < 3; i++) {
                assertThat(model.infer(new Tensor[] {asked})[0]).isEqualTo(asked);
            }
        }
    }

    @Test
    void takesTextsInDirectMemory() {
        byte[] content = "onetwothree".getBytes(StandardCharsets.UTF_8);
        ByteBuffer memory =
                ByteBuffer.allocateDirect(content.length).put(content).flip();
        Tensor texts = Tensor.ofBytes(Shape.of(1, 3), memory, new int[] {0, 3, 6, 11});
        try (Model model = Recorded.load("identity_bytes")) {
            assertThat(model.infer(new Tensor[] {texts})[0])
                    .isEqualTo(Tensor.of(Shape.of(1, 3), "one", "two", "three"));
        }
    }
}
