// SPDX-License-Identifier: Apache-2.0

package dev.mehari.nodes;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mehari.tensor.NamedTensors;
import dev.mehari.tensor.Tensor;
import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * A step {@code graph} (rule 24): another graph answers for the rows at hand. It sees the same id, caller, headers, parameters
 * and deadline, runs on the caller's thread unless the step has a timeout, and shows the way that rows took inside it in the path,
 * as {@code step.block=…}. Thread-safe.
 */
public final class GraphStep {
    private final GuardedRun run;

    /** The other graph. */
    public interface Child {
        /**
         * Answers a request, or fails, exactly once, on this thread or another.
         *
         * @param warmupRound see {@link Call}
         * @param trace see {@link Call}
         */
        void infer(Request request, long warmupRound, @Nullable Trace trace, Answer answer);

        /** Takes what became of the request. */
        interface Answer {
            /** @param frame the other graph's outermost, after its last step */
            void answered(Inference frame);

            void failed(Throwable error);
        }
    }

    /**
     * What a route says about the step.
     *
     * @param graph the graph that it stands in, {@code credit@1}
     * @param node its id
     * @param child the graph that answers, {@code other@2}
     * @param inputs JSON object: by the other's input, the value to read
     * @param outputs JSON array: the other's outputs
     * @param guard JSON, see {@link StepGuard}; may be blank
     * @param warmupStride see {@link WarmupTurn}
     */
    public record Text(
            String graph, String node, String child, String inputs, String outputs, String guard, long warmupStride) {}

    private GraphStep(GuardedRun run) {
        this.run = run;
    }

    /** @throws IllegalArgumentException if the declarations of both graphs aren't there or don't have what the text names */
    public static GraphStep of(Text text, Child child, CamelContext context) {
        Declaration declaration = Declarations.find(context, text.graph());
        Declaration other = Declarations.find(context, text.child());
        NodeServices services = NodeServices.of(context);
        return new GraphStep(new GuardedRun(
                new Asked(text, child, declaration, other),
                text.node(),
                "graph",
                StepGuard.of(text.guard(), declaration, text.node()),
                text.guard().isBlank() ? null : services.newBreaker(),
                services.observer().node(declaration.graph(), declaration.revision(), text.node(), "graph"),
                services.branchThreads()));
    }

    public boolean process(Exchange exchange, AsyncCallback callback) {
        return run.process(exchange, callback);
    }

    private static final class Asked implements AskedNode {
        private final Child child;
        private final long warmupStride;
        private final List<String> inputs = new ArrayList<>();
        private final int[] inputSlots;
        /** Slots of the other's frame, and where in this graph's they go: outputs, then paths. */
        private final int[] theirs;

        private final int[] ours;
        private final int outputs;

        Asked(Text text, Child child, Declaration declaration, Declaration other) {
            this.child = child;
            this.warmupStride = text.warmupStride();
            Map<String, String> references = Json.texts(text.inputs(), "inputs of step '" + text.node() + "'");
            inputs.addAll(references.keySet());
            this.inputSlots =
                    references.values().stream().mapToInt(declaration::slot).toArray();
            JsonNode names = Json.parse(text.outputs(), "outputs of step '" + text.node() + "'");
            this.outputs = names.size();
            List<String> blocks = other.blocks();
            this.theirs = new int[outputs + blocks.size()];
            this.ours = new int[theirs.length];
            for (int i = 0; i < outputs; i++) {
                String name = names.get(i).asText();
                theirs[i] = outputSlot(other, name);
                ours[i] = declaration.slot(text.node() + "." + name);
            }
            for (int i = 0; i < blocks.size(); i++) {
                theirs[outputs + i] = other.pathSlot(blocks.get(i));
                ours[outputs + i] = declaration.pathSlot(text.node() + "." + blocks.get(i));
            }
        }

        private static int outputSlot(Declaration other, String name) {
            for (Declaration.Output output : other.outputs()) {
                if (output.name().equals(name)) {
                    return output.slot();
                }
            }
            throw new IllegalArgumentException("graph " + other.id() + " has no output '" + name + "'");
        }

        @Override
        public Question read(Inference frame) {
            List<Tensor> tensors = new ArrayList<>(inputSlots.length);
            for (int slot : inputSlots) {
                tensors.add(frame.get(slot));
            }
            NamedTensors sent = NamedTensors.of(inputs, tensors);
            Request request = frame.call().request();
            long round = frame.call().isWarmup() ? frame.call().warmupRound() / warmupStride : Call.REAL;
            Trace trace = frame.call().trace();
            return (deadlineNanos, reply) -> child.infer(
                    new Request(
                            request.id(),
                            request.caller(),
                            sent,
                            request.parameters(),
                            request.headers(),
                            List.of(),
                            deadlineNanos),
                    round,
                    trace,
                    new Answered(reply));
        }

        @Override
        public int[] reads() {
            return inputSlots;
        }

        @Override
        public boolean holdsThread() {
            return true;
        }

        private final class Answered implements Child.Answer {
            private final Reply reply;

            Answered(Reply reply) {
                this.reply = reply;
            }

            @Override
            public void answered(Inference frame) {
                int count = 0;
                int[] slots = new int[ours.length];
                Tensor[] tensors = new Tensor[ours.length];
                for (int i = 0; i < ours.length; i++) {
                    @Nullable Tensor value = i < outputs ? frame.get(theirs[i]) : frame.find(theirs[i]);
                    if (value != null) {
                        slots[count] = ours[i];
                        tensors[count++] = value;
                    }
                }
                reply.answered(new Given(Arrays.copyOf(slots, count), Arrays.copyOf(tensors, count)));
            }

            @Override
            public void failed(Throwable error) {
                reply.failed(error);
            }
        }
    }
}
