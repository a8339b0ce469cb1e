// SPDX-License-Identifier: Apache-2.0

package dev.mehari.operator;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import dev.mehari.operator.desired.CamelKForm;
import dev.mehari.operator.desired.CamelKRenderer;
import dev.mehari.operator.desired.CamelKVersion;
import dev.mehari.operator.desired.GraphRevision;
import dev.mehari.operator.desired.Renderer;
import dev.mehari.operator.desired.RoutesMode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Renders Integrations for the release of Camel K that the cluster has: as its IntegrationPlatforms tell it, or Integrations
 * that it has taken up. Where nothing tells, as for the oldest release that works, which every later one takes too.
 */
final class CamelKInstallation implements Renderer {
    private static final Logger LOG = LoggerFactory.getLogger(CamelKInstallation.class);
    private static final CamelKVersion OLDEST = new CamelKVersion(2, 10, 1);

    /** The first without the faults that let whoever creates an Integration reach other namespaces. */
    private static final CamelKVersion SAFE = new CamelKVersion(2, 10, 2);

    private static final long ASK_NANOS = 60_000_000_000L;
    private static final List<String> TELLING = List.of("IntegrationPlatform", "Integration");

    private final KubernetesClient client;
    private final Set<String> namespaces;
    private final Optional<RoutesMode> forced;
    private Optional<CamelKVersion> known = Optional.empty();
    private boolean asked;
    private long askedAt;

    /** @param namespaces to look in; empty looks in all */
    CamelKInstallation(KubernetesClient client, Set<String> namespaces, Optional<RoutesMode> forced) {
        this.client = client;
        this.namespaces = Set.copyOf(namespaces);
        this.forced = forced;
    }

    @Override
    public String word() {
        return CamelKRenderer.WORD;
    }

    @Override
    public List<HasMetadata> render(GraphRevision revision, int replicas) {
        CamelKForm kept = revision.camelK();
        return new CamelKRenderer(kept == null ? form() : kept).render(revision, replicas);
    }

    @Override
    public GraphRevision remember(GraphRevision revision) {
        return revision.with(form());
    }

    @Override
    public Optional<String> warning() {
        return version()
                .filter(v -> !v.isAtLeast(SAFE))
                .map(v -> "Camel K " + v + " lacks security fixes of " + SAFE
                        + ": whoever may create Integrations reaches other namespaces. Upgrade it.");
    }

    private CamelKForm form() {
        CamelKVersion version = version().orElse(OLDEST);
        return new CamelKForm(version, forced.orElseGet(() -> RoutesMode.of(version)));
    }

    private synchronized Optional<CamelKVersion> version() {
        if (asked && System.nanoTime() - askedAt < ASK_NANOS) {
            return known;
        }
        asked = true;
        askedAt = System.nanoTime();
        Optional<CamelKVersion> found =
                TELLING.stream().map(this::ask).flatMap(Optional::stream).findFirst();
        if (found.isPresent() && !found.equals(known)) {
            LOG.info("Camel K is {}", found.get());
            if (!found.get().isAtLeast(SAFE)) {
                LOG.warn("Camel K {} lacks security fixes of {}. Upgrade it", found.get(), SAFE);
            }
        }
        known = found.or(() -> known);
        return known;
    }

    private Optional<CamelKVersion> ask(String kind) {
        List<GenericKubernetesResource> all = new ArrayList<>();
        try {
            var resources = client.genericKubernetesResources(CamelKRenderer.API_VERSION, kind);
            if (namespaces.isEmpty()) {
                all.addAll(resources.inAnyNamespace().list().getItems());
            } else {
                namespaces.forEach(
                        n -> all.addAll(resources.inNamespace(n).list().getItems()));
            }
        } catch (KubernetesClientException e) {
            LOG.debug("{} can't be listed: {}", kind, e.getMessage());
        }
        return all.stream()
                .map(object -> object.get("status", "version"))
                .filter(String.class::isInstance)
                .map(version -> CamelKVersion.parse((String) version))
                .flatMap(Optional::stream)
                .min(Comparator.naturalOrder());
    }
}
