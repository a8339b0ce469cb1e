// SPDX-License-Identifier: Apache-2.0

package dev.mehari.cel;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.mehari.tensor.Feature;
import dev.mehari.tensor.Tensor;
import dev.mehari.tensor.TensorType;
import org.jspecify.annotations.Nullable;

/** A scope and the request that fits it, built together. Confined to one test. */
final class TestRequest {
    private final CelScope.Builder scope;
    private final Map<CelReference, Tensor> tensors = new HashMap<>();
    private final Map<String, Map<String, TensorType>> nodes = new LinkedHashMap<>();
    private final Map<String, String> headers = new HashMap<>();
    private final Map<String, Object> params = new HashMap<>();

    private TestRequest(boolean batch) {
        this.scope = CelScope.of("credit", batch);
    }

    static TestRequest batch() {
        return new TestRequest(true);
    }

    static TestRequest single() {
        return new TestRequest(false);
    }

    TestRequest input(String name, Tensor tensor, Feature... features) {
        return input(name, new TensorType(tensor.datatype(), tensor.shape(), List.of(features)), tensor);
    }

    TestRequest input(String name, TensorType type, Tensor tensor) {
        scope.input(name, type);
        tensors.put(new CelReference(name, ""), tensor);
        return this;
    }

    TestRequest node(String id, String output, Tensor tensor, Feature... features) {
        return node(id, output, new TensorType(tensor.datatype(), tensor.shape(), List.of(features)), tensor);
    }

    TestRequest node(String id, String output, TensorType type, Tensor tensor) {
        nodes.computeIfAbsent(id, i -> new LinkedHashMap<>()).put(output, type);
        scope.node(id, nodes.get(id));
        tensors.put(new CelReference(id, output), tensor);
        return this;
    }

    TestRequest stage(String output, Tensor tensor) {
        nodes.computeIfAbsent("outputs", i -> new LinkedHashMap<>())
                .put(output, new TensorType(tensor.datatype(), tensor.shape()));
        scope.outputs(nodes.get("outputs"));
        tensors.put(new CelReference("outputs", output), tensor);
        return this;
    }

    TestRequest header(String name, String value) {
        headers.put(name, value);
        return this;
    }

    TestRequest param(String name, Object value) {
        params.put(name, value);
        return this;
    }

    CelScope scope() {
        return scope.build();
    }

    CelCondition condition(String text) {
        return CelCondition.compile(text, scope());
    }

    boolean test(String text) {
        return test(text, 0);
    }

    boolean test(String text, int row) {
        CelCondition condition = condition(text);
        return condition.test(input(condition.references()), row);
    }

    String value(String text, int row) {
        CelText key = CelText.compile(text, scope());
        return key.value(input(key.references()), row);
    }

    CelInput input(List<CelReference> references) {
        Tensor[] numbered = references.stream().map(tensors::get).toArray(Tensor[]::new);
        return new CelInput() {
            @Override
            public Tensor tensor(int reference) {
                return numbered[reference];
            }

            @Override
            public String header(String name) {
                return headers.getOrDefault(name, "");
            }

            @Override
            public boolean hasHeader(String name) {
                return headers.containsKey(name);
            }

            @Override
            public @Nullable Object param(String name) {
                return params.get(name);
            }

            @Override
            public String requestId() {
                return "r-1";
            }

            @Override
            public String caller() {
                return "alice";
            }
        };
    }
}
