// SPDX-License-Identifier: Apache-2.0

package dev.mehari.cluster;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assumptions.assumeThat;

/** Products whose kinds Mehari works with or lives beside: their own definitions, of the versions that the kit pins. */
enum Neighbour {
    PROMETHEUS("podmonitors.monitoring.coreos.com"),
    GATEWAY_API("gateways.gateway.networking.k8s.io", "httproutes.gateway.networking.k8s.io"),
    KEDA("scaledobjects.keda.sh"),
    KSERVE("inferencegraphs.serving.kserve.io");

    private final List<String> definitions;

    Neighbour(String... definitions) {
        this.definitions = List.of(definitions);
    }

    /** Defines its kinds. Only on the kit's cluster: in another, they may be somebody's. */
    void install(Cluster cluster) {
        assumeThat(cluster.kit())
                .as("definitions come and go on the kit's cluster alone")
                .isPresent();
        List<String> apply = new ArrayList<>(List.of("apply", "--server-side", "--force-conflicts"));
        definitions.forEach(
                definition -> apply.addAll(List.of("-f", file(definition).toString())));
        cluster.kubectl(apply.toArray(String[]::new));
        List<String> wait = new ArrayList<>(List.of("wait", "crd", "--for=condition=Established", "--timeout=60s"));
        wait.addAll(definitions);
        cluster.kubectl(wait.toArray(String[]::new));
    }

    /** Takes its kinds away, and with them all their objects. */
    void remove(Cluster cluster) {
        List<String> delete = new ArrayList<>(List.of("delete", "crd", "--ignore-not-found", "--timeout=120s"));
        delete.addAll(definitions);
        cluster.kubectl(delete.toArray(String[]::new));
    }

    private static Path file(String definition) {
        Path file = Path.of(Cluster.program("kubectl"))
                .resolveSibling("../definitions")
                .resolve(definition + ".yaml");
        if (!Files.exists(file)) {
            throw new IllegalStateException(
                    "there is no " + file + "; get it by test-routes/cluster/kit/bin/definitions");
        }
        return file.normalize();
    }
}
