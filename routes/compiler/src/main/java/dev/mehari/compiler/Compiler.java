// SPDX-License-Identifier: Apache-2.0

package dev.mehari.compiler;

import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mehari.graph.Branch;
import dev.mehari.graph.CheckedGraph;
import dev.mehari.graph.ChoiceNode;
import dev.mehari.graph.EnsembleNode;
import dev.mehari.graph.ModelNode;
import dev.mehari.graph.Node;
import dev.mehari.graph.Reference;
import dev.mehari.graph.TapNode;
import dev.mehari.graph.TapTarget;
import dev.mehari.graph.TransformNode;
import dev.mehari.maths.Op;

/*
 * One graph becomes one route.
 *
 *   model       to: infer:…          what it reads and gives stands in the step's own parameters
 *   transform   to: tensor:…         with its constants, files included
 *   choice      split (rows)         parts the batch by the conditions, so that each part agrees …
 *                 choice (cel)       … and then Camel's own choice sends the part its way
 *   ensemble    multicast            with a bean that knows the combiners
 *   tap         wireTap              to: tap:…
 *   spec.taps   doTry … doFinally    so that failed predictions are seen too
 *
 * What users wrote reaches Camel in three forms only: ids, which are identifiers; CEL texts, made safe when they were
 * checked; and JSON, made safe by SafeJson.
 */
/** Compiles a checked graph to Camel YAML. Stateless. */
public final class Compiler {
    private static final String ROW_MERGE = "#class:dev.mehari.nodes.RowMerge";
    private static final String BRANCH_FRAME = "#class:dev.mehari.nodes.BranchFrame";
    private static final String SNAPSHOT = "#class:dev.mehari.nodes.SnapshotTaker";
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final CheckedGraph graph;
    private final String id;
    private final YamlText yaml = new YamlText();
    /** How many warm-up rounds pass before the blocks around have been through all their branches once. */
    private long warmupStride = 1;

    private Compiler(CheckedGraph graph, String id) {
        this.graph = graph;
        this.id = id;
    }

    /**
     * @param revision the number the revision gets
     * @param identity the SHA-256 of what it is made of
     * @param folder where relative model URIs start when the text runs
     */
    public static CompiledGraph compile(CheckedGraph graph, long revision, String identity, String folder) {
        String id = graph.name() + "@" + revision;
        Compiler compiler = new Compiler(graph, id);
        compiler.writeBeans(DeclarationJson.of(graph, revision, identity, blocks(graph.nodes())), folder);
        compiler.writeRoute();
        return new CompiledGraph(id, compiler.yaml.toString());
    }

    private void writeBeans(ObjectNode declaration, String folder) {
        if (folder.contains("{{") || folder.contains("}}")) {
            throw new IllegalArgumentException(
                    "the graph's folder has two braces in its name, which Camel would read as a"
                            + " placeholder; rename it");
        }
        yaml.line("- beans:")
                .deeper(() -> yaml.deeper(() -> {
                    yaml.item("name", id).deeper(() -> {
                        yaml.line("type: dev.mehari.nodes.Declaration").line("properties:");
                        yaml.deeper(() -> yaml.entry("folder", "{{mehari." + graph.name() + ".folder:" + folder + "}}")
                                .entry("text", SafeJson.write(declaration)));
                    });
                    writeEnsembleBeans(graph.nodes());
                }));
    }

    private void writeEnsembleBeans(List<Node> nodes) {
        for (Node node : nodes) {
            if (node instanceof EnsembleNode ensemble) {
                yaml.item("name", id + "." + ensemble.id()).deeper(() -> {
                    yaml.line("type: dev.mehari.nodes.EnsembleMerge").line("properties:");
                    yaml.deeper(() -> yaml.entry("text", SafeJson.write(ensembleJson(ensemble))));
                });
            }
            branches(node).forEach(branch -> writeEnsembleBeans(branch.nodes()));
        }
    }

    private ObjectNode ensembleJson(EnsembleNode ensemble) {
        ObjectNode json = JSON.objectNode().put("graph", id).put("block", ensemble.id());
        ObjectNode outputs = json.putObject("outputs");
        ensemble.combine().forEach((name, combiner) -> {
            ArrayNode from =
                    outputs.putObject(name).put("combine", combiner.word()).putArray("from");
            ensemble.branches().forEach(b -> from.add(given(b.branch(), name)));
        });
        ArrayNode weights = json.putArray("weights");
        ensemble.branches().forEach(b -> weights.add(b.weight()));
        ensemble.quorum().ifPresent(quorum -> json.put("quorum", quorum));
        ensemble.deadline().ifPresent(deadline -> json.put("deadlineMillis", deadline.toMillis()));
        json.set("nested", nested(ensemble));
        return json;
    }

