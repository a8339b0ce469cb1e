// SPDX-License-Identifier: Apache-2.0

package dev.mehari.nodes;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.mehari.model.Model;
import dev.mehari.model.TensorSpec;
import dev.mehari.tensor.NamedTensors;
import dev.mehari.tensor.Tensor;
import dev.mehari.tensor.TensorType;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultAsyncProducer;
import org.jspecify.annotations.Nullable;

/** {@code infer:} in a route of one's own: one model, body in, body out. */
final class ModelProducer extends DefaultAsyncProducer {
    private final InferEndpoint endpoint;
    private @Nullable Model model;
    private volatile @Nullable Bound bound;

    private record Bound(Model model, InputBinder binder) {}

    ModelProducer(InferEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        if (endpoint.getUri().isEmpty()) {
            throw new IllegalArgumentException("infer:" + endpoint.getName()
                    + " doesn't say where its model lies; write infer:" + endpoint.getName() + "?uri=file:model.onnx");
        }
        Model loaded = NodeServices.of(endpoint.getCamelContext())
                .loadForRoute(
                        endpoint.getUri(),
                        endpoint.getRuntime(),
                        Optional.of(endpoint.getSha256()).filter(digits -> !digits.isEmpty()));
        model = loaded;
        List<Declaration.Input> inputs = new ArrayList<>();
        for (TensorSpec spec : loaded.signature().inputs()) {
            inputs.add(
                    new Declaration.Input(spec.name(), new TensorType(spec.datatype(), spec.shape()), null, Map.of()));
        }
        bound = new Bound(loaded, new InputBinder(inputs, InputBinder.Rows.ANY));
    }

    @Override
    protected void doStop() throws Exception {
        bound = null;
        if (model != null) {
            model.close();
            model = null;
        }
        super.doStop();
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        try {
            Bound now = bound;
            if (now == null) {
                throw new IllegalStateException("infer:" + endpoint.getName() + " isn't started");
            }
            NamedTensors sent = Bodies.tensors(exchange, now.binder().inputs());
            Tensor[] answers = now.model().infer(now.binder().bind(sent));
            List<String> names = now.model().signature().outputs().stream()
                    .map(TensorSpec::name)
                    .toList();
            exchange.getMessage().setBody(NamedTensors.of(names, Arrays.asList(answers)));
        } catch (Exception | LinkageError e) {
            exchange.setException(e);
        }
        callback.done(true);
        return true;
    }
}
