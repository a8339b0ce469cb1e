// SPDX-License-Identifier: Apache-2.0

package dev.mehari.server;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mehari.engine.DeploymentException;
import dev.mehari.engine.ServedGraph;
import dev.mehari.graph.CheckedGraph;
import dev.mehari.tensor.InferenceException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code mehari infer}. */
@Command(
        name = "infer",
        description = "Asks one request of a graph, and shows how it went through it.",
        footer = {
            "",
            "With a PATH the graph runs in this process; with the NAME of a graph a running server is asked, by its",
            "management port.",
            "",
            "Examples:",
            "  mehari infer routes/samples/credit --input routes/samples/credit/request.json --trace",
            "  mehari infer credit --input request.json --trace --json > trace.json",
            "  mehari draw credit.graph.yaml --trace trace.json",
            "",
            "Exit codes: 0 answered, 1 not answered, 2 the command line is wrong."
        })
final class InferCommand implements Callable<Integer> {
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Mixin
    private FilesMixin files = new FilesMixin();

    @Option(
            names = "--input",
            required = true,
            paramLabel = "FILE",
            description = "The request: JSON of the Open Inference Protocol. '-' reads it from standard input.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String input;

    @Option(names = "--graph", paramLabel = "NAME", description = "Which graph, where the paths have several.")
    private @Nullable String graph;

    @Option(
            names = "--header",
            paramLabel = "NAME=VALUE",
            description = "A header to send, for conditions and keys that read it. May be repeated.")
    private Map<String, String> headers = new LinkedHashMap<>();

    @Option(
            names = "--server",
            paramLabel = "URL",
            defaultValue = ManagementMixin.DEFAULT,
            description = "The management port of the server to ask for a graph by NAME. Default: ${DEFAULT-VALUE}.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private URI server;

    @Option(names = "--trace", description = "Show every node: what it read and gave, its rows, its time.")
    private boolean trace;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        byte[] body = read();
        List<Path> targets = files.paths();
        if (targets.size() == 1 && isName(targets.get(0))) {
            return ask(targets.get(0).toString(), body, out, err);
        }
        TracedRequest request = new TracedRequest(body, lowerCase(headers));
        Settings settings = files.settings();
        CheckedFiles checked = files.checked(settings);
        checked.findings().forEach(err::println);
        if (checked.anyError()) {
            return 1;
        }
        CheckedGraph wanted = wanted(checked.graphs());
        try (LocalGraphs local = LocalGraphs.open(settings, files)) {
            local.engine().deploy(wanted);
            ServedGraph served = local.engine().find(wanted.name());
            if (served == null) {
                throw new IllegalStateException("graph '" + wanted.name() + "' was deployed and isn't there");
            }
            // The first request of a process is slow for reasons that have nothing to do with the graph.
            request.ask(served, null);
            TracedRequest.Outcome outcome = request.ask(served, null);
            print(JSON.readTree(outcome.trace()), out);
            if (outcome.failure() != null) {
                err.println("mehari: " + outcome.failure().getMessage());
                return 1;
            }
            return 0;
        } catch (InferenceException | DeploymentException e) {
            err.println("mehari: " + e.getMessage());
            return 1;
        }
    }

    /** What doesn't exist and reads like a graph's name is meant as one. */
    private static boolean isName(Path target) {
        return target.toString().matches("[a-z0-9]([-a-z0-9]*[a-z0-9])?") && !Files.exists(target);
    }

    private int ask(String name, byte[] body, PrintWriter out, PrintWriter err) throws IOException {
        try {
            ObjectNode call = JSON.createObjectNode();
            call.set("request", JSON.readTree(body));
            ObjectNode sent = call.putObject("headers");
            headers.forEach(sent::put);
            JsonNode answer = new ManagementClient(server)
                    .post("/v1/graphs/" + ManagementClient.encoded(name) + "/trace", JSON.writeValueAsString(call));
            print(answer, out);
            if (answer.has("error")) {
                err.println("mehari: " + answer.path("error").asText());
                return 1;
            }
            return 0;
        } catch (JsonProcessingException e) {
            err.println("mehari: '" + input + "' is no JSON: " + e.getOriginalMessage());
        } catch (ManagementClient.ServerException e) {
            err.println("mehari: " + e.getMessage());
        }
        return 1;
    }

    private void print(JsonNode traced, PrintWriter out) throws IOException {
        if (trace && !json) {
            out.print(TraceText.of(traced));
        } else if (!trace && traced instanceof ObjectNode object) {
            object.remove("steps");
            out.println(JSON.writeValueAsString(object));
        } else {
            out.println(JSON.writeValueAsString(traced));
        }
        out.flush();
    }

    private CheckedGraph wanted(List<CheckedGraph> graphs) {
        List<String> names = graphs.stream().map(CheckedGraph::name).toList();
        if (graph == null && graphs.size() == 1) {
            return graphs.get(0);
        }
        return graphs.stream()
                .filter(each -> each.name().equals(graph))
                .findFirst()
                .orElseThrow(() -> new UsageException(
                        graph == null
                                ? "these paths have several graphs; say which with --graph: " + String.join(", ", names)
                                : "there is no graph '" + graph + "' in these paths; there are: "
                                        + String.join(", ", names)));
    }

    private byte[] read() throws IOException {
        if (input.equals("-")) {
            return System.in.readAllBytes();
        }
        try {
            return Files.readAllBytes(Path.of(input));
        } catch (NoSuchFileException e) {
            throw new UsageException("there is no file '" + input + "'");
        }
    }

    private static Map<String, String> lowerCase(Map<String, String> headers) {
        Map<String, String> lower = new LinkedHashMap<>();
        headers.forEach((name, value) -> lower.put(name.toLowerCase(Locale.ROOT), value));
        return lower;
    }
}
