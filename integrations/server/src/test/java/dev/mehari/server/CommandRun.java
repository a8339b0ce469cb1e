// SPDX-License-Identifier: Apache-2.0

package dev.mehari.server;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;

import picocli.CommandLine;

/** What a command said, run in this JVM. */
record CommandRun(int exitCode, String out, String err) {
    static CommandRun of(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line = Main.commandLine();
        line.setOut(new PrintWriter(out));
        line.setErr(new PrintWriter(err));
        int code = line.execute(arguments);
        return new CommandRun(code, out.toString(), err.toString());
    }

    /** A folder of {@code routes/samples}. */
    static Path sample(String name) {
        return Path.of(System.getProperty("mehari.root"), "routes", "samples", name);
    }
}
