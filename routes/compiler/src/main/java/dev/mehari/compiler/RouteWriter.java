// SPDX-License-Identifier: Apache-2.0

package dev.mehari.compiler;

import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.mehari.graph.Branch;
import dev.mehari.graph.CallNode;
import dev.mehari.graph.CascadeNode;
import dev.mehari.graph.ChoiceNode;
import dev.mehari.graph.EnsembleNode;
import dev.mehari.graph.GraphNode;
import dev.mehari.graph.ModelNode;
import dev.mehari.graph.Node;
import dev.mehari.graph.SplitNode;
import dev.mehari.graph.TapNode;
import dev.mehari.graph.TapTarget;
import dev.mehari.graph.TrafficNode;
import dev.mehari.graph.TransformNode;
import org.jspecify.annotations.Nullable;

/** Writes the route: its frame, its taps, and each node by whoever knows its kind. Confined to one compilation. */
final class RouteWriter {
    private static final String BRANCH_FRAME = "#class:dev.mehari.nodes.BranchFrame";
    private static final String SNAPSHOT = "#class:dev.mehari.nodes.SnapshotTaker";
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final Content graph;
    private final String id;
    private final YamlText yaml;
    private final Blocks blocks;
    private final Map<String, Long> childRevisions;
    private final Steps steps;
    private final RowBlocks rows;
    private long warmupStride = 1;

    RouteWriter(Content graph, String id, YamlText yaml, Blocks blocks, Map<String, Long> childRevisions) {
        this.graph = graph;
        this.id = id;
        this.yaml = yaml;
        this.blocks = blocks;
        this.childRevisions = childRevisions;
        this.steps = new Steps(this);
        this.rows = new RowBlocks(this);
    }

    String id() {
        return id;
    }

    YamlText yaml() {
        return yaml;
    }

    Blocks blocks() {
        return blocks;
    }

    /** The id of the revision that a step means, {@code other@2}. */
    String revisionOf(GraphNode node) {
        Long revision = childRevisions.get(node.graph());
        if (revision == null) {
            throw new IllegalArgumentException(node.path() + ": no revision of graph '" + node.graph() + "' is given");
        }
        return node.graph() + "@" + revision;
    }

    /** The arguments of a kernel as they are to be written; null where it has none. */
    @Nullable
    Object arguments(TransformNode node, int op) {
        Object written = graph.arguments().getOrDefault(node.id(), Map.of()).get(op);
        return written != null ? written : node.ops().get(op).arguments();
    }

    /** How many warm-up rounds pass before the blocks around have been through all their branches once. */
    long warmupStride() {
        return warmupStride;
    }

    /** Writes what stands inside a block whose branches take turns in warm-up. */
    void inTurns(int branches, Runnable inside) {
        long outer = warmupStride;
        warmupStride = outer * branches;
        inside.run();
        warmupStride = outer;
    }

    void write() {
        List<TapTarget> taps = graph.graph().spec().taps();
        yaml.line("- route:")
                .deeper(() -> yaml.deeper(() -> {
                    yaml.entry("id", id).entry("nodePrefixId", id + ".");
                    yaml.line("errorHandler:").deeper(() -> yaml.line("noErrorHandler: {}"));
                    yaml.line("from:").deeper(() -> {
                        yaml.entry("uri", "graph:" + id).line("steps:");
                        yaml.deeper(() -> {
                            if (taps.isEmpty()) {
                                nodes(graph.nodes());
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
                    yaml.deeper(() -> nodes(graph.nodes()));
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

    void nodes(List<Node> nodes) {
        for (Node node : nodes) {
            if (node instanceof ModelNode model) {
                steps.write(model);
            } else if (node instanceof GraphNode other) {
                steps.write(other);
            } else if (node instanceof CallNode call) {
                steps.write(call);
            } else if (node instanceof TransformNode transform) {
                steps.write(transform);
            } else if (node instanceof ChoiceNode choice) {
                rows.write(choice);
            } else if (node instanceof CascadeNode cascade) {
                rows.write(cascade);
            } else if (node instanceof TrafficNode traffic) {
                rows.write(traffic);
            } else if (node instanceof EnsembleNode ensemble) {
                writeEnsemble(ensemble);
            } else if (node instanceof SplitNode split) {
                writeSplit(split);
            } else if (node instanceof TapNode tap) {
                writeTap(tap.id(), tap.id(), tap.to());
            }
            Guards.fallbackSteps(node).ifPresent(instead -> rows.writeFallback(node.id(), instead));
        }
    }

    void steps(Branch branch) {
        yaml.line("steps:").deeper(() -> nodesOrPass(branch));
    }

    /** Camel takes no empty list of steps, and a branch may have none: it then passes by a step that does nothing. */
    void nodesOrPass(Branch branch) {
        nodes(branch.nodes());
        if (branch.nodes().isEmpty()) {
            pass();
        }
    }

    void pass() {
        yaml.line("- to:").deeper(() -> yaml.deeper(() -> yaml.entry("uri", "tensor:pass")));
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
                                        steps(branch);
                                    }));
                        }
                    });
                }));
    }

    private void writeSplit(SplitNode split) {
        String bean = id + "." + split.id();
        yaml.line("- split:")
                .deeper(() -> yaml.deeper(() -> {
                    yaml.entry("id", split.id()).line("language:");
                    yaml.deeper(() -> yaml.entry("language", "items").entry("expression", bean));
                    yaml.entry("aggregationStrategy", "#" + bean);
                    steps(split.steps());
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
}
