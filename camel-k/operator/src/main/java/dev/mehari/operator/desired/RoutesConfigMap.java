// SPDX-License-Identifier: Apache-2.0

package dev.mehari.operator.desired;

import java.util.Map;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;

/** The routes of a revision as an object that can't be changed, only deleted. */
final class RoutesConfigMap {
    private RoutesConfigMap() {}

    static ConfigMap of(Workload workload) {
        return new ConfigMapBuilder()
                .withMetadata(workload.meta(PodParts.routesName(workload)))
                .withImmutable(true)
                .withData(Map.of(PodParts.ROUTES_FILE, workload.routes()))
                .build();
    }
}
