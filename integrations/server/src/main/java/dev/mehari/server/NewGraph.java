// SPDX-License-Identifier: Apache-2.0

package dev.mehari.server;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import dev.mehari.model.InvalidModelException;
import dev.mehari.model.ModelFile;
import dev.mehari.model.ModelRuntime;
import dev.mehari.model.ModelRuntimes;
import dev.mehari.model.TensorSpec;
import dev.mehari.tensor.Shape;

/**
 * A commented graph file over given models, ready to serve and meant to be edited: every model is asked, and every output of
 * every model is answered. Models that each have one input of the same datatype and shape share it.
 */
final class NewGraph {
    private final String name;
    private final ModelRuntimes runtimes;
    private final List<Entry> entries = new ArrayList<>();
    private final Map<String, TensorSpec> inputs = new LinkedHashMap<>();
    private final Set<String> outputs = new HashSet<>();
    private final StringBuilder text = new StringBuilder();
    private boolean batch = true;

    /** @param reads for each input of the model, in order: the graph's input that it reads */
    private record Entry(String key, ModelFile file, String uri, ModelRuntime runtime, List<String> reads) {
        List<TensorSpec> takes() {
            return runtime.inspect(file).inputs();
        }

        List<TensorSpec> gives() {
            return runtime.inspect(file).outputs();
        }
    }

    private NewGraph(String name, ModelRuntimes runtimes) {
        this.name = name;
        this.runtimes = runtimes;
    }

    /**
     * The text of the file.
     *
     * @param folder where the file will lie; the models lie in it or below
     * @throws InvalidModelException if nothing here reads a model, or its signature doesn't say enough
     */
    static String of(String name, Path folder, List<Path> models, ModelRuntimes runtimes) {
        NewGraph graph = new NewGraph(name, runtimes);
        models.forEach(model -> graph.add(model, folder));
        return graph.write();
    }

    private void add(Path path, Path folder) {
        ModelFile file = ModelFile.of(path);
        ModelRuntime runtime = runtimes.of(file)
                .orElseThrow(() -> new InvalidModelException("'" + path + "' is no model that anything here reads."
                        + " Known runtimes: " + runtimes.names()));
        String uri = folder.toAbsolutePath()
                .normalize()
                .relativize(path.toAbsolutePath().normalize())
                .toString()
                .replace('\\', '/');
        batch &= BareModel.isBatch(runtime.inspect(file));
        List<String> names = BareModel.inputNames(runtime.inspect(file));
        List<TensorSpec> takes = runtime.inspect(file).inputs();
        List<String> reads = new ArrayList<>();
        for (int i = 0; i < takes.size(); i++) {
            reads.add(input(names.get(i), takes.get(i), takes.size() == 1));
        }
        entries.add(new Entry(key(path), file, uri, runtime, reads));
    }

    /** A name that no model has yet, and no input: they share one name space as nodes. */
    private String key(Path path) {
        String wanted = BareModel.graphName(path).replace('-', '_');
        if (!wanted.matches("[A-Za-z_].*")) {
            wanted = "_" + wanted;
        }
        String key = wanted;
        for (int i = 2; isTaken(key); i++) {
            key = wanted + "_" + i;
        }
        return key;
    }

    private boolean isTaken(String key) {
        return BareModel.RESERVED.contains(key)
                || inputs.containsKey(key)
                || entries.stream().anyMatch(e -> e.key().equals(key));
    }

    private String input(String wanted, TensorSpec spec, boolean only) {
        for (Map.Entry<String, TensorSpec> known : inputs.entrySet()) {
            if ((only || known.getKey().equals(wanted)) && sameType(known.getValue(), spec)) {
                return known.getKey();
            }
        }
        String name = wanted;
        for (int i = 2; isTaken(name); i++) {
            name = wanted + "_" + i;
        }
        inputs.put(name, spec);
        return name;
    }

    private static boolean sameType(TensorSpec a, TensorSpec b) {
        Shape shape = a.shape();
        Shape other = b.shape();
        return a.datatype() == b.datatype() && shape != null && other != null && shape.equals(other);
    }

    private String write() {
        line("# A Mehari graph. Before it runs:  mehari check " + name + ".graph.yaml");
        line("#                  To serve it:    mehari serve " + name + ".graph.yaml");
        line("apiVersion: mehari.dev/v1alpha1");
        line("kind: InferenceGraph");
        line("metadata: {name: " + name + "}");
        line("spec:");
        if (!batch) {
            line("  # One of the models has no batch dimension: a request is one row.");
            line("  batch: false");
        }
        writeInputs();
        writeModels();
        writeSteps();
        writeOutputs();
        line("  # Who sees every prediction: 'log' is always there.");
        line("  # taps: [log]");
        return text.toString();
    }

    private void writeInputs() {
        line("  # What a request sends" + (batch ? "; -1 is the batch" : "") + ". Give columns names, and they can be");
        line("  # used in conditions and sent one by one:  features: [age, {name: job, categories: [none, some]}]");
        line("  inputs:");
        inputs.forEach((input, spec) -> line("    - {name: " + input + ", datatype: " + spec.datatype() + ", shape: "
                + BareModel.declared(spec, batch) + "}"));
    }

    private void writeModels() {
        line("  # The files, found from this file's folder. The digest makes sure that it is these very files;");
        line("  # version and card (created, training, metrics, …) stand in metadata and in the audit log.");
        line("  models:");
        for (Entry entry : entries) {
            line("    " + entry.key() + ":");
            line("      runtime: " + entry.runtime().name());
            line("      uri: " + BareModel.quoted(entry.uri()));
            line("      sha256: \"" + entry.file().sha256() + "\"");
            line("      version: \"1\"");
        }
    }

    private void writeSteps() {
        line("  # What happens, in order; a step reads inputs and what earlier steps gave. There are also transform,");
        line("  # choice, ensemble, cascade, traffic, split, graph, call and tap.");
        line("  steps:");
        for (Entry entry : entries) {
            if (entry.reads().size() == 1) {
                line("    - model: {id: " + entry.key() + ", input: "
                        + entry.reads().get(0) + "}");
            } else {
                line("    - model:");
                line("        id: " + entry.key());
                line("        inputs:");
                for (int i = 0; i < entry.reads().size(); i++) {
                    line("          " + BareModel.quoted(entry.takes().get(i).name()) + ": "
                            + entry.reads().get(i));
                }
            }
            line("      # gives " + gives(entry));
        }
    }

    private static String gives(Entry entry) {
        List<String> gives = new ArrayList<>();
        for (TensorSpec output : entry.gives()) {
            gives.add(BareModel.quoted(entry.key() + "." + output.name()) + " " + output.datatype()
                    + (output.shape() == null ? "" : " " + output.shape()));
        }
        return String.join(", ", gives);
    }

    private void writeOutputs() {
        line("  # What the answer holds, in this order.");
        line("  outputs:");
        for (Entry entry : entries) {
            for (TensorSpec output : entry.gives()) {
                String own = output.name();
                String answered = entries.size() > 1 ? entry.key() + "_" + own : own;
                for (int i = 2; !outputs.add(answered); i++) {
                    answered = String.format(Locale.ROOT, "%s_%s_%d", entry.key(), own, i);
                }
                line("    - {name: " + BareModel.quoted(answered) + ", from: "
                        + BareModel.quoted(entry.key() + "." + own) + "}");
            }
        }
    }

    private void line(String line) {
        text.append(line).append('\n');
    }
}
