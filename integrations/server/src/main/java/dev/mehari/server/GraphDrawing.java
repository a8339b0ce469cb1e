// SPDX-License-Identifier: Apache-2.0

package dev.mehari.server;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import dev.mehari.graph.Branch;
import dev.mehari.graph.CallNode;
import dev.mehari.graph.CascadeNode;
import dev.mehari.graph.CheckedGraph;
import dev.mehari.graph.CheckedInput;
import dev.mehari.graph.CheckedOutput;
import dev.mehari.graph.ChoiceNode;
import dev.mehari.graph.EnsembleNode;
import dev.mehari.graph.Fallback;
import dev.mehari.graph.GraphNode;
import dev.mehari.graph.Guard;
import dev.mehari.graph.LocatedModel;
import dev.mehari.graph.ModelNode;
import dev.mehari.graph.Node;
import dev.mehari.graph.Reference;
import dev.mehari.graph.SplitNode;
import dev.mehari.graph.TapNode;
import dev.mehari.graph.TrafficKey;
import dev.mehari.graph.TrafficNode;
import dev.mehari.graph.TransformNode;
import dev.mehari.maths.Op;
import dev.mehari.tensor.TensorType;

/*
 * A box per input, node and output; a frame per block and per branch; an arrow wherever data flows. What a graph file shows
 * as a tree is drawn as what it is, a network: an arrow goes from where a tensor is made to where it is read, through the
 * walls of blocks.
 *
 * Mermaid knows boxes by ids of its own, so that no name of the file can be mistaken for a word of Mermaid's; names stand in
 * quotes, with the characters that Mermaid would read as its own written by their code.
 */
/** Draws a graph as a Mermaid flowchart. Made for one drawing. */
final class GraphDrawing {
    private static final int LONGEST_CONDITION = 60;

    private final CheckedGraph graph;
    private final Map<String, NodeNote> notes;
    private final StringBuilder text = new StringBuilder();
    private final Set<String> arrows = new LinkedHashSet<>();
    private final Set<String> resting = new LinkedHashSet<>();
    private final Map<String, String> boxes = new HashMap<>();
    private int depth = 1;

    /**
     * What a trace says of one node.
     *
     * @param words such as "3 rows, 41 µs"
     */
    record NodeNote(String words) {}

    private GraphDrawing(CheckedGraph graph, Map<String, NodeNote> notes) {
        this.graph = graph;
        this.notes = notes;
    }

    /** The graph as it is written. */
    static String of(CheckedGraph graph) {
        return new GraphDrawing(graph, Map.of()).draw();
    }

    /** The graph as one request went through it: notes by node id; nodes without one were passed by, and are grey. */
    static String of(CheckedGraph graph, Map<String, NodeNote> notes) {
        return new GraphDrawing(graph, notes).draw();
    }

    private String draw() {
        text.append("flowchart LR\n");
        for (CheckedInput input : graph.inputs()) {
            line(box(input.name()) + "([\"" + lines(input.name(), type(input.type())) + "\"])");
        }
        nodes(graph.nodes());
        int number = 0;
        for (CheckedOutput output : graph.outputs()) {
            String id = "out" + number++;
            line(id + "([\"" + lines(output.name(), type(output.type())) + "\"])");
            arrow(output.from(), id, "");
        }
        arrows.forEach(this::line);
        if (!resting.isEmpty()) {
            line("classDef passedBy fill:#eeeeee,stroke:#bbbbbb,color:#999999");
            line("class " + String.join(",", resting) + " passedBy");
        }
        return text.toString();
    }

    private void nodes(List<Node> nodes) {
        nodes.forEach(this::node);
    }

    private void node(Node node) {
        if (node instanceof ModelNode model) {
            LocatedModel located = Objects.requireNonNull(graph.models().get(model.model()));
            step(model.id(), "model " + model.model() + " · " + located.runtime());
            model.inputs().forEach(input -> arrow(input.from(), box(model.id()), ""));
            guard(model.id(), model.guard());
        } else if (node instanceof TransformNode transform) {
            step(transform.id(), transform.ops().stream().map(Op::kernel).collect(Collectors.joining(", ")));
            transform.inputs().forEach(input -> arrow(input, box(transform.id()), ""));
        } else if (node instanceof ChoiceNode choice) {
            choice(choice);
        } else if (node instanceof EnsembleNode ensemble) {
            ensemble(ensemble);
        } else if (node instanceof CascadeNode cascade) {
            cascade(cascade);
        } else if (node instanceof TrafficNode traffic) {
            traffic(traffic);
        } else if (node instanceof SplitNode split) {
            split(split);
        } else if (node instanceof GraphNode child) {
            step(child.id(), "graph " + child.graph());
            child.inputs().forEach(input -> arrow(input.from(), box(child.id()), input.own()));
            guard(child.id(), child.guard());
        } else if (node instanceof CallNode call) {
            step(call.id(), "call " + call.uri());
            call.inputs().forEach(input -> arrow(input.from(), box(call.id()), ""));
            guard(call.id(), call.guard());
        } else if (node instanceof TapNode tap) {
            step(tap.id(), "tap " + tap.to().to());
        }
    }

    private void choice(ChoiceNode choice) {
        block(choice.id(), "choice", () -> {
            for (int i = 0; i < choice.when().size(); i++) {
                ChoiceNode.When when = choice.when().get(i);
                branch(choice.id(), i, shorten(when.cel()), when.branch());
            }
            branch(choice.id(), choice.when().size(), "otherwise", choice.otherwise());
        });
    }

