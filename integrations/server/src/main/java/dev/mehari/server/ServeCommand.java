// SPDX-License-Identifier: Apache-2.0

package dev.mehari.server;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;

import dev.mehari.graph.CheckedGraph;
import dev.mehari.model.ModelRuntimes;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code mehari serve}. */
@Command(
        name = "serve",
        description = "Serves graphs over the Open Inference Protocol, REST and gRPC, until it gets SIGTERM.",
        footer = {
            "",
            "Once 'ready' is printed, ask:",
            "  curl http://127.0.0.1:8080/v2/models/NAME/infer -d @request.json",
            "  curl http://127.0.0.1:8080/v2/models/NAME              what it takes and gives",
            "  curl http://127.0.0.1:9876/observe/metrics             what it has done",
            "  mehari revisions NAME                                  its revisions; 'mehari rollback NAME' goes back",
            "",
            "A graph of one node is written like this:",
            "  apiVersion: mehari.dev/v1alpha1",
            "  kind: InferenceGraph",
            "  metadata: {name: iris}",
            "  spec:",
            "    inputs: [{name: x, datatype: FP32, shape: [-1, 4]}]",
            "    models: {iris: {uri: iris.onnx}}",
            "    steps: [{model: {id: iris, input: x}}]",
            "    outputs: [{name: label, from: iris.label}]",
            "",
            "Exit codes: 0 stopped by SIGTERM, 1 a graph is wrong or can't be served, 2 the command line is wrong."
        })
final class ServeCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Mixin
    private FilesMixin files = new FilesMixin();

    @Mixin
    private AddressMixin addresses = new AddressMixin();

    @Option(
            names = "--watch",
            description =
                    "Follow changes of graph files, of the models and data files they use, and graph files that come and go."
                            + " A change that is wrong is said and leaves what is live alone.")
    private boolean watch;

    @Option(names = "--print-graph", description = "Print the graph file made for a bare model, and serve nothing.")
    private boolean printGraph;

    @Option(names = "--once", hidden = true, description = "Start, answer one request of each graph, and stop.")
    private boolean once;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        if (printGraph) {
            return printGraphs(out);
        }
        Settings settings = files.settings();
        GraphPaths.resolve(files.paths()); // a path that doesn't exist is said before any port is opened
        try (Server server =
                Server.open(addresses, settings, files::numbers, files.store(settings), Optional.empty())) {
            Watch watching =
                    new Watch(files.paths(), files.surroundings(settings), server.engine(), interval(settings), err);
            CheckedFiles checked = watching.first();
            checked.findings().forEach(err::println);
            if (checked.anyError()) {
                err.println("mehari: nothing is served; mend what is said above ('mehari check' says it again)");
                return 1;
            }
            for (CheckedGraph graph : checked.graphs()) {
                server.deploy(graph);
            }
            server.ready();
            out.println(server.addresses());
            out.flush();
            if (once) {
                return 0;
            }
            if (watch) {
                server.follow(watching);
            }
            server.endWithSigterm(err);
            server.await();
        }
        return 0;
    }

    private static Duration interval(Settings settings) {
        try {
            return SettingsTable.WATCH_INTERVAL.duration(
                    name -> settings.text(name).orElse(null));
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
    }

    private Integer printGraphs(PrintWriter out) {
        GraphPaths paths = GraphPaths.resolve(files.paths());
        if (paths.models().size() != 1 || !paths.graphs().isEmpty()) {
            throw new UsageException("--print-graph shows the graph of one bare model; name one model file");
        }
        out.print(BareModel.graph(paths.models().get(0), ModelRuntimes.installed()));
        out.flush();
        return 0;
    }
}
