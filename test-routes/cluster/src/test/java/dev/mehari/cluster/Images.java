// SPDX-License-Identifier: Apache-2.0

package dev.mehari.cluster;

import java.nio.file.Files;
import java.nio.file.Path;

/** The images under test. */
final class Images {
    private static final String VERSION = "0.1.0-SNAPSHOT";

    /**
     * An image that nodes can run.
     *
     * @param name with its tag
     * @param pullPolicy {@code Never} for one that was imported into the node
     */
    record Image(String name, String pullPolicy) {}

    private Images() {}

    /** What the pods of graphs run: of the variable MEHARI_IMAGE, or as built here. */
    static Image runtime() {
        return image("MEHARI_IMAGE", "mehari");
    }

    /** What the operator's pods run: of the variable MEHARI_OPERATOR_IMAGE, or as built here. */
    static Image operator() {
        return image("MEHARI_OPERATOR_IMAGE", "mehari-operator");
    }

    private static Image image(String variable, String name) {
        String named = System.getenv(variable);
        return named == null || named.isBlank()
                ? new Image("mehari.dev/" + name + ":" + VERSION, "Never")
                : new Image(named, "IfNotPresent");
    }

    /** Makes the images built here known to the kit's node. */
    static void importInto(Kit kit) {
        for (String name : new String[] {"mehari", "mehari-operator"}) {
            Path archive =
                    Sources.root().resolve("camel-k/packaging/target/image").resolve(name + ".tar");
            if (!Files.exists(archive)) {
                throw new IllegalStateException(
                        "there is no " + archive + "; build it with 'mvn package -pl camel-k/packaging -am'");
            }
            kit.importImage(archive);
        }
    }
}
