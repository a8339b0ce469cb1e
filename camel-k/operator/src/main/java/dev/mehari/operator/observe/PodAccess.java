// SPDX-License-Identifier: Apache-2.0

package dev.mehari.operator.observe;

import java.io.IOException;

import io.fabric8.kubernetes.api.model.Pod;

/** How the operator asks pods: through the API server's proxy, or directly where it runs in the pod network. */
public interface PodAccess {
    /**
     * What was answered.
     *
     * @param status of HTTP
     */
    record Answer(int status, byte[] body) {}

    /**
     * Asks a pod.
     *
     * @param path with its {@code /}
     * @throws IOException where nobody answers
     */
    Answer pod(Pod pod, int port, String path) throws IOException;

    /**
     * Asks a Service.
     *
     * @param port the name of its port
     * @throws IOException where nobody answers
     */
    Answer service(String namespace, String name, String port, String path) throws IOException;
}