    private static String given(Branch branch, String name) {
        Reference reference = branch.gives().get(name);
        if (reference == null) {
            throw new IllegalStateException("the branch at " + branch.path() + " doesn't give '" + name + "'");
        }
        return reference.toString();
    }

    private void writeRoute() {
        List<TapTarget> taps = graph.graph().spec().taps();
        yaml.line("- route:")
                .deeper(() -> yaml.deeper(() -> {
                    yaml.entry("id", id).entry("nodePrefixId", id + ".");
                    yaml.line("errorHandler:").deeper(() -> yaml.line("noErrorHandler: {}"));
                    yaml.line("from:").deeper(() -> {
                        yaml.entry("uri", "graph:" + id).line("steps:");
                        yaml.deeper(() -> {
                            if (taps.isEmpty()) {
                                writeNodes(graph.nodes());
                            } else {
                                writeTapped(taps);
                            }
                        });
                    });
                }));
    }

    private void writeTapped(List<TapTarget> taps) {
        yaml.line("- doTry:")
                .deeper(() -> yaml.deeper(() -> {
                    yaml.entry("id", "taps").line("steps:");
                    yaml.deeper(() -> writeNodes(graph.nodes()));
                    yaml.line("doFinally:").deeper(() -> {
                        yaml.entry("id", "taps.finally").line("steps:");
                        yaml.deeper(() -> {
                            for (int i = 0; i < taps.size(); i++) {
                                writeTap("taps." + i, "", taps.get(i));
                            }
                        });
                    });
                }));
    }

    private void writeNodes(List<Node> nodes) {
        for (Node node : nodes) {
            if (node instanceof ModelNode model) {
                writeModel(model);
            } else if (node instanceof TransformNode transform) {
                writeTransform(transform);
            } else if (node instanceof ChoiceNode choice) {
                writeChoice(choice);
            } else if (node instanceof EnsembleNode ensemble) {
                writeEnsemble(ensemble);
            } else if (node instanceof TapNode tap) {
                writeTap(tap.id(), tap.id(), tap.to());
            }
        }
    }

    private void writeModel(ModelNode model) {
        ObjectNode inputs = JSON.objectNode();
        model.inputs().forEach(input -> inputs.put(input.own(), input.from().toString()));
        ObjectNode outputs = JSON.objectNode();
        for (ModelNode.ModelOutput output : model.outputs()) {
            ObjectNode from = outputs.putObject(output.name()).put("own", output.own());
            if (output.column() != ModelNode.ModelOutput.WHOLE) {
                from.put("column", output.column());
            }
        }
        writeTo(model.id(), "infer:" + model.id(), () -> yaml.entry("graph", id)
                .entry("use", model.model())
                .entry("inputs", SafeJson.write(inputs))
                .entry("outputs", SafeJson.write(outputs)));
    }

    private void writeTransform(TransformNode transform) {
        ArrayNode inputs = JSON.arrayNode();
        transform.inputs().forEach(input -> inputs.add(input.toString()));
        ArrayNode ops = JSON.arrayNode();
        for (Op op : transform.ops()) {
            if (op.arguments() == null) {
                ops.add(op.kernel());
            } else {
                ops.addObject().set(op.kernel(), MAPPER.valueToTree(op.arguments()));
            }
        }
        writeTo(transform.id(), "tensor:" + transform.id(), () -> yaml.entry("graph", id)
                .entry("inputs", SafeJson.write(inputs))
                .entry("ops", SafeJson.write(ops))
                .entry("output", SafeJson.write(JSON.textNode(transform.output()))));
    }

    private void writeTo(String node, String uri, Runnable parameters) {
        yaml.line("- to:")
                .deeper(() -> yaml.deeper(() -> {
                    yaml.entry("id", node).entry("uri", uri).line("parameters:");
                    yaml.deeper(parameters);
                }));
    }

