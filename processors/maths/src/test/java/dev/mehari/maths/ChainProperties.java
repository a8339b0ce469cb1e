// SPDX-License-Identifier: Apache-2.0

package dev.mehari.maths;

import java.util.List;
import java.util.Random;

import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.InferenceException;
import dev.mehari.tensor.Tensor;
import dev.mehari.tensor.TensorType;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/** Ops in one transform answer as they would each in a transform of its own: every one rounds to its datatype. */
class ChainProperties {
    @Provide
    Arbitrary<String> kernels() {
        return Arbitraries.of(Op.kernels());
    }

    @Provide
    Arbitrary<Datatype> floats() {
        return Arbitraries.of(Datatype.FP16, Datatype.BF16, Datatype.FP32, Datatype.FP64);
    }

    @Property(tries = 3000)
    void aChainIsItsOpsOneAfterTheOther(
            @ForAll("kernels") String kernel, @ForAll("floats") Datatype datatype, @ForAll Random random) {
        Generated generated = new Generated(random);
        TensorType any = generated.type(kernel);
        TensorType type = any.datatype().isFloat() ? new TensorType(datatype, any.shape(), any.features()) : any;
        List<Op> ops = generated.chain(kernel, List.of(type));
        if (ops.size() < 2) {
            return;
        }
        Tensor input = generated.tensor(type, 3);

        assertThat(orNull(() -> Transform.of(ops, List.of(type)).apply(input)))
                .isEqualTo(orNull(() -> oneAfterTheOther(ops, type, input)));
    }

    private static Tensor oneAfterTheOther(List<Op> ops, TensorType input, Tensor tensor) {
        TensorType type = input;
        Tensor between = tensor;
        for (Op op : ops) {
            Transform alone = Transform.of(List.of(op), List.of(type));
            between = alone.apply(between);
            type = alone.output();
        }
        return between;
    }

    private interface Call {
        Tensor answer();
    }

    private static @Nullable Tensor orNull(Call call) {
        try {
            return call.answer();
        } catch (InferenceException refused) {
            return null;
        }
    }
}
