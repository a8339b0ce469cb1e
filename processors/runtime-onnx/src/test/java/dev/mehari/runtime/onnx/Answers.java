// SPDX-License-Identifier: Apache-2.0

package dev.mehari.runtime.onnx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

import dev.mehari.model.Model;
import dev.mehari.model.TensorSpec;
import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.NamedTensors;
import dev.mehari.tensor.Tensor;

import static org.assertj.core.api.Assertions.assertThat;

/** Asks models by name, and compares what they say. */
final class Answers {
    private Answers() {}

    /** The inputs in the model's order. */
    static Tensor[] ordered(Model model, NamedTensors inputs) {
        return model.signature().inputs().stream()
                .map(spec -> inputs.get(spec.name()))
                .toArray(Tensor[]::new);
    }

    static NamedTensors ask(Model model, NamedTensors inputs) {
        Tensor[] outputs = model.infer(ordered(model, inputs));
        return NamedTensors.of(
                model.signature().outputs().stream().map(TensorSpec::name).toList(), List.of(outputs));
    }

    /** 1e-5 relative for floats, as much absolute below 1, exact for everything else. */
    static void assertAgree(NamedTensors actual, NamedTensors expected) {
        assertThat(actual.names()).isEqualTo(expected.names());
        for (int i = 0; i < expected.size(); i++) {
            assertAgree(expected.name(i), actual.tensor(i), expected.tensor(i));
        }
    }

    static void assertAgree(String name, Tensor actual, Tensor expected) {
        assertThat(actual.datatype()).as(name).isEqualTo(expected.datatype());
        assertThat(actual.shape()).as(name).isEqualTo(expected.shape());
        if (!expected.datatype().isFloat()) {
            assertThat(actual).as(name).isEqualTo(expected);
            return;
        }
        for (int j = 0; j < expected.size(); j++) {
            double a = actual.doubleAt(j);
            double e = expected.doubleAt(j);
            boolean same = Double.compare(a, e) == 0
                    || Math.abs(a - e) <= 1e-5 * Math.max(1, Math.abs(e))
                    || Double.isNaN(a) && Double.isNaN(e);
            assertThat(same).as("%s[%d] is %s instead of %s", name, j, a, e).isTrue();
        }
    }

    /** The same content in direct memory, {@code offset} bytes after an aligned place. */
    static Tensor direct(Tensor tensor, int offset) {
        if (tensor.datatype() == Datatype.BYTES) {
            return tensor;
        }
        ByteBuffer content = tensor.toBinary();
        ByteBuffer memory = ByteBuffer.allocateDirect((content.remaining() + offset + 191) & -64)
                .alignedSlice(64)
                .slice(offset, content.remaining())
                .order(ByteOrder.LITTLE_ENDIAN);
        memory.duplicate().put(content);
        return Tensor.wrap(tensor.datatype(), tensor.shape(), memory);
    }
}
