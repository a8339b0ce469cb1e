// SPDX-License-Identifier: Apache-2.0

package dev.mehari.compiler;

import java.util.Optional;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mehari.graph.Branch;
import dev.mehari.graph.CallNode;
import dev.mehari.graph.Fallback;
import dev.mehari.graph.GraphNode;
import dev.mehari.graph.Guard;
import dev.mehari.graph.ModelNode;
import dev.mehari.graph.Node;

/** What guards a node, in the form that {@code dev.mehari.nodes.StepGuard} reads. */
final class Guards {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private Guards() {}

    static Optional<Guard> of(Node node) {
        if (node instanceof ModelNode model) {
            return model.guard();
        } else if (node instanceof GraphNode graph) {
            return graph.guard();
        }
        return node instanceof CallNode call ? call.guard() : Optional.empty();
    }

    /** Whether something answers instead of the node. */
    static boolean fallsBack(Node node) {
        return of(node).flatMap(Guard::fallback).isPresent();
    }

    /** The steps that answer instead of the node, if there are such. */
    static Optional<Branch> fallbackSteps(Node node) {
        return of(node).flatMap(Guard::fallback)
                .flatMap(fallback ->
                        fallback instanceof Fallback.Steps steps ? Optional.of(steps.branch()) : Optional.empty());
    }

    static ObjectNode json(Guard guard, long warmupStride) {
        ObjectNode json = JSON.objectNode();
        guard.timeout().ifPresent(timeout -> json.put("timeoutMillis", timeout.toMillis()));
        guard.fallback().ifPresent(fallback -> {
            if (fallback instanceof Fallback.Values values) {
                ObjectNode byOutput = json.putObject("fallback");
                values.values()
                        .forEach((name, value) ->
                                byOutput.set(name, isNaN(value) ? JSON.nullNode() : MAPPER.valueToTree(value)));
            } else {
                json.put("fallback", "steps").put("warmupStride", warmupStride);
            }
        });
        return json;
    }

    /** JSON can't write it; it is null there. */
    static boolean isNaN(Object value) {
        return value instanceof Number number && Double.isNaN(number.doubleValue());
    }
}
