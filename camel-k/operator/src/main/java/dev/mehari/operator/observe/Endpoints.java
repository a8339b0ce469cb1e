// SPDX-License-Identifier: Apache-2.0

package dev.mehari.operator.observe;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;

/** Which pods a Service sends requests to, as its EndpointSlices say. */
public final class Endpoints {
    private static final String SERVICE = "kubernetes.io/service-name";

    private Endpoints() {}

    /** Names of the pods that a Service lists as ready. */
    public static Set<String> ready(Children children, String service) {
        Set<String> pods = new HashSet<>();
        for (EndpointSlice slice : children.of(EndpointSlice.class)) {
            // A slice without endpoints says null.
            if (isOf(slice, service)) {
                Given.all(slice.getEndpoints())
                        .filter(e ->
                                e.getTargetRef() != null && e.getTargetRef().getName() != null && isReady(e))
                        .forEach(e -> pods.add(e.getTargetRef().getName()));
            }
        }
        return pods;
    }

    /** Whether it lists pods of these only. */
    public static boolean only(Children children, String service, List<Pod> allowed) {
        Set<String> names = new HashSet<>();
        allowed.forEach(pod -> names.add(pod.getMetadata().getName()));
        return names.containsAll(ready(children, service));
    }

    private static boolean isOf(EndpointSlice slice, String service) {
        return slice.getMetadata().getLabels() != null
                && service.equals(slice.getMetadata().getLabels().get(SERVICE));
    }

    private static boolean isReady(Endpoint endpoint) {
        return endpoint.getConditions() == null
                || !Boolean.FALSE.equals(endpoint.getConditions().getReady());
    }
}
