// SPDX-License-Identifier: Apache-2.0

package dev.mehari.maths;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

import dev.mehari.tensor.InferenceException;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.Tensor;
import dev.mehari.tensor.TensorType;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.statistics.Statistics;
import net.jqwik.api.statistics.StatisticsReport;

import static org.assertj.core.api.Assertions.assertThat;

/** The answer for a row depends on that row alone: rows sent one by one give, bit for bit, what the batch gives. */
@Tag("rule-7")
class RowLawProperties {
    @Provide
    Arbitrary<String> kernels() {
        return Arbitraries.of(Op.kernels());
    }

    @StatisticsReport(onFailureOnly = true)
    @Property(tries = 6000)
    void holdsForEveryKernelAndChain(
            @ForAll("kernels") String kernel, @ForAll Random random, @ForAll @IntRange(min = 1, max = 5) int rows) {
        Generated generated = new Generated(random);
        List<TensorType> types = new ArrayList<>(List.of(generated.type(kernel)));
        if (kernel.equals("concat")) {
            types.add(generated.type());
        }
        if (types.stream().anyMatch(type -> type.shape() != null && type.shape().rank() == 0)) {
            return;
        }
        List<Op> ops = generated.chain(kernel, types);
        if (ops.isEmpty()) {
            return;
        }
        Transform transform = Transform.of(ops, types);
        Statistics.collect(kernel);
        Statistics.coverage(
                coverage -> Op.kernels().forEach(each -> coverage.check(each).count(count -> count >= 40)));
        List<Tensor> inputs =
                types.stream().map(type -> generated.tensor(type, rows)).toList();
        List<Tensor> oneByOne = new ArrayList<>();
        Set<InferenceException.Kind> refused = EnumSet.noneOf(InferenceException.Kind.class);
        for (int row = 0; row < rows; row++) {
            int from = row;
            try {
                oneByOne.add(transform.apply(inputs.stream()
                        .map(input -> input.slice(from, from + 1))
                        .toArray(Tensor[]::new)));
            } catch (InferenceException e) {
                refused.add(e.kind());
            }
        }
        try {
            Tensor batch = transform.apply(inputs.toArray(Tensor[]::new));
            assertThat(refused).isEmpty();
            assertThat(Tensor.ofRows(oneByOne)).isEqualTo(batch);
            assertThat(batch.rows()).isEqualTo(rows);
        } catch (InferenceException e) {
            assertThat(refused).contains(e.kind());
        }
    }

    @StatisticsReport(onFailureOnly = true)
    @Property(tries = 3000)
    void holdsForEveryCombiner(
            @ForAll Combiner combiner,
            @ForAll Random random,
            @ForAll @IntRange(min = 1, max = 5) int rows,
            @ForAll @IntRange(min = 1, max = 5) int count) {
        Generated generated = new Generated(random);
        TensorType type = generated.type(combiner.word());
        if (type.shape() == null || type.shape().equals(Shape.SCALAR)) {
            return;
        }
        List<Tensor> branches = new ArrayList<>();
        double[] weights = new double[count];
        for (int i = 0; i < count; i++) {
            branches.add(generated.tensor(type, rows));
            weights[i] = 0.1 * (1 + random.nextInt(9));
        }
        TensorType output;
        try {
            output = combiner.type(Collections.nCopies(count, type));
        } catch (InvalidOpException doesNotFit) {
            return;
        }
        Statistics.collect(combiner);
        Statistics.coverage(coverage ->
                List.of(Combiner.values()).forEach(each -> coverage.check(each).count(times -> times >= 40)));
        Tensor batch = combiner.combine(branches, weights);
        List<Tensor> oneByOne = new ArrayList<>();
        for (int row = 0; row < rows; row++) {
            int from = row;
            oneByOne.add(combiner.combine(
                    branches.stream()
                            .map(branch -> branch.slice(from, from + 1))
                            .toList(),
                    weights));
        }

        assertThat(Tensor.ofRows(oneByOne)).isEqualTo(batch);
        assertThat(batch.datatype()).isEqualTo(output.datatype());
        assertThat(output.shape()).isNotNull();
        assertThat(output.shape().accepts(batch.shape())).isTrue();
    }
}
