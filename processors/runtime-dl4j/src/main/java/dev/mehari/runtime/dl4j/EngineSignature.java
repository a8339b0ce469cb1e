// SPDX-License-Identifier: Apache-2.0

package dev.mehari.runtime.dl4j;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import dev.mehari.model.Signature;
import dev.mehari.model.TensorSpec;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.Tensor;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.jspecify.annotations.Nullable;

/*
 * How a signature is found without running anything
 * =================================================
 * A saved network keeps what its layers need, not the input that it was built for. The first layer tells the features or
 * channels; heights, widths and times are open. So types are sent through the network for one length after another:
 *
 *   1. Lengths at which a layer refuses (smaller than its kernel) are passed over.
 *   2. Where an image is flattened on its way, the network knows the height and width that it must have there. A length of
 *      the input that is the only one to fit is the input's length; where several fit (a stride that rounds down), the
 *      network takes them all, and the length stays dynamic. Height and width are independent of each other in every layer,
 *      so one walk over squares finds both.
 *   3. A length of an output that is the same for two inputs of different lengths is taken to be fixed.
 *
 * Nothing is executed and no natives are loaded: the engine's configuration classes follow types by arithmetic.
 */
/** Finds the {@link Signature} of an {@link EngineNetwork}. */
final class EngineSignature {
    /** Larger images than this are left dynamic. */
    private static final int LARGEST = 640;

    private static final int USUAL = 32;

    private final EngineNetwork network;
    private final Precision precision;
    private final List<@Nullable InputForm> forms;

    /** Two pairs of height and width that pass, the same in what is fixed; empty if none is known to. */
    private final List<long[]> passing;

    private EngineSignature(EngineNetwork network, Precision precision) {
        this.network = network;
        this.precision = precision;
        this.forms = network.inputForms();
        this.passing = passing();
    }

    static EngineSignature of(EngineNetwork network, Precision precision) {
        return new EngineSignature(network, precision);
    }

    private List<long[]> passing() {
        if (forms.contains(null)) {
            return List.of();
        }
        List<long[]> exact = network.flattens() ? fittingExactly() : List.of();
        return exact.isEmpty() ? firstThatPass() : exact;
    }

    Signature signature() {
        if (forms.contains(null)) {
            return signature(null, null);
        }
        return passing.isEmpty()
                ? signature(new long[] {1, 1}, new long[] {2, 2})
                : signature(passing.get(0), passing.get(passing.size() - 1));
    }

    /** One row to try the network with; empty where nothing is known to pass. Open lengths are of a usual size if they may. */
    Optional<Tensor[]> example() {
        if (passing.isEmpty()) {
            return Optional.empty();
        }
        long[] lengths = passing.get(0);
        if (!network.flattens() && trial(USUAL, USUAL) != null) {
            lengths = new long[] {USUAL, USUAL};
        }
        Tensor[] row = new Tensor[forms.size()];
        for (int i = 0; i < row.length; i++) {
            InputForm form = forms.get(i);
            if (form == null) {
                return Optional.empty();
            }
            row[i] = Tensor.filled(
                    precision.datatype(), form.shape(lengths[0], lengths[1]).with(0, 1), 0);
        }
        return Optional.of(row);
    }

    /** Two pairs of height and width that pass; the same in a dimension in which only one does. */
    private List<long[]> fittingExactly() {
        long[] heights = new long[2];
        long[] widths = new long[2];
        for (long length = 1; length <= LARGEST; length++) {
            EngineNetwork.Trial trial = trial(length, length);
            if (trial != null && trial.heightsFit()) {
                note(heights, length);
            }
            if (trial != null && trial.widthsFit()) {
                note(widths, length);
            }
        }
        return heights[0] == 0 || widths[0] == 0
                ? List.of()
                : List.of(new long[] {heights[0], widths[0]}, new long[] {heights[1], widths[1]});
    }

    /** Keeps the first and the last. */
    private static void note(long[] range, long length) {
        range[0] = range[0] == 0 ? length : range[0];
        range[1] = length;
    }

    private List<long[]> firstThatPass() {
        List<long[]> passing = new ArrayList<>();
        for (long length = 1; length <= LARGEST && passing.size() < 2; length++) {
            if (trial(length, length) != null) {
                passing.add(new long[] {length, length});
            }
        }
        return passing;
    }

    private EngineNetwork.@Nullable Trial trial(long height, long width) {
        InputType[] types = new InputType[forms.size()];
        for (int i = 0; i < types.length; i++) {
            InputForm form = forms.get(i);
            if (form == null) {
                return null;
            }
            types[i] = form.typed(height, width);
        }
        try {
            return network.trial(types);
        } catch (RuntimeException e) {
            return null; // a layer that can't take this length, or can't say
        }
    }

    private Signature signature(long @Nullable [] one, long @Nullable [] other) {
        List<TensorSpec> inputs = new ArrayList<>();
        for (int i = 0; i < forms.size(); i++) {
            InputForm form = forms.get(i);
            Shape shape = form == null
                    ? null
                    : one == null || other == null
                            ? EngineShapes.common(form.shape(1, 1), form.shape(2, 2))
                            : EngineShapes.common(form.shape(one[0], one[1]), form.shape(other[0], other[1]));
            inputs.add(new TensorSpec(network.inputNames().get(i), precision.datatype(), shape));
        }
        EngineNetwork.Trial first = one == null ? null : trial(one[0], one[1]);
        EngineNetwork.Trial second = other == null ? null : trial(other[0], other[1]);
        List<TensorSpec> outputs = new ArrayList<>();
        for (int i = 0; i < network.outputNames().size(); i++) {
            Shape shape = first == null || second == null
                    ? ofLayer(network.outputLayers().get(i))
                    : EngineShapes.common(
                            EngineShapes.of(first.outputs().get(i)),
                            EngineShapes.of(second.outputs().get(i)));
            outputs.add(new TensorSpec(network.outputNames().get(i), precision.datatype(), shape));
        }
        return new Signature(inputs, outputs);
    }

    /** What a layer at the end says by itself. */
    private static @Nullable Shape ofLayer(@Nullable Layer layer) {
        if (layer instanceof OutputLayer output) {
            return Shape.of(Shape.DYNAMIC, output.getNOut());
        }
        return layer instanceof DenseLayer dense ? Shape.of(Shape.DYNAMIC, dense.getNOut()) : null;
    }
}
