// SPDX-License-Identifier: Apache-2.0

package dev.mehari.nodes;

import java.util.List;
import java.util.Set;

import org.apache.camel.AggregationStrategy;
import org.apache.camel.CamelContext;
import org.apache.camel.ErrorHandlerFactory;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.Route;
import org.apache.camel.model.ChoiceDefinition;
import org.apache.camel.model.FinallyDefinition;
import org.apache.camel.model.MulticastDefinition;
import org.apache.camel.model.PipelineDefinition;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.SplitDefinition;
import org.apache.camel.model.ToDefinition;
import org.apache.camel.model.TryDefinition;
import org.apache.camel.model.WireTapDefinition;
import org.apache.camel.model.errorhandler.NoErrorHandlerDefinition;
import org.apache.camel.model.language.ExpressionDefinition;
import org.apache.camel.processor.DefaultProcessorFactory;
import org.apache.camel.spi.ProcessorFactory;
import org.apache.camel.support.CamelContextHelper;
import org.jspecify.annotations.Nullable;

/*
 * Standard EIPs on the page, our processors underneath.
 *
 * Camel asks a ProcessorFactory for the processor of every step of a route. This one looks at the model alone: a multicast
 * whose strategy is an ensemble's, a split by our rows language, a wireTap to a tap: get processors of ours. They do the
 * same, for a fraction of the cost, because they may take for granted what Camel can't: the body is immutable, a branch is
 * made of steps that live in this JVM and never look at the unit of work, errors are the request's affair.
 *
 * Whatever option or step it doesn't know makes it decline, and Camel's own processor runs. Nothing else differs: a route
 * gives the same answers with and without this factory, and a test holds that for every sample.
 */
/** Puts our processors under the EIPs of compiled graphs. Stateless but for the factory it falls back to. */
final class OwnProcessors extends DefaultProcessorFactory {
    /** What may stand in a branch that shares the request's unit of work. */
    private static final Set<String> LIGHT_SCHEMES =
            Set.of("infer:", "tensor:", "tap:", "graph:", "infer://", "tensor://", "tap://", "graph://");

    private final @Nullable ProcessorFactory fallback;

    OwnProcessors(@Nullable ProcessorFactory fallback) {
        this.fallback = fallback;
    }

    @Override
    public @Nullable Processor createProcessor(Route route, NamedNode node) throws Exception {
        Processor own = isEnabled(route) ? own(route, node) : null;
        if (own != null) {
            return own;
        }
        return fallback != null ? fallback.createProcessor(route, node) : super.createProcessor(route, node);
    }

    @Override
    public @Nullable Processor createChildProcessor(Route route, NamedNode node, boolean mandatory) throws Exception {
        return fallback != null
                ? fallback.createChildProcessor(route, node, mandatory)
                : super.createChildProcessor(route, node, mandatory);
    }

    /** Asked here and not when the plugin is installed, where a context can't resolve properties yet. */
    private static boolean isEnabled(Route route) {
        return route.getCamelContext()
                .getPropertiesComponent()
                .resolveProperty(ProcessorPlugin.ENABLED)
                .map(Boolean::parseBoolean)
                .orElse(true);
    }

    private static @Nullable Processor own(Route route, NamedNode node) throws Exception {
        if (node instanceof MulticastDefinition multicast) {
            return ensemble(route, multicast);
        } else if (node instanceof SplitDefinition split) {
            return split(route, split);
        } else if (node instanceof ChoiceDefinition choice) {
            return choice(route, choice);
        }
        return node instanceof WireTapDefinition<?> tap ? tap(route, tap) : null;
    }

    private static @Nullable Processor ensemble(Route route, MulticastDefinition multicast) throws Exception {
        boolean plain = isUnset(
                        multicast.getStreaming(), multicast.getStopOnException(), multicast.getParallelAggregate())
                && isUnset(multicast.getShareUnitOfWork(), multicast.getSynchronous(), multicast.getExecutorService())
                && isUnset(multicast.getDisabled());
        if (!plain || !errorsGoUp(route) || !allLight(multicast.getOutputs())) {
            return null;
        }
        AggregationStrategy strategy = strategy(route.getCamelContext(), multicast.getAggregationStrategy());
        return strategy instanceof EnsembleMerge merge
                ? new EnsembleReifier(route, multicast, merge).createProcessor()
                : null;
    }

