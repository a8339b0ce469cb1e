// SPDX-License-Identifier: Apache-2.0

package dev.mehari.nodes;

import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mehari.nodes.GraphObserver.NodeEvent;
import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.InferenceException;
import dev.mehari.tensor.InferenceException.Kind;
import dev.mehari.tensor.NamedTensors;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.Tensor;
import dev.mehari.tensor.TensorType;
import org.jspecify.annotations.Nullable;

/*
 * A CALL, AND WHO IS TO BLAME
 *
 * No thread waits: the answer comes on a thread of the client and goes on on one of ours. In warm-up nobody is asked, zeros of the
 * declared outputs answer: a revision must be able to start while the other server doesn't run.
 *
 * Tries are repeated only where the other server has surely not answered, at most so often as the manifest says, after a random
 * part of 25 ms, 50 ms, 100 ms, … (full jitter), and never beyond the deadline.
 *
 * A 400 of the other server is the request's fault (400) if that model has answered us before: then names and types are right, and
 * only values can be wrong. Before its first answer it is ours (500): the manifest asks for something that isn't so. What else can't
 * be the request's fault, such as an unknown model, is 500; what isn't there is 503, what is late is 504.
 */
/** A step {@code call} (rule 24): asks a model on another server. Thread-safe. */
final class CallStep implements AskedNode {
    private static final long FIRST_PAUSE_NANOS = 25_000_000;
    private static final long LONGEST_PAUSE_NANOS = 1_000_000_000;
    /** Headers of tracing (W3C), which say nothing of the caller; no other header of a request leaves this server. */
    private static final List<String> FORWARDED = List.of("traceparent", "tracestate");

    private final Declaration declaration;
    private final RemoteModel model;
    private final String host;
    private final int retries;
    private final long timeoutNanos;
    private final BranchThreads threads;
    private final GraphObserver.NodeMeter meter;
    private final RandomGenerator random;
    private final List<String> inputs;
    private final int[] inputSlots;
    private final List<String> outputs = new ArrayList<>();
    private final List<TensorType> types = new ArrayList<>();
    private final int[] outputSlots;
    private volatile boolean hasAnswered;

    /**
     * What a route says about the step.
     *
     * @param inputs JSON object: by the model's own input, the value to read
     * @param outputs JSON object: by the model's own output {@code {"datatype": …, "shape": […]}}
     */
    record Text(String node, String uri, String inputs, String outputs, int retries) {}

    CallStep(
            Text text,
            Declaration declaration,
            RemoteModel model,
            long timeoutNanos,
            BranchThreads threads,
            GraphObserver.NodeMeter meter,
            RandomGenerator random) {
        this.declaration = declaration;
        this.model = model;
        this.host = String.valueOf(URI.create(text.uri()).getAuthority());
        this.retries = text.retries();
        this.timeoutNanos = timeoutNanos;
        this.threads = threads;
        this.meter = meter;
        this.random = random;
        Map<String, String> references = Json.texts(text.inputs(), "inputs of step '" + text.node() + "'");
        this.inputs = List.copyOf(references.keySet());
        this.inputSlots =
                references.values().stream().mapToInt(declaration::slot).toArray();
        JsonNode declared = Json.parse(text.outputs(), "outputs of step '" + text.node() + "'");
        declared.fields().forEachRemaining(output -> {
            outputs.add(output.getKey());
            types.add(Declaration.parseType(output.getValue()));
        });
        this.outputSlots = outputs.stream()
                .mapToInt(output -> declaration.slot(text.node() + "." + output))
                .toArray();
    }

    @Override
    public Question read(Inference frame) {
        if (frame.call().isWarmup()) {
            Given zeros = new Given(outputSlots, zeros(frame.rowCount()));
            return (deadlineNanos, reply) -> reply.answered(zeros);
        }
        List<Tensor> tensors = new ArrayList<>(inputSlots.length);
        for (int slot : inputSlots) {
            tensors.add(frame.get(slot));
        }
        Request request = frame.call().request();
        Map<String, String> headers = new LinkedHashMap<>();
        for (String name : FORWARDED) {
            String value = request.headers().get(name);
            if (!value.isEmpty() && value.chars().allMatch(c -> c >= ' ' && c < 127)) {
                headers.put(name, value);
            }
        }
        NamedTensors sent = NamedTensors.of(inputs, tensors);
        int rows = frame.rowCount();
        return (deadlineNanos, reply) -> {
            long ends = Math.min(deadlineNanos, System.nanoTime() + timeoutNanos);
            new Tries(new RemoteModel.Question(request.id(), sent, outputs, headers, ends), rows, reply).ask();
        };
    }

