// SPDX-License-Identifier: Apache-2.0

package dev.mehari.packaging.image;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs a program of the image in the image's own root, as at no other place are its paths the same. Needs Linux, and a user
 * who may have namespaces of his own (root, or anyone where the kernel allows it).
 */
final class Trial {
    /** Lays what a container engine gives: devices, processes, and nothing else of this machine. */
    private static final String SCRIPT = "set -e; root=$1; shift; mount --rbind /dev \"$root/dev\"; "
            + "mount -t proc proc \"$root/proc\"; exec chroot \"$root\" \"$@\"";

    private Trial() {}

    static String run(Path root, List<String> command) throws IOException {
        List<String> all = new ArrayList<>(List.of("unshare", "--mount", "--pid", "--fork", "--kill-child"));
        if (!"root".equals(System.getProperty("user.name"))) {
            all.addAll(List.of("--user", "--map-root-user"));
        }
        all.addAll(List.of("sh", "-c", SCRIPT, "trial", root.toString()));
        all.addAll(command);
        return Program.run(all);
    }
}
