// SPDX-License-Identifier: Apache-2.0

package dev.mehari.nodes;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;

import dev.mehari.model.InvalidModelException;
import dev.mehari.model.Model;
import dev.mehari.model.ModelBase;
import dev.mehari.model.ModelFile;
import dev.mehari.model.ModelRuntime;
import dev.mehari.model.ModelRuntimes;
import dev.mehari.model.ModelStore;
import org.apache.camel.CamelContext;
import org.apache.camel.support.service.ServiceSupport;

/**
 * What the steps of all graphs in one CamelContext share: loaded models, taps, the observer, the threads for dear branches.
 * One per context, made when first asked for, stopped with it. Thread-safe.
 */
public final class NodeServices extends ServiceSupport {
    private final CamelContext context;
    private final ModelStore store;
    /** For routes of one's own: who writes a route runs code here anyway, so any file of this machine may be named. */
    private final ModelStore routeStore;

    private final ModelRuntimes runtimes = ModelRuntimes.installed();
    private final LoadedModels models = new LoadedModels();
    private final NodeSettings settings;
    private final Taps taps;
    /** Found when first asked for; guarded by the lock of this object. */
    private final List<RemoteModels> remotes = new ArrayList<>();

    private final BranchThreads branchThreads = new BranchThreads();

    private NodeServices(CamelContext context) {
        this.context = context;
        ModelStore bound = context.getRegistry().findSingleByType(ModelStore.class);
        this.store = bound != null ? bound : ModelStore.installed(defaultCache(), false);
        this.routeStore = bound != null ? bound : ModelStore.installed(defaultCache(), true);
        this.settings = NodeSettings.of(context);
        this.taps = new Taps(context, observer());
    }

    private static Path defaultCache() {
        return Path.of(System.getProperty("user.home", "."), ".mehari", "cache");
    }

    /** The services of a context. */
    public static NodeServices of(CamelContext context) {
        synchronized (context.getRegistry()) {
            NodeServices services = context.getCamelContextExtension().getContextPlugin(NodeServices.class);
            if (services == null) {
                services = new NodeServices(context);
                context.getCamelContextExtension().addContextPlugin(NodeServices.class, services);
                try {
                    context.addService(services, true, true);
                } catch (Exception e) {
                    throw new IllegalStateException("the services of Mehari's steps can't start", e);
                }
            }
            return services;
        }
    }

    /** Who listens; {@link GraphObserver#NONE} if nobody is bound in the registry. */
    public GraphObserver observer() {
        Set<GraphObserver> bound = context.getRegistry().findByType(GraphObserver.class);
        return bound.isEmpty() ? GraphObserver.NONE : bound.iterator().next();
    }

    /** Finds and verifies model files. */
    public ModelStore store() {
        return store;
    }

    /** The runtimes on the class path. */
    public ModelRuntimes runtimes() {
        return runtimes;
    }

    NodeSettings settings() {
        return settings;
    }

    Taps taps() {
        return taps;
    }

    /**
     * A way to a model on another server.
     *
     * @throws IllegalArgumentException if nobody here speaks the URI's scheme
     */
    RemoteModel openRemote(URI uri) {
        String scheme = String.valueOf(uri.getScheme());
        for (RemoteModels models : remotes()) {
            if (models.speaks(scheme)) {
                return models.open(uri, settings.answerBytes());
            }
        }
        throw new IllegalArgumentException("nothing here speaks '" + scheme
                + ":'; calls need a client on the class path, such as that of Mehari's OIP module");
    }

    private synchronized List<RemoteModels> remotes() {
        if (remotes.isEmpty()) {
            remotes.addAll(context.getRegistry().findByType(RemoteModels.class));
            ServiceLoader.load(RemoteModels.class, NodeServices.class.getClassLoader())
                    .forEach(remotes::add);
        }
        return List.copyOf(remotes);
    }

    /** A breaker for one step, as the settings say. */
    Breaker newBreaker() {
        return new Breaker(settings.breakerFailures(), settings.breakerPause(), System::nanoTime);
    }

    BranchThreads branchThreads() {
        return branchThreads;
    }

    /**
     * Finds, verifies and loads a model of a graph. One with these bytes that is in memory already is shared without a look
     * at the file, which may have changed since.
     *
     * @param runtime the runtime's name; empty to tell it by the file
     * @return to be closed by whoever asked
     * @throws InvalidModelException in words for the manifest's author
     */
    public Model load(String uri, String runtime, Optional<String> sha256, ModelBase base) {
        return sha256.flatMap(digest -> models.share(runtime, digest))
                .orElseGet(() -> load(store.locate(uri, base, sha256), runtime));
    }

    /** How many models are in memory; those that share their bytes are one. */
    public int modelsLoaded() {
        return models.size();
    }

    /** The same for a route of one's own; relative files are below the working folder. */
    Model loadForRoute(String uri, String runtime, Optional<String> sha256) {
        return load(routeStore.locate(uri, ModelBase.of(Path.of("")), sha256), runtime);
    }

    private Model load(ModelFile file, String runtime) {
        Optional<ModelRuntime> found = runtime.isEmpty() ? runtimes.of(file) : runtimes.named(runtime);
        return models.acquire(
                found.orElseThrow(() -> new InvalidModelException(
                        runtime.isEmpty()
                                ? "nothing here reads this file; there are runtimes for: " + runtimes.names()
                                : "there is no runtime '" + runtime + "' here; there are: " + runtimes.names())),
                file);
    }

    @Override
    protected void doStop() {
        taps.close();
        branchThreads.close();
        synchronized (this) {
            remotes.forEach(RemoteModels::close);
            remotes.clear();
        }
    }
}
