// SPDX-License-Identifier: Apache-2.0

package dev.mehari.server;

import java.io.PrintWriter;
import java.util.concurrent.Callable;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mehari rollback}. */
@Command(
        name = "rollback",
        description = "Makes an older revision of a graph live again. No request fails or waits.",
        footer = {
            "",
            "The revision that was live before is on standby and answers at once; older ones are loaded and warmed first,",
            "while the live one goes on. Under 'serve --watch' it stays until the graph's file changes; a restart serves what",
            "the file says.",
            "",
            "Examples:",
            "  mehari rollback credit           back to the revision that was live before",
            "  mehari rollback credit --to 2    to this one",
            "  mehari diff credit@2 credit@3    what that undoes",
            "",
            "Exit codes: 0 done, 1 no server, no such revision, or it can't be loaded any more, 2 the command line is wrong."
        })
final class RollbackCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Mixin
    private ManagementMixin management = new ManagementMixin();

    @Parameters(arity = "1", paramLabel = "NAME", description = "The graph's name.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String name;

    @Option(names = "--to", paramLabel = "N", description = "The revision's number. Default: the one live before.")
    private @Nullable Long to;

    @Override
    public Integer call() throws Exception {
        if (to != null && to < 1) {
            throw new UsageException("--to is " + to + ", a revision's number is 1 or more");
        }
        PrintWriter out = spec.commandLine().getOut();
        JsonNode answer = management.post(
                "/v1/graphs/" + ManagementClient.encoded(name) + "/rollback",
                to == null ? "{}" : "{\"to\":" + to + "}");
        if (management.isJson()) {
            out.println(ManagementMixin.pretty(answer));
        } else {
            out.println(answer.path("revision").asText() + " is live");
        }
        out.flush();
        return 0;
    }
}
