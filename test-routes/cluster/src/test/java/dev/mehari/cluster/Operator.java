// SPDX-License-Identifier: Apache-2.0

package dev.mehari.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.UpgradeCommand;
import dev.mehari.crd.GraphResource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import org.awaitility.Awaitility;

/**
 * Mehari's operator in the cluster, installed by its chart, with the rights that the chart gives it and no others. Its
 * state (which values it was installed with, which errors a test expects) is that of one test at a time.
 */
final class Operator {
    /** Where it is installed. */
    static final String NAMESPACE = "mehari-system";

    private static final String RELEASE = "mehari";
    // As slf4j-simple writes them; whatever else throws leaves the frames of a stack.
    private static final Pattern ERROR = Pattern.compile("\\bERROR\\b|^Exception in thread|^\\s+at [\\w.$/]+\\(");
    private static final Pattern FRAME = Pattern.compile("^\\s+at |^Caused by: |^\\s*\\.\\.\\. \\d+ more");
    private static final Pattern SLOW = Pattern.compile("BlockedThreadChecker|VertxException: Thread blocked");

    private final Cluster cluster;
    private final List<Pattern> expected = new ArrayList<>();
    private Map<String, String> values = Map.of();
    private Instant testStarted = Instant.EPOCH;

    Operator(Cluster cluster) {
        this.cluster = cluster;
    }

    static Path chart() {
        return Sources.root().resolve("camel-k/packaging/chart");
    }

    /**
     * Installs it, or changes its values, and waits until its pods are ready. Does nothing when it runs with them already.
     *
     * @param changes names and values beside those that every test needs, such as {@code renderer=plain}
     */
    void install(String... changes) {
        Map<String, String> wanted = new HashMap<>();
        set(wanted, "image", Images.operator());
        set(wanted, "runtime.image", Images.runtime());
        for (String change : changes) {
            int equals = change.indexOf('=');
            wanted.put(change.substring(0, equals), change.substring(equals + 1));
        }
        if (wanted.equals(values)) {
            return;
        }
        if (values.isEmpty()) {
            applyDefinition();
        }
        UpgradeCommand upgrade = new Helm(chart())
                .upgrade()
                .install()
                .withName(RELEASE)
                .withNamespace(NAMESPACE)
                .createNamespace()
                .withKubeConfig(cluster.kubeconfig());
        wanted.forEach(upgrade::set);
        upgrade.call();
        values = Map.copyOf(wanted);
        awaitReady();
    }

