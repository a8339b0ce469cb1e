// SPDX-License-Identifier: Apache-2.0

package dev.mehari.cel;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

import dev.mehari.tensor.TensorType;

/**
 * The names that a CEL text of one graph may use, and their types. {@code headers}, {@code params} and {@code request}
 * are in every scope. Immutable.
 *
 * <p>With a batch, dimension 0 of each tensor counts the rows and a text sees one of them: {@code [n]} and {@code [n, 1]}
 * are a scalar, {@code [n, k]} is a list. Without, rank 0 is a scalar and rank 1 a list. With features a tensor is an
 * object that has the columns as fields.
 *
 * <p>A {@link TensorType} whose shape is null is typed by its datatype alone: it is a scalar where one is asked for
 * ({@code m.p > 0.5}) and a list where one is ({@code max(m.p)}). What such a text then meets is checked at each
 * evaluation, which fails if the tensor can't be read so, as it does where features name columns of a width that isn't
 * known. Where both would do it is a scalar. Compiled again with the actual type, a text is checked beforehand
 * and runs faster.
 */
public final class CelScope {
    private final String graph;
    private final boolean batch;
    private final Map<String, TensorType> inputs;
    private final Map<String, Map<String, TensorType>> nodes;
    private final boolean asksStage;

    private CelScope(Builder builder) {
        this.graph = builder.graph;
        this.batch = builder.batch;
        this.inputs = Collections.unmodifiableMap(new LinkedHashMap<>(builder.inputs));
        this.nodes = Collections.unmodifiableMap(new LinkedHashMap<>(builder.nodes));
        this.asksStage = builder.asksStage;
    }

    /**
     * @param graph the graph's name, the salt of {@code bucket}
     * @param batch whether dimension 0 of each tensor counts the rows
     */
    public static Builder of(String graph, boolean batch) {
        return new Builder(graph, batch);
    }

    String graph() {
        return graph;
    }

    boolean batch() {
        return batch;
    }

    /** By name, in the order given. */
    Map<String, TensorType> inputs() {
        return inputs;
    }

    /** Outputs by node; the outputs asked by {@code accept} stand under {@code outputs}. */
    Map<String, Map<String, TensorType>> nodes() {
        return nodes;
    }

    /** Whether {@code outputs} may be named. */
    boolean asksStage() {
        return asksStage;
    }

    /** Collects the names. Confined to one thread. */
    public static final class Builder {
        private static final String STAGE = "outputs";

        private final String graph;
        private final boolean batch;
        private final Map<String, TensorType> inputs = new LinkedHashMap<>();
        private final Map<String, Map<String, TensorType>> nodes = new LinkedHashMap<>();
        private boolean asksStage;

        private Builder(String graph, boolean batch) {
            this.graph = graph;
            this.batch = batch;
        }

        /** The variable {@code name}. */
        public Builder input(String name, TensorType type) {
            inputs.put(name, type);
            return this;
        }

        /** The variables {@code id.output}, one for each output. */
        public Builder node(String id, Map<String, TensorType> outputs) {
            nodes.put(id, Collections.unmodifiableMap(new LinkedHashMap<>(outputs)));
            return this;
        }

        /** The variables {@code outputs.name}, for a cascade's {@code accept}. */
        public Builder outputs(Map<String, TensorType> outputs) {
            asksStage = true;
            return node(STAGE, outputs);
        }

        public CelScope build() {
            return new CelScope(this);
        }
    }
}
