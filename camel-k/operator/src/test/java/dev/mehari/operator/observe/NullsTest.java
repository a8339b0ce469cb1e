// SPDX-License-Identifier: Apache-2.0

package dev.mehari.operator.observe;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.mehari.operator.desired.GraphRevision;
import dev.mehari.operator.rollout.Readiness;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Objects that say null wherever they may. */
class NullsTest {
    private static final String META =
            "metadata: {name: credit-r7, labels: {mehari.dev/graph: credit, mehari.dev/revision: '7'}}\n";
    private static final GraphRevision REVISION = new GraphRevision(
            "bank", "credit", "u", 7, "0", JsonNodeFactory.instance.objectNode(), "", "image", "plain");

    private static Readiness readiness(HasMetadata... objects) {
        Children children = new Children(EnumSet.allOf(ChildKind.class), List.of(objects));
        assertThat(ReadinessCheck.size(REVISION, children)).isNotNegative();
        assertThat(Endpoints.ready(children, "credit-r7")).isNotNull();
        return ReadinessCheck.of(REVISION, 1, children, Optional.empty());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "status: null",
                "status: {}",
                "status: {conditions: null, containerStatuses: null, initContainerStatuses: null}",
                "status: {conditions: [null], containerStatuses: [null], initContainerStatuses: [null]}",
                "status: {conditions: [{type: null}], containerStatuses: [{name: null, state: null, lastState: null}]}",
                "status: {containerStatuses: [{state: {waiting: {reason: null}}, lastState: {terminated: null}}]}",
                "status: {containerStatuses: [{restartCount: 3, lastState: null}]}",
                "status: {containerStatuses: [{restartCount: 3, lastState: {terminated: {reason: null}}}]}",
            })
    void bearsPods(String status) {
        Pod pod = Serialization.unmarshal("apiVersion: v1\nkind: Pod\n" + META + status, Pod.class);
        assertThat(readiness(pod).is(Readiness.State.READY)).isFalse();
    }

    @Test
    void bearsPodsThatHaveNullsForLists() {
        Pod pod = Serialization.unmarshal("apiVersion: v1\nkind: Pod\n" + META + "status: {}", Pod.class);
        pod.getStatus().setConditions(null);
        pod.getStatus().setContainerStatuses(null);
        pod.getStatus().setInitContainerStatuses(null);
        assertThat(readiness(pod).is(Readiness.State.READY)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "spec: null",
                "spec: {replicas: null}\nstatus: null",
                "spec: {}\nstatus: {conditions: null}",
                "spec: {}\nstatus: {conditions: [null, {type: null}, {type: ReplicaFailure, status: 'True'}]}",
            })
    void bearsDeployments(String rest) {
        Deployment deployment =
                Serialization.unmarshal("apiVersion: apps/v1\nkind: Deployment\n" + META + rest, Deployment.class);
        assertThat(readiness(deployment).is(Readiness.State.READY)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "endpoints: null",
                "endpoints: [null]",
                "endpoints: [{targetRef: null}]",
                "endpoints: [{targetRef: {name: null}, conditions: null}]",
                "endpoints: [{targetRef: {name: x}, conditions: {ready: null}}]",
            })
    void bearsEndpointSlices(String rest) {
        EndpointSlice slice = Serialization.unmarshal(
                "apiVersion: discovery.k8s.io/v1\nkind: EndpointSlice\n" + META + rest, EndpointSlice.class);
        slice.getMetadata().setLabels(Map.of("kubernetes.io/service-name", "credit-r7", "mehari.dev/graph", "credit"));
        assertThat(readiness(slice).is(Readiness.State.READY)).isFalse();
    }

    @Test
    void bearsAnIntegrationWithoutAStatus() {
        HasMetadata integration = Serialization.unmarshal("apiVersion: camel.apache.org/v1\nkind: Integration\n" + META
                + "spec: null\nstatus: {conditions: null}");
        assertThat(readiness(integration).is(Readiness.State.READY)).isFalse();
    }
}
