// SPDX-License-Identifier: Apache-2.0

package dev.mehari.operator.observe;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

import dev.mehari.crd.Labels;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;

/** Every object of one graph, as the cluster showed them at one time. Confined to the thread that reconciles. */
public final class Children {
    private final Map<ChildKind, Map<String, HasMetadata>> objects = new EnumMap<>(ChildKind.class);
    private final Set<ChildKind> known;

    /** @param known the kinds that the cluster has */
    public Children(Set<ChildKind> known, Collection<? extends HasMetadata> objects) {
        this.known = Set.copyOf(known);
        objects.forEach(this::put);
    }

    /** Takes in what was just written. Kinds that aren't a graph's are ignored. */
    public void put(HasMetadata object) {
        ChildKind.of(object).ifPresent(kind -> objects.computeIfAbsent(kind, k -> new LinkedHashMap<>())
                .put(object.getMetadata().getName(), object));
    }

    /** Forgets what was just deleted. */
    public void remove(HasMetadata object) {
        ChildKind.of(object)
                .map(objects::get)
                .ifPresent(all -> all.remove(object.getMetadata().getName()));
    }

    /** Whether the cluster knows the kind. */
    public boolean knows(ChildKind kind) {
        return known.contains(kind);
    }

    /** All of one kind. */
    public <T extends HasMetadata> List<T> of(Class<T> type) {
        List<T> found = new ArrayList<>();
        objects.values().forEach(all -> all.values().forEach(object -> {
            if (type.isInstance(object)) {
                found.add(type.cast(object));
            }
        }));
        return found;
    }

    /** All of one kind that belong to a revision. */
    public <T extends HasMetadata> List<T> of(Class<T> type, long revision) {
        return of(type).stream()
                .filter(object -> revision(object).equals(OptionalLong.of(revision)))
                .toList();
    }

    /** The one of this name. */
    public <T extends HasMetadata> Optional<T> named(Class<T> type, String name) {
        return of(type).stream()
                .filter(object -> object.getMetadata().getName().equals(name))
                .findFirst();
    }

    /** The one of this name, of a kind that isn't built in. */
    public Optional<GenericKubernetesResource> named(ChildKind kind, String name) {
        return Optional.ofNullable(objects.getOrDefault(kind, Map.of()).get(name))
                .filter(GenericKubernetesResource.class::isInstance)
                .map(GenericKubernetesResource.class::cast);
    }

    /** What the cluster has of an object's kind and name. */
    public Optional<HasMetadata> like(HasMetadata desired) {
        return ChildKind.of(desired).map(kind -> objects.getOrDefault(kind, Map.of())
                .get(desired.getMetadata().getName()));
    }

    /** All objects. */
    public List<HasMetadata> all() {
        return of(HasMetadata.class);
    }

    /** The revision that an object belongs to; empty for those of the graph. */
    public static OptionalLong revision(HasMetadata object) {
        Map<String, String> labels = object.getMetadata().getLabels();
        return number(labels == null ? null : labels.get(Labels.REVISION));
    }

    /** A revision's number, if it is one. */
    public static OptionalLong number(@org.jspecify.annotations.Nullable String text) {
        return text != null && text.matches("[1-9][0-9]{0,17}")
                ? OptionalLong.of(Long.parseLong(text))
                : OptionalLong.empty();
    }
}
