// SPDX-License-Identifier: Apache-2.0

package dev.mehari.server;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mehari revisions}. */
@Command(
        name = "revisions",
        description = "Shows the revisions of a graph that a server knows, or all its graphs.",
        footer = {
            "",
            "A revision is one state of a graph: its steps, constants and models. It is",
            "  live      answering requests that name no version",
            "  draining  answering what it still has to",
            "  standby   loaded, for instant rollback; answers /v2/models/NAME/versions/N",
            "  held      loaded, because another graph runs it as a step",
            "  failed    it could not be loaded or warmed; the reason is shown",
            "  known     not loaded; 'mehari rollback' loads it again",
            "",
            "Examples:",
            "  mehari revisions                 all graphs of the server on this machine",
            "  mehari revisions credit          the revisions of one",
            "",
            "Exit codes: 0 done, 1 no server or no such graph, 2 the command line is wrong."
        })
final class RevisionsCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Mixin
    private ManagementMixin management = new ManagementMixin();

    @Parameters(arity = "0..1", paramLabel = "NAME", description = "The graph's name. Default: all graphs.")
    private @Nullable String name;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        JsonNode answer = name == null
                ? management.get("/v1/graphs")
                : management.get("/v1/graphs/" + ManagementClient.encoded(name) + "/revisions");
        if (management.isJson()) {
            out.println(ManagementMixin.pretty(answer));
        } else if (name == null) {
            printGraphs(out, answer.path("graphs"));
        } else {
            printRevisions(out, answer);
        }
        out.flush();
        return 0;
    }

    private static void printGraphs(PrintWriter out, JsonNode graphs) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("GRAPH", "LIVE", "LOADED", "KNOWN", ""));
        for (JsonNode graph : graphs) {
            rows.add(List.of(
                    graph.path("graph").asText(),
                    graph.path("live").isNull() ? "-" : graph.path("live").asText(),
                    graph.path("loaded").asText(),
                    graph.path("known").asText(),
                    remark(graph)));
        }
        Table.print(out, rows);
    }

    private static String remark(JsonNode graph) {
        String remark = graph.path("pinned").asBoolean() ? "pinned by rollback" : "";
        if (graph.path("lastError").isObject()) {
            remark += (remark.isEmpty() ? "" : "; ") + "the last change failed";
        }
        return remark;
    }

    static void printRevisions(PrintWriter out, JsonNode graph) {
        String name = graph.path("graph").asText();
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("REVISION", "STATE", "SINCE", "IDENTITY", "MODELS"));
        for (JsonNode revision : graph.path("revisions")) {
            List<String> models = new ArrayList<>();
            revision.path("models")
                    .fields()
                    .forEachRemaining(model -> models.add(model.getKey() + " "
                            + Table.shortened(model.getValue().path("sha256").asText())));
            rows.add(List.of(
                    name + "@" + revision.path("revision").asText(),
                    revision.path("state").asText(),
                    revision.path("since").asText(),
                    Table.shortened(revision.path("identity").asText()),
                    String.join(", ", models)));
        }
        Table.print(out, rows);
        if (graph.path("pinned").asBoolean()) {
            out.println();
            out.println(name + "@" + graph.path("live").asText()
                    + " was rolled back to; it stays live until the graph's file changes.");
        }
        JsonNode error = graph.path("lastError");
        if (error.isObject()) {
            out.println();
            out.println("The last change (" + error.path("at").asText() + ") did not become live: "
                    + error.path("message").asText());
            for (JsonNode finding : error.path("findings")) {
                out.println("  " + finding.path("file").asText() + ":"
                        + finding.path("line").asText() + "  "
                        + finding.path("path").asText() + ": "
                        + finding.path("message").asText() + ". "
                        + finding.path("mend").asText());
            }
        }
    }
}
