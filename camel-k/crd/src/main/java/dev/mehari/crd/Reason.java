// SPDX-License-Identifier: Apache-2.0

package dev.mehari.crd;

import java.util.Arrays;
import java.util.Optional;

/** Why a condition is as it is. Stable: alerts and scripts may rely on the words. */
public enum Reason {
    /** The newest revision is live and nothing is on its way. */
    LIVE("Live"),
    /** The pods of a new revision are coming up. */
    DEPLOYING("Deploying"),
    /** The candidate is ready; it is asked through its own Service before the switch. */
    VERIFYING("Verifying"),
    /** The candidate is ready and waits for {@code promote}, as {@code autoPromote: false} says. */
    WAITING_FOR_PROMOTION("WaitingForPromotion"),
    /** The switch is done; the revision before stays for the soak time, so that a rollback needs no new pods. */
    SOAKING("Soaking"),
    /** The pods of an earlier revision are being brought back. */
    ROLLING_BACK("RollingBack"),
    /** The revision named by {@code mehari.dev/pin} is held. */
    PINNED("Pinned"),
    /** {@code mehari.dev/pause} is set: nothing is changed until it goes. */
    PAUSED("Paused"),
    /** The graph has 0 replicas wanted, so nothing answers. */
    SCALED_TO_ZERO("ScaledToZero"),
    /** The object is on its way out. */
    DELETING("Deleting"),

    /** {@code check} refuses the graph, in the operator or in the candidate's pod. Mend: {@code status.findings}. */
    INVALID_GRAPH("InvalidGraph"),
    /** The name is too long, or no DNS label, for the objects that are named after it. */
    NAME_TOO_LONG("NameTooLong"),
    /** A graph that this one uses isn't in the namespace, or isn't valid itself. */
    CHILD_MISSING("ChildMissing"),
    /** A model or data file isn't where its URI says. */
    MODEL_MISSING("ModelMissing"),
    /** A model has other bytes than its {@code sha256} says. */
    DIGEST_MISMATCH("DigestMismatch"),
    /** A model is there but couldn't be loaded or warmed. */
    MODEL_FAILED("ModelFailed"),
    /** The Secret named by {@code pods.credentials}, or a ConfigMap or claim that holds models, isn't there. */
    MOUNT_MISSING("MountMissing"),
    /** The runtime image can't be pulled. */
    IMAGE_UNAVAILABLE("ImageUnavailable"),
    /** Pods end again and again. */
    PODS_CRASH("PodsCrash"),
    /** No node has room for the pods. */
    UNSCHEDULABLE("Unschedulable"),
    /** The namespace's quota or limits leave no room for the pods. */
    QUOTA_EXCEEDED("QuotaExceeded"),
    /** The candidate wasn't ready within {@code progressDeadline}. */
    PROGRESS_DEADLINE_EXCEEDED("ProgressDeadlineExceeded"),
    /** The candidate was ready but didn't answer through its own Service. */
    SMOKE_REQUEST_FAILED("SmokeRequestFailed"),
    /** Fewer pods of the live revision are ready than wanted. */
    PODS_NOT_READY("PodsNotReady"),
    /** The renderer is {@code camel-k}, and Camel K isn't installed or its operator doesn't act. */
    CAMEL_K_MISSING("CamelKMissing"),
    /** Camel K's catalogue lacks what the graph's routes use. */
    CATALOG_INCOMPLETE("CatalogIncomplete"),
    /** Camel K took the Integration and reports an error. */
    INTEGRATION_FAILED("IntegrationFailed"),
    /** A key asks for a kind that the cluster doesn't know: Gateway API, KEDA. */
    KIND_MISSING("KindMissing"),
    /** The revision named by {@code promote} or {@code pin} isn't kept. */
    REVISION_NOT_KEPT("RevisionNotKept"),
    /** An object of the name that a child needs is there and belongs to something else. */
    NAME_TAKEN("NameTaken"),
    /** The API server refuses an object that the graph needs, by an admission rule or its schema. */
    REFUSED_BY_CLUSTER("RefusedByCluster"),
    /** The operator may not do what it has to: its role lacks a verb. */
    FORBIDDEN("Forbidden"),
    /** Something else went wrong; tried again. */
    ERROR("Error");

    private final String word;

    Reason(String word) {
        this.word = word;
    }

    /** As it is written in status. */
    public String word() {
        return word;
    }

    /** The reason of this word; empty for one of a later release. */
    public static Optional<Reason> of(String word) {
        return Arrays.stream(values()).filter(r -> r.word.equals(word)).findFirst();
    }
}
