// SPDX-License-Identifier: Apache-2.0

package dev.mehari.server;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mehari diff}. */
@Command(
        name = "diff",
        description = "Shows what changed from one revision of a graph to another: models, steps, constants.",
        footer = {
            "",
            "Meanings are compared, not texts: comments, layout and the order of keys are no change; other bytes of a model are.",
            "",
            "Example:",
            "  mehari diff credit@2 credit@3",
            "",
            "Exit codes: 0 done, changes or not, 1 no server or no such revision, 2 the command line is wrong."
        })
final class DiffCommand implements Callable<Integer> {
    private static final Pattern REVISION = Pattern.compile("(.+)@([1-9][0-9]{0,17})");

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Mixin
    private ManagementMixin management = new ManagementMixin();

    @Parameters(index = "0", paramLabel = "NAME@N", description = "The revision from which, such as credit@2.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String from;

    @Parameters(index = "1", paramLabel = "NAME@N", description = "The revision to which, such as credit@3.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String to;

    @Override
    public Integer call() throws Exception {
        Matcher first = revision(from);
        Matcher second = revision(to);
        if (!first.group(1).equals(second.group(1))) {
            throw new UsageException(
                    "'" + from + "' and '" + to + "' are of two graphs; revisions of one are compared");
        }
        PrintWriter out = spec.commandLine().getOut();
        JsonNode answer = management.get("/v1/graphs/" + ManagementClient.encoded(first.group(1)) + "/diff?from="
                + first.group(2) + "&to=" + second.group(2));
        if (management.isJson()) {
            out.println(ManagementMixin.pretty(answer));
        } else if (answer.path("changes").isEmpty()) {
            out.println(from + " and " + to + " are the same");
        } else {
            answer.path("changes")
                    .forEach(change -> out.println(change.path("words").asText()));
        }
        out.flush();
        return 0;
    }

    private static Matcher revision(String text) {
        Matcher matcher = REVISION.matcher(text);
        if (!matcher.matches()) {
            throw new UsageException("'" + text + "' is no revision; one is written NAME@N, such as credit@2");
        }
        return matcher;
    }
}
