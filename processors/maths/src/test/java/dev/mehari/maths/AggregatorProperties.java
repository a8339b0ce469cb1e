// SPDX-License-Identifier: Apache-2.0

package dev.mehari.maths;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.InferenceException;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.Tensor;
import dev.mehari.tensor.TensorType;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.statistics.Statistics;
import net.jqwik.api.statistics.StatisticsReport;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/** Laws of aggregation, and a second reading of the rule in plain loops over elements. */
@Tag("rule-23")
class AggregatorProperties {
    private static final int MOST = 4;

    /** @param type of the items */
    private record Example(
            TensorType type,
            Tensor items,
            int[] lengths,
            TensorType output,
            @Nullable Object empty) {}

    @StatisticsReport(onFailureOnly = true)
    @Property(tries = 4000)
    void aRowsAnswerDependsOnItsItemsAlone(
            @ForAll Aggregator aggregator, @ForAll Random random, @ForAll @IntRange(min = 1, max = 5) int rows) {
        Example example = example(aggregator, new Generated(random), random, rows);
        if (example == null) {
            return;
        }
        Statistics.collect(aggregator);
        Statistics.coverage(coverage -> List.of(Aggregator.values())
                .forEach(each -> coverage.check(each).count(times -> times >= 40)));
        List<Tensor> oneByOne = new ArrayList<>();
        boolean refused = false;
        int item = 0;
        for (int length : example.lengths) {
            try {
                oneByOne.add(aggregator.aggregate(
                        example.items.slice(item, item + length), new int[] {length}, MOST, example.empty));
            } catch (InferenceException e) {
                refused = true;
            }
            item += length;
        }
        try {
            Tensor all = aggregator.aggregate(example.items, example.lengths, MOST, example.empty);
            assertThat(refused).isFalse();
            assertThat(all).isEqualTo(Tensor.ofRows(oneByOne));
            assertThat(all.datatype()).isEqualTo(example.output.datatype());
            if (example.output.shape() != null) {
                assertThat(example.output.shape().accepts(all.shape())).isTrue();
            }
        } catch (InferenceException e) {
            assertThat(refused).isTrue();
        }
    }

    @StatisticsReport(onFailureOnly = true)
    @Property(tries = 4000)
    void equalsTheRuleReadElementByElement(
            @ForAll Aggregator aggregator, @ForAll Random random, @ForAll @IntRange(min = 1, max = 5) int rows) {
        Example example = example(aggregator, new Generated(random), random, rows);
        if (example == null || aggregator == Aggregator.LIST || aggregator == Aggregator.COUNT) {
            return;
        }
        Tensor answer;
        try {
            answer = aggregator.aggregate(example.items, example.lengths, MOST, example.empty);
        } catch (InferenceException sumTooLarge) {
            assertThat(aggregator).isEqualTo(Aggregator.SUM);
            return;
        }
        int size = example.items.rowSize();
        int item = 0;
        for (int row = 0; row < rows; row++) {
            for (int e = 0; e < size && example.lengths[row] > 0; e++) {
                int from = item * size + e;
                int[] places = IntStream.range(0, example.lengths[row])
                        .map(i -> from + i * size)
                        .toArray();
                assertElement(aggregator, example.items, places, answer, row * size + e);
            }
            item += example.lengths[row];
        }
    }

    private static void assertElement(Aggregator aggregator, Tensor items, int[] places, Tensor answer, int at) {
        switch (aggregator) {
            case MEAN, SUM -> {
                if (aggregator == Aggregator.SUM && items.datatype().isInteger()) {
                    BigInteger sum = BigInteger.ZERO;
                    for (int place : places) {
                        sum = sum.add(exact(items, place));
                    }
                    assertThat(answer.longAt(at)).isEqualTo(sum.longValueExact());
                    return;
                }
                double sum = 0;
                for (int place : places) {
                    sum += items.doubleAt(place);
                }
                double expected = aggregator == Aggregator.SUM ? sum : sum / places.length;
                Tensor rounded = Tensor.filled(answer.datatype(), Shape.of(1), expected);
                assertThat(Double.valueOf(answer.doubleAt(at))).isEqualTo(Double.valueOf(rounded.doubleAt(0)));
            }
            case MIN, MAX -> {
                double bound = items.doubleAt(places[0]);
                BigInteger exact = items.datatype().isInteger() ? exact(items, places[0]) : BigInteger.ZERO;
                for (int place : places) {
                    double value = items.doubleAt(place);
                    bound = aggregator == Aggregator.MIN ? Math.min(bound, value) : Math.max(bound, value);
                    if (items.datatype().isInteger()) {
                        BigInteger other = exact(items, place);
                        exact = aggregator == Aggregator.MIN ? exact.min(other) : exact.max(other);
                    }
                }
                if (items.datatype().isInteger()) {
                    assertThat(exact(answer, at)).isEqualTo(exact);
                } else {
                    assertThat(Double.valueOf(answer.doubleAt(at))).isEqualTo(Double.valueOf(bound));
                }
            }
            case ANY, ALL -> {
                long truths = IntStream.of(places).filter(items::booleanAt).count();
                assertThat(answer.booleanAt(at))
                        .isEqualTo(aggregator == Aggregator.ANY ? truths > 0 : truths == places.length);
            }
            case VOTE -> {
                int winner = places[0];
                for (int candidate : places) {
                    if (votes(items, places, candidate) > votes(items, places, winner)) {
                        winner = candidate;
                    }
                }
                assertThat(element(answer, at)).isEqualTo(element(items, winner));
            }
            default -> assertThat(element(answer, at)).isEqualTo(element(items, places[0]));
        }
    }

    private static long votes(Tensor items, int[] places, int candidate) {
        return IntStream.of(places)
                .filter(place -> element(items, place).equals(element(items, candidate)))
                .count();
    }

    private static Object element(Tensor tensor, int index) {
        return tensor.datatype() == Datatype.BYTES
                ? tensor.textAt(index)
                : tensor.datatype().isFloat() ? (Object) tensor.doubleAt(index) : tensor.longAt(index);
    }

    private static BigInteger exact(Tensor tensor, int index) {
        long value = tensor.longAt(index);
        return tensor.datatype() == Datatype.UINT64
                ? new BigInteger(Long.toUnsignedString(value))
                : BigInteger.valueOf(value);
    }

    private static @Nullable Example example(Aggregator aggregator, Generated generated, Random random, int rows) {
        TensorType type = aggregator == Aggregator.ANY || aggregator == Aggregator.ALL
                ? new TensorType(Datatype.BOOL, random.nextBoolean() ? Shape.of(-1) : Shape.of(-1, 2))
                : generated.type(aggregator.word());
        int[] lengths = new int[rows];
        for (int i = 0; i < rows; i++) {
            lengths[i] = random.nextInt(MOST + 1);
        }
        TensorType output;
        try {
            output = aggregator.type(type, MOST);
        } catch (InvalidOpException doesNotFit) {
            return null;
        }
        if (type.shape() == null || type.shape().rank() == 0) {
            return null;
        }
        Tensor items = generated.tensor(type, IntStream.of(lengths).sum());
        Object empty = !aggregator.takesEmpty()
                ? null
                : switch (output.datatype()) {
                    case BYTES -> "none";
                    case BOOL -> true;
                    default -> 7;
                };
        return new Example(type, items, lengths, output, empty);
    }
}
