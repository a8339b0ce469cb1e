// SPDX-License-Identifier: Apache-2.0

package dev.mehari.server;

import java.io.PrintWriter;
import java.util.concurrent.Callable;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.mehari.graph.Finding;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code mehari check}. */
@Command(
        name = "check",
        description =
                "Finds what is wrong with graphs before they run: names, shapes, types, models. Nothing is executed.",
        footer = {"", "Exit codes: 0 nothing or warnings only, 1 errors, 2 the command line is wrong."})
final class CheckCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Mixin
    private FilesMixin files = new FilesMixin();

    @Option(names = "--json", description = "Print a list of {file, line, path, severity, message, mend, patch}.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        CheckedFiles checked = files.checked(files.settings());
        if (json) {
            out.println(JsonMapper.builder()
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .build()
                    .writeValueAsString(
                            checked.findings().stream().map(Finding::toJson).toList()));
        } else {
            checked.findings().forEach(out::println);
            if (checked.findings().isEmpty()) {
                out.println(
                        checked.graphs().size() == 1
                                ? "graph " + checked.graphs().get(0).name() + ": nothing to mend"
                                : checked.graphs().size() + " graphs: nothing to mend");
            }
        }
        return checked.anyError() ? 1 : 0;
    }
}
