// SPDX-License-Identifier: Apache-2.0

package dev.mehari.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The cluster that {@code kit/bin/up DIR --node} started on this machine: what can be done to it from below, such as
 * stopping its kubelet.
 *
 * @param folder all its state, a folder
 */
record Kit(Path folder) {
    /** Where the scripts are. */
    static Path scripts() {
        return Sources.root().resolve("test-routes/cluster/kit/bin");
    }

    /** Runs a command inside the cluster's namespaces. @return what it printed */
    String enter(String... command) {
        List<String> words = new ArrayList<>(List.of(scripts().resolve("enter").toString(), folder.toString()));
        words.addAll(List.of(command));
        return Commands.run(words);
    }

    /** Sends a signal ({@code STOP}, {@code CONT}, {@code KILL}) to a program of the cluster, such as {@code kubelet}. */
    void signal(String program, String signal) {
        try {
            // The pid is one inside the namespaces.
            enter(
                    "kill",
                    "-" + signal,
                    Files.readString(folder.resolve("pids").resolve(program)).strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The log of a program of the cluster, such as {@code kubelet}, {@code camel-k} or {@code audit}. */
    Path log(String program) {
        return folder.resolve("logs").resolve(program + ".log");
    }

    /** Makes an image archive known to the cluster's node. */
    void importImage(Path archive) {
        enter(
                "ctr",
                "-a",
                folder.resolve("containerd.sock").toString(),
                "-n",
                "k8s.io",
                "images",
                "import",
                archive.toString());
    }
}
