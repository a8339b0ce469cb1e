// SPDX-License-Identifier: Apache-2.0

package dev.mehari.operator;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

import dev.mehari.crd.GraphResource;
import dev.mehari.operator.act.ServerWrites;
import dev.mehari.operator.act.Writes;
import dev.mehari.operator.desired.PlainRenderer;
import dev.mehari.operator.desired.RoutesMode;
import dev.mehari.operator.observe.DirectAccess;
import dev.mehari.operator.observe.PodAccess;
import dev.mehari.operator.observe.ProxyAccess;
import dev.mehari.operator.reconcile.GraphRound;
import dev.mehari.operator.reconcile.Renderers;
import dev.mehari.operator.reconcile.Site;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.ControllerConfigurationOverrider;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfigurationBuilder;
import io.javaoperatorsdk.operator.processing.event.rate.LinearRateLimiter;
import io.javaoperatorsdk.operator.processing.retry.GenericRetry;

/** The operator, wired: settings and a client in, something to start and stop out. */
final class GraphOperator implements AutoCloseable {
    private static final String LEASE = "mehari-operator";
    private static final Duration LEASE_DURATION = Duration.ofSeconds(15);
    private static final Duration RENEW_DEADLINE = Duration.ofSeconds(10);
    private static final Duration RETRY_PERIOD = Duration.ofSeconds(2);
    private static final Duration STOP = Duration.ofSeconds(5);

    /** Rounds of one graph in a second: enough for a rollout, too few for a hot loop. */
    private static final int ROUNDS_PER_SECOND = 4;

    private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
    private static final int MAX_RETRY_MILLIS = 60_000;

    private final Operator operator;
    private final OperatorMetrics metrics = new OperatorMetrics();
    private final GraphSources sources;
    private final OperatorSettings settings;

    GraphOperator(OperatorSettings settings, KubernetesClient client) {
        this.settings = settings;
        this.sources = new GraphSources(client);
        PodAccess access = settings.access() == OperatorSettings.Access.DIRECT
                ? new DirectAccess()
                : new ProxyAccess(client.getConfiguration());
        Optional<RoutesMode> mode =
                settings.camelKMode().map(word -> RoutesMode.valueOf(word.toUpperCase(Locale.ROOT)));
        Renderers renderers = new Renderers(
                List.of(new PlainRenderer(), new CamelKInstallation(client, settings.namespaces(), mode)),
                settings.renderer());
        GraphRound round = new GraphRound(
                sources, new ServerWrites(client), access, renderers, site(settings, client), InstantSource.system());
        operator = new Operator(o -> {
            o.withKubernetesClient(client)
                    .withCloseClientOnStop(false)
                    .withReconciliationTerminationTimeout(STOP)
                    .checkingCRDAndValidateLocalModel(false);
            if (settings.leaderElection()) {
                LeaderElectionConfigurationBuilder lease =
                        LeaderElectionConfigurationBuilder.aLeaderElectionConfiguration(LEASE)
                                .withLeaseDuration(LEASE_DURATION)
                                .withRenewDeadline(RENEW_DEADLINE)
                                .withRetryPeriod(RETRY_PERIOD);
                settings.leaseNamespace().ifPresent(lease::withLeaseNamespace);
                o.withLeaderElectionConfiguration(lease.build());
            }
        });
        operator.register(new GraphReconciler(sources, round, metrics), this::configure);
    }

    private static Site site(OperatorSettings settings, KubernetesClient client) {
        Optional<String> own = settings.leaseNamespace().or(() -> Optional.ofNullable(client.getNamespace()));
        return new Site(
                settings.image(),
                settings.pullPolicy(),
                settings.access() == OperatorSettings.Access.DIRECT ? own : Optional.empty());
    }

    private void configure(ControllerConfigurationOverrider<GraphResource> controller) {
        controller
                .withName("inferencegraphs")
                .withFieldManager(Writes.MANAGER)
                // Annotations steer rollouts, and don't count as a new generation.
                .withGenerationAware(false)
                .withOnUpdateFilter((now, before) -> isNews(now.getMetadata(), before.getMetadata()))
                .withReconciliationMaxInterval(settings.resync())
                .withRateLimiter(new LinearRateLimiter(Duration.ofSeconds(1), ROUNDS_PER_SECOND))
                .withRetry(new GenericRetry()
                        .withoutMaxAttempts()
                        .setInitialInterval(FIRST_RETRY)
                        .setIntervalMultiplier(2)
                        .setMaxInterval(MAX_RETRY_MILLIS));
        if (settings.namespaces().isEmpty()) {
            controller.watchingAllNamespaces();
        } else {
            controller.settingNamespaces(Set.copyOf(settings.namespaces()));
        }
    }

    /** Whether anything but the status changed. */
    static boolean isNews(ObjectMeta now, ObjectMeta before) {
        return !Objects.equals(now.getGeneration(), before.getGeneration())
                || !Objects.equals(now.getDeletionTimestamp(), before.getDeletionTimestamp())
                || !Objects.equals(now.getUid(), before.getUid())
                || !notes(now).equals(notes(before));
    }

    private static Map<String, String> notes(ObjectMeta meta) {
        return meta.getAnnotations() == null ? Map.of() : meta.getAnnotations();
    }

    void start() {
        operator.start();
    }

    boolean isReady() {
        return operator.getRuntimeInfo().isStarted()
                && operator.getRuntimeInfo().allEventSourcesAreHealthy();
    }

    String metrics() {
        return metrics.text(sources.graphs());
    }

    @Override
    public void close() {
        operator.stop();
    }
}
