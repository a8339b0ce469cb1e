// SPDX-License-Identifier: Apache-2.0

package dev.mehari.operator.observe;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import dev.mehari.crd.Reason;
import dev.mehari.operator.rollout.Readiness;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import org.jspecify.annotations.Nullable;

/** What keeps a pod from running, as far as its own status tells, or what the kubelet said about it. */
final class PodTrouble {
    private static final Set<String> IMAGE =
            Set.of("ImagePullBackOff", "ErrImagePull", "ErrImageNeverPull", "InvalidImageName", "ImageInspectError");
    private static final Set<String> MOUNT = Set.of("CreateContainerConfigError", "CreateContainerError");

    private PodTrouble() {}

    /** The first trouble of any of them. */
    static Optional<Readiness> of(List<Pod> pods) {
        return pods.stream().map(PodTrouble::of).flatMap(Optional::stream).findFirst();
    }

    private static Optional<Readiness> of(Pod pod) {
        if (pod.getStatus() == null) {
            return Optional.empty();
        }
        String name = pod.getMetadata().getName();
        Stream<ContainerStatus> containers = Stream.concat(
                Given.all(pod.getStatus().getInitContainerStatuses()),
                Given.all(pod.getStatus().getContainerStatuses()));
        return containers
                .map(container -> of(name, container))
                .flatMap(Optional::stream)
                .findFirst()
                .or(() -> Given.all(pod.getStatus().getConditions())
                        .filter(c -> "PodScheduled".equals(c.getType()) && "False".equals(c.getStatus()))
                        .findFirst()
                        .map(c -> unschedulable(name, c)));
    }

    /** Whether it waits for its containers to be made: why, its status doesn't tell. */
    static boolean isWaitingForMounts(Pod pod) {
        return pod.getStatus() != null
                && Given.all(pod.getStatus().getContainerStatuses())
                        .map(ContainerStatus::getState)
                        .filter(Objects::nonNull)
                        .map(ContainerState::getWaiting)
                        .filter(Objects::nonNull)
                        .anyMatch(waiting -> "ContainerCreating".equals(waiting.getReason()));
    }

    /** A volume that can't be mounted because what it names isn't there. Other troubles of mounts may pass. */
    static Optional<Readiness> of(Pod pod, List<Event> events) {
        return events.stream()
                .filter(event -> "FailedMount".equals(event.getReason()))
                .map(Event::getMessage)
                .filter(message -> message != null && message.contains("not found"))
                .findFirst()
                .map(message -> Readiness.faulty(
                        Reason.MOUNT_MISSING,
                        "pod " + pod.getMetadata().getName() + " can't start: " + message.strip()
                                + ". Create the Secret or ConfigMap that it names, or name one that is there"));
    }

    private static Readiness unschedulable(String pod, PodCondition condition) {
        String message = String.valueOf(condition.getMessage());
        if (message.contains("persistentvolumeclaim")) {
            return Readiness.faulty(
                    Reason.MOUNT_MISSING,
                    "pod " + pod + " finds no node: " + message
                            + " Create the PersistentVolumeClaim that it names, or see why it isn't bound.");
        }
        return Readiness.faulty(
                Reason.UNSCHEDULABLE,
                "pod " + pod + " finds no node: " + message + " Lower spec.pods.resources.requests, or make room.");
    }

    private static Optional<Readiness> of(String pod, ContainerStatus container) {
        ContainerState state = container.getState();
        ContainerStateWaiting waiting = state == null ? null : state.getWaiting();
        String reason = waiting == null || waiting.getReason() == null ? "" : waiting.getReason();
        String message = waiting == null || waiting.getMessage() == null ? "" : ": " + waiting.getMessage();
        if (IMAGE.contains(reason)) {
            return Optional.of(Readiness.faulty(
                    Reason.IMAGE_UNAVAILABLE,
                    "the image " + container.getImage() + " can't be had (" + reason + message
                            + "). Push it, or set the operator's runtime image to one that is there"));
        } else if (MOUNT.contains(reason)) {
            return Optional.of(Readiness.faulty(
                    Reason.MOUNT_MISSING,
                    "pod " + pod + " can't start (" + reason + message
                            + "). Create the Secret or ConfigMap that it names"));
        } else if (reason.equals("CrashLoopBackOff") || ended(container)) {
            return Optional.of(Readiness.faulty(Reason.PODS_CRASH, crash(pod, container)));
        }
        return Optional.empty();
    }

    /** A pod that ended twice will end again; once may be chance. */
    private static boolean ended(ContainerStatus container) {
        Integer restarts = container.getRestartCount();
        return restarts != null && restarts >= 2 && !Boolean.TRUE.equals(container.getReady());
    }

    private static String crash(String pod, ContainerStatus container) {
        String last = lastEnd(container.getLastState());
        return "pod " + pod + " ended " + container.getRestartCount() + " times" + last + ". See: kubectl logs " + pod
                + " --previous" + (last.contains("OOMKilled") ? "; raise spec.pods.resources.limits.memory" : "");
    }

    private static String lastEnd(@Nullable ContainerState last) {
        if (last == null || last.getTerminated() == null) {
            return "";
        }
        return ", last with exit code " + last.getTerminated().getExitCode() + " ("
                + last.getTerminated().getReason() + ")";
    }
}