    private void ensemble(EnsembleNode ensemble) {
        Set<String> combiners = ensemble.combine().values().stream()
                .map(c -> c.word())
                .collect(Collectors.toCollection(LinkedHashSet::new));
        String quorum = ensemble.quorum()
                .map(q -> ", quorum " + q + " of " + ensemble.branches().size())
                .orElse("");
        block(ensemble.id(), "ensemble: " + String.join(", ", combiners) + quorum, () -> {
            for (int i = 0; i < ensemble.branches().size(); i++) {
                EnsembleNode.WeightedBranch branch = ensemble.branches().get(i);
                branch(ensemble.id(), i, "weight " + number(branch.weight()), branch.branch());
            }
        });
    }

    private void cascade(CascadeNode cascade) {
        block(cascade.id(), "cascade", () -> {
            for (int i = 0; i < cascade.stages().size(); i++) {
                CascadeNode.Stage stage = cascade.stages().get(i);
                String accept =
                        stage.accept().map(a -> "leaves if " + shorten(a.cel())).orElse("the rest");
                branch(cascade.id(), i, "stage " + i + ": " + accept, stage.branch());
                if (i > 0) {
                    arrows.add(box(cascade.id() + "/" + (i - 1)) + " -. not sure .-> " + box(cascade.id() + "/" + i));
                }
            }
        });
    }

    private void traffic(TrafficNode traffic) {
        String key = traffic.key().map(GraphDrawing::key).orElse("request id");
        block(traffic.id(), "traffic by " + key, () -> {
            for (int i = 0; i < traffic.arms().size(); i++) {
                TrafficNode.Arm arm = traffic.arms().get(i);
                branch(traffic.id(), i, number(arm.weight() / 100.0) + " %", arm.branch());
            }
        });
    }

    private static String key(TrafficKey key) {
        if (key instanceof TrafficKey.Header header) {
            return "header " + header.name();
        } else if (key instanceof TrafficKey.Cookie cookie) {
            return "cookie " + cookie.name();
        } else if (key instanceof TrafficKey.Cel cel) {
            return shorten(cel.cel());
        }
        return "caller";
    }

    private void split(SplitNode split) {
        String lengths = split.lengths().map(l -> ", lengths " + l).orElse("");
        block(split.id(), "split " + split.input() + lengths, () -> {
            line(box(split.as()) + "([\"" + lines(split.as(), "one per item") + "\"])");
            nodes(split.steps().nodes());
        });
        arrow(split.input(), box(split.as()), "items");
        split.lengths().ifPresent(l -> arrow(l, box(split.as()), "lengths"));
    }

    private void guard(String id, Optional<Guard> guard) {
        guard.flatMap(Guard::fallback).ifPresent(fallback -> {
            if (fallback instanceof Fallback.Steps steps) {
                String inside = box(id + "/fallback");
                open(inside, quoted("fallback of " + id));
                nodes(steps.branch().nodes());
                close();
                arrows.add(box(id) + " -. on failure .-> " + inside);
            }
        });
    }

    private void block(String id, String what, Runnable inside) {
        open(box(id), quoted(id + " · " + what) + note(id));
        inside.run();
        close();
    }

    private void branch(String block, int index, String label, Branch branch) {
        open(box(block + "/" + index), quoted(label));
        if (branch.nodes().isEmpty()) {
            // A subgraph without a box isn't drawn.
            String passes = box(block + "/" + index + "/passes");
            line(passes + "[\"" + quoted("passes on") + "\"]");
            branch.gives().forEach((name, from) -> arrow(from, passes, name));
        }
        nodes(branch.nodes());
        close();
    }

    private void step(String id, String what) {
        line(box(id) + "[\"" + lines(id, what) + note(id) + "\"]");
        if (!notes.isEmpty() && !notes.containsKey(id)) {
            resting.add(box(id));
        }
    }

    private String note(String id) {
        NodeNote note = notes.get(id);
        return note == null ? "" : "<br/>" + quoted(note.words());
    }

    private void open(String id, String quotedLabel) {
        line("subgraph " + id + "[\"" + quotedLabel + "\"]");
        depth++;
        line("direction LR");
    }

    private void close() {
        depth--;
        line("end");
    }

    private void arrow(Reference from, String to, String label) {
        String output = label.isEmpty() ? from.output() : label;
        arrows.add(box(from.node()) + (output.isEmpty() ? " --> " : " -- \"" + quoted(output) + "\" --> ") + to);
    }

    private String box(String name) {
        return boxes.computeIfAbsent(name, n -> "n" + boxes.size());
    }

    private void line(String line) {
        text.append("  ".repeat(depth)).append(line).append('\n');
    }

    private static String lines(String first, String second) {
        return "<b>" + quoted(first) + "</b><br/>" + quoted(second);
    }

    private static String type(TensorType type) {
        return type.datatype() + (type.shape() == null ? "" : " " + type.shape());
    }

    private static String number(double value) {
        return value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf(value);
    }

    private static String shorten(String cel) {
        String line = cel.replaceAll("\\s+", " ").trim();
        return line.length() <= LONGEST_CONDITION ? line : line.substring(0, LONGEST_CONDITION - 1) + "…";
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder();
        text.codePoints().forEach(c -> {
            if (c < ' ' || "\"#&<>`\\".indexOf(c) >= 0) {
                quoted.append('#').append(c).append(';');
            } else {
                quoted.appendCodePoint(c);
            }
        });
        return quoted.toString();
    }
}
