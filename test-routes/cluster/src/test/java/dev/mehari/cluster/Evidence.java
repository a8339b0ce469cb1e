// SPDX-License-Identifier: Apache-2.0

package dev.mehari.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import io.fabric8.kubernetes.api.model.Pod;

/** What a failed test leaves: everything in its namespace, logs and events, in {@code target/evidence}. */
final class Evidence {
    private static final String KINDS =
            "deployments,replicasets,pods,services,endpointslices,configmaps,controllerrevisions,"
                    + "poddisruptionbudgets,horizontalpodautoscalers,networkpolicies";

    private Evidence() {}

    /** Collects it. @return where it is, and the lines that tell most */
    static String collect(Space space, String test, String operatorLog) {
        Path folder = Path.of("target", "evidence", test);
        List<String> told = new ArrayList<>();
        try {
            Files.createDirectories(folder);
            write(folder, "graphs.yaml", of(space, "get", "inferencegraphs.mehari.dev", "-o", "yaml"));
            write(folder, "integrations.yaml", of(space, "get", "integrations.camel.apache.org", "-o", "yaml"));
            write(folder, "objects.yaml", of(space, "get", KINDS, "-o", "yaml"));
            String events = of(space, "get", "events", "--sort-by=.lastTimestamp");
            write(folder, "events.txt", events);
            String pods = of(space, "get", "pods", "-o", "wide");
            write(folder, "pods.txt", pods);
            write(folder, "operator.log", operatorLog);
            for (Pod pod :
                    space.client().pods().inNamespace(space.name()).list().getItems()) {
                String name = pod.getMetadata().getName();
                String log = of(space, "logs", name, "--all-containers", "--tail=2000");
                write(folder, name + ".log", log);
                write(folder, name + ".previous.log", of(space, "logs", name, "--previous", "--tail=2000"));
                told.add("--- end of the log of " + name + "\n" + end(log, 15));
            }
            space.cluster()
                    .kit()
                    .map(kit -> kit.log("camel-k"))
                    .filter(Files::exists)
                    .ifPresent(log -> write(folder, "camel-k.log", Sources.text(log)));
            told.add(0, "--- pods\n" + pods + "--- last events\n" + end(events, 15));
            told.add("--- end of the operator's log\n" + end(operatorLog, 20));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return "evidence in " + folder.toAbsolutePath() + "\n" + String.join("\n", told);
    }

    private static void write(Path folder, String name, String text) {
        try {
            Files.writeString(folder.resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String of(Space space, String... arguments) {
        try {
            return space.kubectl(arguments);
        } catch (IllegalStateException e) {
            // What can't be read tells something too: a kind that isn't installed, a pod that never ran.
            return String.valueOf(e.getMessage());
        }
    }

    private static String end(String text, int lines) {
        List<String> all = text.lines().toList();
        Stream<String> last = all.stream().skip(Math.max(0, all.size() - lines));
        return String.join("\n", last.toList());
    }
}