    /** Before the chart, as its notes say: Helm never changes a definition that is there. */
    private void applyDefinition() {
        try (InputStream in =
                GraphResource.class.getResourceAsStream("/META-INF/fabric8/inferencegraphs.mehari.dev-v1.yml")) {
            Path file = Files.createTempFile("definition", ".yaml");
            Files.write(
                    file,
                    Objects.requireNonNull(in, "the definition isn't on the class path")
                            .readAllBytes());
            cluster.kubectl("apply", "--server-side", "--force-conflicts", "-f", file.toString());
            cluster.kubectl("wait", "crd", GraphResource.FULL_NAME, "--for=condition=Established", "--timeout=60s");
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void set(Map<String, String> values, String key, Images.Image image) {
        int colon = image.name().lastIndexOf(':');
        values.put(key + ".repository", image.name().substring(0, colon));
        values.put(key + ".tag", image.name().substring(colon + 1));
        values.put(key + ".pullPolicy", image.pullPolicy());
    }

    /** Waits until all its pods are those wanted, and ready. */
    void awaitReady() {
        cluster.kubectl("-n", NAMESPACE, "rollout", "status", "deployment", "-l", labels(), "--timeout=120s");
    }

    private static String labels() {
        return "app.kubernetes.io/instance=" + RELEASE;
    }

    List<Pod> pods() {
        return client().pods()
                .inNamespace(NAMESPACE)
                .withLabel("app.kubernetes.io/instance", RELEASE)
                .list()
                .getItems();
    }

    /** Ends its pods as a lost node would: at once, without a word. The Deployment makes new ones. */
    void kill() {
        for (Pod pod : pods()) {
            client().resource(pod).withGracePeriod(0).delete();
        }
    }

    /** Rolls it over to a new pod template, as a new release does, with two operators side by side for a while. */
    void upgrade() {
        cluster.kubectl("-n", NAMESPACE, "rollout", "restart", "deployment", "-l", labels());
        awaitReady();
    }

    /** Stops it: no pods. {@link #scale} with 1 brings it back. */
    void scale(int replicas) {
        cluster.kubectl("-n", NAMESPACE, "scale", "deployment", "-l", labels(), "--replicas=" + replicas);
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .pollInterval(Duration.ofMillis(200))
                .until(() -> pods().size() == replicas);
        if (replicas > 0) {
            awaitReady();
        }
    }

    /**
     * What it has taken of its node.
     *
     * @param seconds of a processor, since it started
     * @param megabytes of memory, now
     */
    record Usage(double seconds, double megabytes) {
        @Override
        public String toString() {
            return "%.1f s CPU, %.0f MB".formatted(seconds, megabytes);
        }
    }

    /** Of the kubelet's own numbers, some seconds old. */
    Usage usage() {
        String node = pods().get(0).getSpec().getNodeName();
        String metrics = cluster.kubectl("get", "--raw", "/api/v1/nodes/" + node + "/proxy/metrics/resource");
        double seconds = 0;
        double bytes = 0;
        for (String line : metrics.lines().toList()) {
            if (line.contains("namespace=\"" + NAMESPACE + "\"")) {
                String[] words = line.substring(line.indexOf('}') + 1).strip().split(" ");
                seconds += line.startsWith("pod_cpu_usage_seconds_total") ? Double.parseDouble(words[0]) : 0;
                bytes += line.startsWith("pod_memory_working_set_bytes") ? Double.parseDouble(words[0]) : 0;
            }
        }
        return new Usage(seconds, bytes / 1e6);
    }

    /** What its pods have logged since this test started. */
    String log() {
        StringBuilder all = new StringBuilder();
        for (Pod pod : pods()) {
            try {
                all.append(client().pods()
                        .inNamespace(NAMESPACE)
                        .withName(pod.getMetadata().getName())
                        .sinceTime(testStarted.toString())
                        .getLog());
            } catch (KubernetesClientException e) {
                all.append("no log of ")
                        .append(pod.getMetadata().getName())
                        .append(": ")
                        .append(e.getMessage())
                        .append('\n');
            }
        }
        return all.toString();
    }

    /** Lines of a log that tell of errors. */
    static List<String> errors(String log) {
        List<String> errors = new ArrayList<>();
        boolean isOfSlowMachine = false;
        for (String line : log.lines().toList()) {
            // Vert.x shows where a thread is that had no processor for seconds: nothing is wrong there.
            isOfSlowMachine = FRAME.matcher(line).find()
                    ? isOfSlowMachine
                    : SLOW.matcher(line).find();
            if (!isOfSlowMachine && ERROR.matcher(line).find()) {
                errors.add(line);
            }
        }
        return errors;
    }

    /** Called before each test. */
    void startsTest() {
        testStarted = Instant.now();
        expected.clear();
    }

    /** Errors that this test provokes. */
    void expects(String pattern) {
        expected.add(Pattern.compile(pattern));
    }

    /** @throws AssertionError with the lines of its log that are errors and that the test didn't provoke */
    void assertNoUnexpectedErrors() {
        List<String> errors = errors(log()).stream()
                .filter(line -> expected.stream()
                        .noneMatch(pattern -> pattern.matcher(line).find()))
                .toList();
        if (!errors.isEmpty()) {
            throw new AssertionError("the operator logged errors that no test expects:\n" + String.join("\n", errors));
        }
    }

    private KubernetesClient client() {
        return cluster.client();
    }
}
