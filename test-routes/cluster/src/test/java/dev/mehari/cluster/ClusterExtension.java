// SPDX-License-Identifier: Apache-2.0

package dev.mehari.cluster;

import java.util.Locale;
import java.util.Optional;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.LifecycleMethodExecutionExceptionHandler;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests the cluster, skips them where there is none (in continuous integration it fails instead), collects evidence of
 * failures, and looks through the operator's log after each test.
 */
final class ClusterExtension
        implements ExecutionCondition,
                ParameterResolver,
                BeforeEachCallback,
                AfterTestExecutionCallback,
                LifecycleMethodExecutionExceptionHandler,
                AfterEachCallback {
    private static final ExtensionContext.Namespace STORE = ExtensionContext.Namespace.create(ClusterExtension.class);
    private static final String NONE =
            "no cluster: start the tests by 'test-routes/cluster/run', or name one by KUBECONFIG";

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        if (cluster(context).isPresent()) {
            return ConditionEvaluationResult.enabled("there is a cluster");
        }
        if ("true".equals(System.getenv("CI"))) {
            throw new IllegalStateException(NONE);
        }
        return ConditionEvaluationResult.disabled(NONE);
    }

    /** One for all tests; closed at the end of the run. */
    @SuppressWarnings("unchecked")
    private static Optional<Cluster> cluster(ExtensionContext context) {
        return ((Held) context.getRoot().getStore(STORE).getOrComputeIfAbsent(Held.class, type -> new Held())).cluster;
    }

    /** Holds the cluster in the store of the whole run, which closes it. */
    private static final class Held implements AutoCloseable {
        private final Optional<Cluster> cluster = Cluster.ofEnvironment();
        private final Optional<Operator> operator = cluster.map(Operator::new);

        Held() {
            cluster.flatMap(Cluster::kit).ifPresent(Images::importInto);
        }

        @Override
        public void close() {
            cluster.ifPresent(Cluster::close);
        }
    }

    private static Operator operator(ExtensionContext context) {
        cluster(context);
        return context.getRoot()
                .getStore(STORE)
                .get(Held.class, Held.class)
                .operator
                .orElseThrow();
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == Cluster.class || type == Space.class || type == Operator.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        if (type == Cluster.class) {
            return cluster(context).orElseThrow();
        }
        return type == Operator.class ? operator(context) : space(context);
    }

    /** A space goes with the test, or the class, that asked for it first. */
    private static final class Lease implements AutoCloseable {
        private final Space space;
        private boolean hasFailures;

        Lease(Space space) {
            this.space = space;
        }

        @Override
        public void close() {
            if (!hasFailures || !Boolean.getBoolean("mehari.cluster.keep")) {
                space.client().namespaces().withName(space.name()).delete();
            }
        }
    }

    private static Space space(ExtensionContext context) {
        return context.getStore(STORE)
                .getOrComputeIfAbsent(
                        Lease.class,
                        type -> new Lease(Space.create(cluster(context).orElseThrow(), namespaceOf(context))),
                        Lease.class)
                .space;
    }

    /** Such as {@code drift-mends-a-deleted-service-x7k2}: whoever looks around knows whose it is. */
    private static String namespaceOf(ExtensionContext context) {
        String words = (context.getRequiredTestClass().getSimpleName().replaceFirst("Test$", "")
                        + "-"
                        + context.getTestMethod()
                                .map(method -> method.getName())
                                .orElse("all"))
                .replaceAll("([a-z0-9])([A-Z])", "$1-$2")
                .toLowerCase(Locale.ROOT);
        String unique = Long.toString(System.nanoTime() & 0xFFFFF, 36);
        return words.substring(0, Math.min(words.length(), 45)).replaceAll("-$", "") + "-" + unique;
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        operator(context).startsTest();
    }

    @Override
    public void handleBeforeAllMethodExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        collect(context, failure, "beforeAll");
        throw failure;
    }

    @Override
    public void handleBeforeEachMethodExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        collect(context, failure, context.getRequiredTestMethod().getName());
        throw failure;
    }

    @Override
    public void afterTestExecution(ExtensionContext context) {
        context.getExecutionException()
                .ifPresent(failure -> collect(
                        context, failure, context.getRequiredTestMethod().getName()));
    }

    private static void collect(ExtensionContext context, Throwable failure, String method) {
        Lease lease = context.getStore(STORE).get(Lease.class, Lease.class);
        if (lease != null) {
            lease.hasFailures = true;
            String test = context.getRequiredTestClass().getSimpleName() + "." + method;
            failure.addSuppressed(new AssertionError(
                    Evidence.collect(lease.space, test, operator(context).log())));
        }
    }

    @Override
    public void afterEach(ExtensionContext context) {
        if (context.getExecutionException().isEmpty()) {
            operator(context).assertNoUnexpectedErrors();
        }
    }
}
