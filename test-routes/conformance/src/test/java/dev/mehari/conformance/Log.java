// SPDX-License-Identifier: Apache-2.0

package dev.mehari.conformance;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What the log says while it is open. The log of the tests is written to standard error. */
final class Log implements AutoCloseable {
    private final PrintStream before = System.err;
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();

    Log() {
        System.setErr(new PrintStream(written, true, StandardCharsets.UTF_8));
    }

    List<String> lines() {
        return written.toString(StandardCharsets.UTF_8).lines().toList();
    }

    /** Lines that Camel or Mehari wrote because something is amiss. */
    List<String> complaints() {
        return lines().stream()
                .filter(line -> line.contains("] WARN ") || line.contains("] ERROR "))
                .toList();
    }

    @Override
    public void close() {
        System.setErr(before);
        before.print(written.toString(StandardCharsets.UTF_8));
    }
}
