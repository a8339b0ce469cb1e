// SPDX-License-Identifier: Apache-2.0

package dev.mehari.crd;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/**
 * What the operator says of a graph. Immutable; what isn't known is null or empty and not written.
 *
 * @param observedGeneration the {@code metadata.generation} that all of this speaks of
 * @param conditions at most one of each type
 * @param live the revision that the graph's Service sends requests to
 * @param candidate the revision that is on its way to be live
 * @param revisions those that can be rolled back to or are on their way, live and candidate included, newest first
 * @param replicas ready pods of the live revision: the scale subresource's count
 * @param selector of the live revision's pods, as text: the scale subresource's selector
 * @param addresses where the graph answers inside the cluster
 * @param findings of {@code check}, those of the newest spec
 * @param models of the live revision, or of the candidate where nothing is live yet; by their keys
 * @param renderer {@code camel-k} or {@code plain}
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record GraphStatus(
        @JsonPropertyDescription("The generation of the spec that all of this speaks of.") @Nullable
        Long observedGeneration,

        @JsonPropertyDescription("Ready, Progressing, Degraded; and Pinned and Paused where they are so.")
        List<GraphCondition> conditions,

        @JsonPropertyDescription("The revision that the graph's Service sends requests to.") @Nullable
        RevisionStatus live,

        @JsonPropertyDescription("The revision that is on its way to be live.") @Nullable
        RevisionStatus candidate,

        @JsonPropertyDescription("Those kept or on their way, newest first.")
        List<RevisionStatus> revisions,

        @JsonPropertyDescription("Ready pods of the live revision.") @Nullable
        Integer replicas,

        @JsonPropertyDescription("The labels of the live revision's pods.") @Nullable
        String selector,

        @JsonPropertyDescription("Where the graph answers inside the cluster.") @Nullable
        Addresses addresses,

        @JsonPropertyDescription("What check has to say of the newest spec.")
        List<FindingStatus> findings,

        @JsonPropertyDescription("The models of the live revision, or of the candidate where nothing is live yet.")
        Map<String, ModelStatus> models,

        @JsonPropertyDescription("camel-k or plain.") @Nullable
        String renderer) {
    /** Nothing is known yet. */
    public static final GraphStatus NONE =
            new GraphStatus(null, List.of(), null, null, List.of(), null, null, null, List.of(), Map.of(), null);

    /** Absent lists and maps are empty. */
    public GraphStatus {
        conditions = copy(conditions);
        revisions = copy(revisions);
        findings = copy(findings);
        models = models == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(models));
    }

    private static <T> List<T> copy(@Nullable List<T> list) {
        return list == null ? List.of() : List.copyOf(list);
    }

    public Optional<GraphCondition> condition(ConditionType type) {
        return conditions.stream().filter(c -> c.type().equals(type.word())).findFirst();
    }

    /** Whether the condition is there and {@code True}. */
    public boolean is(ConditionType type) {
        return condition(type).filter(GraphCondition::isTrue).isPresent();
    }

    /**
     * With this condition in place of the one of its type, at its place. Where both have the same {@code status}, the time
     * of the old one stays: it is the time of the last change of the status, not of the words.
     */
    public GraphStatus with(GraphCondition condition) {
        List<GraphCondition> all = new ArrayList<>(conditions);
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).type().equals(condition.type())) {
                GraphCondition old = all.get(i);
                boolean same = old.status().equals(condition.status());
                all.set(i, same ? condition.since(old.lastTransitionTime()) : condition);
                return withConditions(all);
            }
        }
        all.add(condition);
        return withConditions(all);
    }

    /** Without the condition of this type. */
    public GraphStatus without(ConditionType type) {
        return withConditions(
                conditions.stream().filter(c -> !c.type().equals(type.word())).toList());
    }

    private GraphStatus withConditions(List<GraphCondition> all) {
        return new GraphStatus(
                observedGeneration,
                all,
                live,
                candidate,
                revisions,
                replicas,
                selector,
                addresses,
                findings,
                models,
                renderer);
    }
}