    private static @Nullable Processor split(Route route, SplitDefinition split) throws Exception {
        ExpressionDefinition expression = split.getExpression();
        boolean plain = isUnset(split.getStreaming(), split.getStopOnException(), split.getParallelAggregate())
                && isUnset(split.getShareUnitOfWork(), split.getSynchronous(), split.getExecutorService())
                && isUnset(split.getParallelProcessing(), split.getTimeout(), split.getOnPrepare())
                && isUnset(split.getDelimiter(), split.getDisabled());
        if (!plain || !errorsGoUp(route) || expression == null || !allLight(split.getOutputs())) {
            return null;
        }
        AggregationStrategy strategy = strategy(route.getCamelContext(), split.getAggregationStrategy());
        if ("rows".equals(expression.getLanguage()) && strategy instanceof RowMerge) {
            return new RowSplitReifier(route, split).createProcessor();
        }
        return "items".equals(expression.getLanguage()) && strategy instanceof SplitMerge merge
                ? new ItemSplitReifier(route, split, merge).createProcessor()
                : null;
    }

    private static @Nullable Processor choice(Route route, ChoiceDefinition choice) throws Exception {
        boolean plain = isUnset(choice.getPrecondition(), choice.getDisabled())
                && choice.getWhenClauses().stream().allMatch(when -> isUnset(when.getDisabled()));
        return plain && errorsGoUp(route) && RowChoiceReifier.isPartOfSplit(choice)
                ? new RowChoiceReifier(route, choice).createProcessor()
                : null;
    }

    private static @Nullable Processor tap(Route route, WireTapDefinition<?> tap) {
        String uri = tap.getUri();
        boolean plain = uri != null
                && uri.startsWith("tap:")
                && isUnset(tap.getDisabled(), tap.getExecutorService(), tap.getVariableSend())
                && isUnset(tap.getIgnoreInvalidEndpoint());
        return plain
                        && CamelContextHelper.resolveEndpoint(route.getCamelContext(), uri, null)
                                instanceof TapEndpoint endpoint
                ? new TapProcessor(endpoint)
                : null;
    }

    private static @Nullable AggregationStrategy strategy(CamelContext context, @Nullable String reference) {
        if (reference == null) {
            return null;
        }
        if (reference.equals("#class:" + RowMerge.class.getName())) {
            return new RowMerge();
        }
        String name = reference.startsWith("#") ? reference.substring(1) : reference;
        return context.getRegistry().lookupByNameAndType(name, AggregationStrategy.class);
    }

    /** An option that isn't there, or says no. */
    private static boolean isUnset(@Nullable String... options) {
        for (String option : options) {
            if (option != null && !option.isEmpty() && !option.equals("false")) {
                return false;
            }
        }
        return true;
    }

    /** Whether a failure just goes up to the caller: a branch then needs no error handler of its own. */
    private static boolean errorsGoUp(Route route) {
        ErrorHandlerFactory handler = route.getErrorHandlerFactory();
        return handler instanceof NoErrorHandlerDefinition;
    }

    private static boolean allLight(List<ProcessorDefinition<?>> steps) {
        return steps.stream().allMatch(OwnProcessors::isLight);
    }

    private static boolean isLight(ProcessorDefinition<?> step) {
        if (step instanceof ToDefinition to) {
            String uri = to.getUri();
            return uri != null && LIGHT_SCHEMES.stream().anyMatch(uri::startsWith);
        }
        if (step instanceof WireTapDefinition<?> tap) {
            return tap.getUri() != null && tap.getUri().startsWith("tap:");
        }
        if (step instanceof ChoiceDefinition choice) {
            return choice.getWhenClauses().stream().allMatch(when -> allLight(when.getOutputs()))
                    && (choice.getOtherwise() == null
                            || allLight(choice.getOtherwise().getOutputs()));
        }
        boolean known = step instanceof MulticastDefinition
                || step instanceof SplitDefinition
                || step instanceof PipelineDefinition
                || step instanceof TryDefinition
                || step instanceof FinallyDefinition;
        return known && allLight(step.getOutputs());
    }
}
