// SPDX-License-Identifier: Apache-2.0

package dev.mehari.maths;

import java.util.List;
import java.util.Random;

import dev.mehari.tensor.InferenceException;
import dev.mehari.tensor.Tensor;
import dev.mehari.tensor.TensorType;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;
import net.jqwik.api.statistics.StatisticsReport;

import static org.assertj.core.api.Assertions.assertThat;

/** Arguments of any kind are read or refused, types of any kind are taken or refused; nothing else comes out. */
class OpFuzz {
    @Provide
    Arbitrary<String> kernels() {
        return Arbitraries.of(Op.kernels());
    }

    @Property(tries = 20_000)
    void argumentsAreReadOrRefused(@ForAll("kernels") String kernel, @ForAll Random random) {
        Generated generated = new Generated(random);
        Op op;
        try {
            op = Op.parse(kernel, generated.anything(3));
        } catch (InvalidOpException refused) {
            assertThat(refused.path()).startsWith(kernel);
            assertThat(refused.mend()).isNotEmpty();
            return;
        }
        assertThat(Op.parse(op.kernel(), op.arguments())).isEqualTo(op);
    }

    @StatisticsReport(onFailureOnly = true)
    @Property(tries = 20_000)
    void typesAreTakenOrRefused(@ForAll("kernels") String kernel, @ForAll Random random, @ForAll boolean batch) {
        Generated generated = new Generated(random);
        TensorType type = generated.type(kernel);
        Transform transform;
        try {
            Op op = Op.parse(
                    kernel,
                    random.nextInt(4) == 0 ? generated.anything(3) : generated.fitting(kernel, generated.type()));
            assertThat(Op.parse(op.kernel(), op.arguments())).isEqualTo(op);
            transform = Transform.of(List.of(op), List.of(type), batch);
        } catch (InvalidOpException refused) {
            assertThat(refused).hasMessageMatching("(?s).+");
            assertThat(refused.mend()).isNotEmpty();
            return;
        }
        Statistics.collect(kernel);
        Statistics.coverage(
                coverage -> Op.kernels().forEach(each -> coverage.check(each).count(count -> count >= 40)));
        Tensor answer;
        try {
            answer = transform.apply(generated.tensor(type, 1 + random.nextInt(3)));
        } catch (InferenceException refused) {
            assertThat(refused.getMessage()).isNotEmpty();
            return;
        }
        TensorType output = transform.output();
        assertThat(answer.datatype()).isEqualTo(output.datatype());
        assertThat(output.shape() == null || output.shape().accepts(answer.shape()))
                .as("%s of %s gives %s, said was %s", kernel, type, answer, output)
                .isTrue();
    }
}