    @Override
    public int[] reads() {
        return inputSlots;
    }

    @Override
    public boolean holdsThread() {
        return false;
    }

    private Tensor[] zeros(int rows) {
        Tensor[] zeros = new Tensor[types.size()];
        for (int i = 0; i < zeros.length; i++) {
            Shape declared = types.get(i).shape();
            Shape shape = declared == null ? Shape.of(rows) : declared;
            for (int d = 0; d < shape.rank(); d++) {
                if (shape.dim(d) == Shape.DYNAMIC) {
                    shape = shape.with(d, d == 0 && declaration.isBatch() ? rows : 1);
                }
            }
            if (types.get(i).datatype() == Datatype.BYTES) {
                String[] texts = new String[Math.toIntExact(shape.elements())];
                java.util.Arrays.fill(texts, "");
                zeros[i] = Tensor.of(shape, texts);
            } else {
                zeros[i] = Tensor.filled(types.get(i).datatype(), shape, 0);
            }
        }
        return zeros;
    }

    /** One call with its tries, one after another. */
    private final class Tries implements RemoteModel.Answer {
        private final RemoteModel.Question question;
        private final int rows;
        private final Reply reply;
        private int tries;

        Tries(RemoteModel.Question question, int rows, Reply reply) {
            this.question = question;
            this.rows = rows;
            this.reply = reply;
        }

        void ask() {
            tries++;
            model.infer(question, this);
        }

        @Override
        public void answered(NamedTensors answer) {
            threads.goOn(() -> {
                try {
                    Tensor[] tensors = check(answer);
                    hasAnswered = true;
                    reply.answered(new Given(outputSlots, tensors));
                } catch (InferenceException e) {
                    reply.failed(e);
                }
            });
        }

        private Tensor[] check(NamedTensors answer) {
            Tensor[] tensors = new Tensor[outputSlots.length];
            for (int i = 0; i < tensors.length; i++) {
                @Nullable Tensor tensor = answer.get(outputs.get(i));
                TensorType declared = types.get(i);
                if (tensor == null) {
                    throw wrong("gave no output '" + outputs.get(i) + "'");
                }
                boolean fits = tensor.datatype() == declared.datatype()
                        && (declared.shape() == null || declared.shape().accepts(tensor.shape()));
                if (!fits) {
                    throw wrong("gave " + tensor + " as '" + outputs.get(i) + "', declared is " + declared);
                }
                if (declaration.isBatch() && (tensor.shape().rank() == 0 || tensor.rows() != rows)) {
                    throw wrong("gave " + tensor + " as '" + outputs.get(i) + "' for " + rows
                            + " rows; dimension 0 must be the batch");
                }
                tensors[i] = tensor;
            }
            return tensors;
        }

        private InferenceException wrong(String what) {
            return InferenceException.of(Kind.FAILED, "the model at " + host + " " + what);
        }

        @Override
        public void failed(RemoteFailure failure) {
            long bound = Math.min(LONGEST_PAUSE_NANOS, FIRST_PAUSE_NANOS << Math.min(tries - 1, 10));
            long pause = random.nextLong(bound);
            if (failure.mayAskAgain() && tries <= retries && System.nanoTime() + pause < question.deadlineNanos()) {
                meter.count(NodeEvent.RETRIED);
                threads.later(pause, this::ask);
                return;
            }
            threads.goOn(() -> reply.failed(told(failure)));
        }

        private InferenceException told(RemoteFailure failure) {
            String message =
                    "the model at " + host + ": " + failure.message() + (tries > 1 ? " (" + tries + " tries)" : "");
            Kind kind =
                    switch (failure.reason()) {
                        case INVALID -> hasAnswered ? Kind.INVALID : Kind.FAILED;
                        case TOO_LARGE -> Kind.TOO_LARGE;
                        case CONFIGURATION, FAILED -> Kind.FAILED;
                        case UNAVAILABLE -> Kind.UNAVAILABLE;
                        case TIMEOUT -> Kind.TIMEOUT;
                    };
            return kind == Kind.FAILED && failure.cause() != null
                    ? InferenceException.failed(message, failure.cause())
                    : InferenceException.of(kind, message);
        }
    }
}