    private void writeChoice(ChoiceNode choice) {
        yaml.line("- split:")
                .deeper(() -> yaml.deeper(() -> {
                    yaml.entry("id", choice.id()).line("language:");
                    yaml.deeper(
                            () -> yaml.entry("language", "rows").entry("expression", SafeJson.write(rowsJson(choice))));
                    yaml.entry("aggregationStrategy", ROW_MERGE).line("steps:");
                    long outer = warmupStride;
                    warmupStride = outer * (choice.when().size() + 1);
                    yaml.deeper(() -> yaml.line("- choice:")
                            .deeper(() -> yaml.deeper(() -> {
                                yaml.entry("id", choice.id() + ".choice").line("when:");
                                yaml.deeper(() -> choice.when().forEach(this::writeWhen));
                                yaml.line("otherwise:").deeper(() -> writeSteps(choice.otherwise()));
                            })));
                    warmupStride = outer;
                }));
    }

    private ObjectNode rowsJson(ChoiceNode choice) {
        ObjectNode json = JSON.objectNode().put("graph", id).put("block", choice.id());
        ArrayNode when = json.putArray("when");
        choice.when().forEach(w -> when.add(w.cel()));
        ObjectNode gives = json.putObject("gives");
        for (String name : choice.outputs()) {
            ArrayNode from = gives.putArray(name);
            choice.when().forEach(w -> from.add(given(w.branch(), name)));
            from.add(given(choice.otherwise(), name));
        }
        json.set("nested", nested(choice));
        json.put("warmupStride", warmupStride);
        return json;
    }

    private void writeWhen(ChoiceNode.When when) {
        yaml.line("- language:").deeper(() -> {
            yaml.deeper(() -> yaml.entry("language", "cel").entry("expression", when.cel()));
            writeSteps(when.branch());
        });
    }

    /** Camel takes no empty list of steps, and a branch may have none: it then passes by a step that does nothing. */
    private void writeSteps(Branch branch) {
        yaml.line("steps:").deeper(() -> {
            writeNodes(branch.nodes());
            if (branch.nodes().isEmpty()) {
                yaml.line("- to:").deeper(() -> yaml.deeper(() -> yaml.entry("uri", "tensor:pass")));
            }
        });
    }

    private void writeEnsemble(EnsembleNode ensemble) {
        yaml.line("- multicast:")
                .deeper(() -> yaml.deeper(() -> {
                    yaml.entry("id", ensemble.id())
                            .entry("aggregationStrategy", "#" + id + "." + ensemble.id())
                            .entry("onPrepare", BRANCH_FRAME);
                    ensemble.deadline().ifPresent(deadline -> yaml.line("parallelProcessing: true")
                            .entry("timeout", Long.toString(deadline.toMillis())));
                    yaml.line("steps:").deeper(() -> {
                        for (int i = 0; i < ensemble.branches().size(); i++) {
                            String branchId = ensemble.id() + "." + i;
                            Branch branch = ensemble.branches().get(i).branch();
                            yaml.line("- pipeline:")
                                    .deeper(() -> yaml.deeper(() -> {
                                        yaml.entry("id", branchId);
                                        writeSteps(branch);
                                    }));
                        }
                    });
                }));
    }

    private void writeTap(String node, String name, TapTarget target) {
        yaml.line("- wireTap:")
                .deeper(() -> yaml.deeper(() -> {
                    yaml.entry("id", node)
                            .entry("uri", target.isUri() ? "tap:uri" : "tap:" + target.to())
                            .line("dynamicUri: false")
                            .entry("onPrepare", SNAPSHOT)
                            .line("parameters:");
                    yaml.deeper(() -> {
                        yaml.entry("graph", id).entry("node", name);
                        if (target.isUri()) {
                            yaml.entry("to", SafeJson.write(JSON.textNode(target.to())));
                        }
                    });
                }));
    }

    private static List<Branch> branches(Node node) {
        List<Branch> branches = new ArrayList<>();
        if (node instanceof ChoiceNode choice) {
            choice.when().forEach(w -> branches.add(w.branch()));
            branches.add(choice.otherwise());
        } else if (node instanceof EnsembleNode ensemble) {
            ensemble.branches().forEach(b -> branches.add(b.branch()));
        }
        return branches;
    }

    /** The blocks whose branches make the path, in file order. */
    private static List<String> blocks(List<Node> nodes) {
        List<String> blocks = new ArrayList<>();
        for (Node node : nodes) {
            if (node instanceof ChoiceNode) {
                blocks.add(node.id());
            }
            branches(node).forEach(branch -> blocks.addAll(blocks(branch.nodes())));
        }
        return blocks;
    }

    private static ArrayNode nested(Node node) {
        ArrayNode nested = JSON.arrayNode();
        branches(node).forEach(branch -> blocks(branch.nodes()).forEach(nested::add));
        return nested;
    }
}
