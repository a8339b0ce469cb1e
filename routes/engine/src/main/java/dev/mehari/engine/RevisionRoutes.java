// SPDX-License-Identifier: Apache-2.0

package dev.mehari.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

import dev.mehari.model.Model;
import dev.mehari.model.ModelBase;
import dev.mehari.nodes.NodeServices;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.model.BeanFactoryDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;

/**
 * Revisions as Camel has them: a route, beans, endpoints, all of them named by the revision's id. Camel changes its routes
 * under locks of its own, so whatever may take long, or for ever, is done before or after and never while a route starts:
 * models are loaded first, requests are answered before the route stops. Thread-safe.
 */
final class RevisionRoutes {
    private static final Set<String> SCHEMES = Set.of("graph", "infer", "tensor", "tap");
    private static final long STOP_SECONDS = 10;

    private final CamelContext context;
    private final ReentrantLock camel = new ReentrantLock();

    RevisionRoutes(CamelContext context) {
        this.context = context;
    }

    /**
     * Loads the models of a revision, or shares those in memory. Its route shares them in turn when it starts.
     *
     * @return to be closed when the route has started
     */
    List<Model> models(KnownRevision revision) {
        NodeServices services = NodeServices.of(context);
        ModelBase base = new ModelBase(revision.folder(), revision.modelRoot());
        List<Model> models = new ArrayList<>();
        try {
            revision.models()
                    .values()
                    .forEach(model ->
                            models.add(services.load(model.uri(), model.runtime(), Optional.of(model.sha256()), base)));
            return models;
        } catch (RuntimeException | Error e) {
            models.forEach(Model::close);
            throw e;
        }
    }

    /** Builds and starts the route. What is left of one that can't start, {@link #remove} takes away. */
    void start(KnownRevision revision, Duration limit) throws Exception {
        Resource resource = ResourceHelper.fromString(revision.id() + ".camel.yaml", revision.text());
        if (!camel.tryLock(limit.toNanos(), TimeUnit.NANOSECONDS)) {
            throw new IllegalStateException("another revision's route has been starting or stopping for too long");
        }
        Set<String> before = new HashSet<>();
        context.getEndpoints().forEach(endpoint -> before.add(endpoint.getEndpointUri()));
        try {
            PluginHelper.getRoutesLoader(context).loadRoutes(resource);
        } catch (Exception | Error e) {
            for (Endpoint endpoint : List.copyOf(context.getEndpoints())) {
                String uri = endpoint.getEndpointUri();
                if (SCHEMES.contains(uri.substring(0, Math.max(0, uri.indexOf(':')))) && !before.contains(uri)) {
                    context.removeEndpoint(endpoint);
                }
            }
            throw e;
        } finally {
            camel.unlock();
        }
    }

    /** Takes the route, its beans and its endpoints away; models that no other revision uses are closed. */
    void remove(String id) throws Exception {
        camel.lockInterruptibly();
        try {
            org.apache.camel.model.Model model =
                    context.getCamelContextExtension().getContextPlugin(org.apache.camel.model.Model.class);
            if (context.getRoute(id) != null) {
                context.getRouteController().stopRoute(id, STOP_SECONDS, TimeUnit.SECONDS);
                context.removeRoute(id);
            }
            RouteDefinition definition = model.getRouteDefinition(id);
            if (definition != null) {
                model.removeRouteDefinition(definition);
            }
            for (BeanFactoryDefinition<?> bean : List.copyOf(model.getCustomBeans())) {
                if (bean.getName().equals(id) || bean.getName().startsWith(id + ".")) {
                    context.getRegistry().unbind(bean.getName());
                    model.getCustomBeans().remove(bean);
                }
            }
        } finally {
            camel.unlock();
        }
    }
}
