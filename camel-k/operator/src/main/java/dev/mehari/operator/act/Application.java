// SPDX-License-Identifier: Apache-2.0

package dev.mehari.operator.act;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mehari.crd.Reason;
import dev.mehari.model.Digests;
import dev.mehari.operator.observe.Children;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.client.KubernetesClientException;

/** Brings objects to what is wanted, by as few writes as can be. Thread-safe. */
public final class Application {
    /** Digest of what was wanted, so that what isn't wanted any more is noticed. A label: Camel K copies annotations. */
    static final String APPLIED = "mehari.dev/applied";

    private static final int DIGEST = 16;
    private static final int SETTLED = 100_000;
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    private final Writes writes;
    private final Map<String, String> settled = new ConcurrentHashMap<>();

    public Application(Writes writes) {
        this.writes = writes;
    }

    /**
     * Applies what differs.
     *
     * @param owner uid of the graph that has to own them
     * @return what the cluster refused
     */
    public List<Refusal> apply(List<HasMetadata> desired, String owner, Children children) {
        List<Refusal> refusals = new ArrayList<>();
        for (HasMetadata each : desired) {
            try {
                one(each, owner, children).ifPresent(refusals::add);
            } catch (KubernetesClientException e) {
                Optional<Refusal> refusal = Refusal.isNamespaceGone(e) ? Optional.empty() : Refusal.of(words(each), e);
                refusals.add(refusal.orElseThrow(() -> e));
            }
        }
        return refusals;
    }

    private Optional<Refusal> one(HasMetadata desired, String owner, Children children) {
        ObjectNode wanted = JSON.valueToTree(desired);
        wanted.remove("status");
        ((ObjectNode) wanted.path("metadata")).remove("resourceVersion");
        String digest = Digests.sha256(wanted.toString()).substring(0, DIGEST);
        label(desired, digest);
        Optional<HasMetadata> seen = children.like(desired);
        HasMetadata actual = seen.orElseGet(() -> writes.read(desired));
        if (actual != null && !isOwnedBy(actual, owner)) {
            return Optional.of(taken(actual));
        }
        if (actual != null && (isGoing(actual) || isAsWanted(actual, desired, digest))) {
            return Optional.empty();
        }
        HasMetadata now = actual == null ? writes.make(desired) : writes.apply(desired);
        if (actual != null && version(now).equals(version(actual))) {
            settle(actual, digest);
        }
        children.put(now);
        return Optional.empty();
    }

    /** That an object of a name that a graph needs is there and isn't the graph's. */
    public static Refusal taken(HasMetadata object) {
        List<OwnerReference> owners = object.getMetadata().getOwnerReferences();
        String owner = owners == null || owners.isEmpty()
                ? "nobody's, or made by hand"
                : "owned by " + owners.get(0).getKind() + " '" + owners.get(0).getName() + "'";
        return new Refusal(
                Reason.NAME_TAKEN,
                words(object) + " is there already and isn't this graph's (" + owner
                        + "). Delete or rename it, or rename the graph; it is left alone until then.");
    }

    /** What is going comes again when it is gone. */
    private static boolean isGoing(HasMetadata actual) {
        return actual.getMetadata().getDeletionTimestamp() != null;
    }

    private boolean isAsWanted(HasMetadata actual, HasMetadata desired, String digest) {
        String key = actual.getMetadata().getUid() + "";
        if ((digest + version(actual)).equals(settled.get(key))) {
            return true;
        }
        JsonNode want = JSON.valueToTree(desired);
        ((ObjectNode) want).remove("status");
        ((ObjectNode) want.path("metadata")).remove("resourceVersion");
        return DesiredMatch.matches(JSON.valueToTree(actual), want);
    }

    /** An apply that changed nothing: the server writes the same in other words, and needn't be told again. */
    private void settle(HasMetadata actual, String digest) {
        if (settled.size() > SETTLED) {
            settled.clear();
        }
        settled.put(actual.getMetadata().getUid() + "", digest + version(actual));
    }

    private static String version(HasMetadata object) {
        return String.valueOf(object.getMetadata().getResourceVersion());
    }

    private static void label(HasMetadata desired, String digest) {
        Map<String, String> labels = desired.getMetadata().getLabels();
        Map<String, String> all = labels == null ? new TreeMap<>() : new TreeMap<>(labels);
        all.put(APPLIED, digest);
        desired.getMetadata().setLabels(all);
    }

    /** Whether the graph of this uid owns it. */
    public static boolean isOwnedBy(HasMetadata object, String owner) {
        List<OwnerReference> owners = object.getMetadata().getOwnerReferences();
        return owners != null && owners.stream().anyMatch(o -> owner.equals(o.getUid()));
    }

    private static String words(HasMetadata object) {
        return object.getKind() + " '" + object.getMetadata().getName() + "'";
    }
}
