// SPDX-License-Identifier: Apache-2.0

package dev.mehari.packaging.image;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** A program of this machine that is run to its end. */
final class Program {
    private Program() {}

    /** What it wrote, to both outputs. @throws IOException with that, if it can't be run or ends with anything but 0 */
    static String run(List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        Map<String, String> environment = builder.environment();
        // Nothing of the builder's own settings reaches what is built.
        environment.keySet().removeIf(name -> name.startsWith("MEHARI_") || name.contains("JAVA"));
        environment.put("LC_ALL", "C.UTF-8");
        environment.put("TZ", "UTC");
        Process process = builder.start();
        process.getOutputStream().close();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            int code = process.waitFor();
            if (code != 0) {
                throw new IOException(String.join(" ", command) + " ended with " + code + ":\n" + text);
            }
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while running " + command.get(0), e);
        }
        return text;
    }
}
