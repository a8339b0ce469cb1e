// SPDX-License-Identifier: Apache-2.0

package dev.mehari.nodes;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

import dev.mehari.model.InvalidModelException;
import dev.mehari.model.Model;
import dev.mehari.model.ModelFile;
import dev.mehari.model.ModelRuntime;
import dev.mehari.model.Signature;
import dev.mehari.tensor.Tensor;

/**
 * The models in memory. Two graphs, or two revisions of one, that use the same bytes share one loaded model; the last to
 * release it closes it. Guarded by its own lock, which is held neither while a model answers nor while one is loaded: who
 * asks for a model that another thread is loading waits for that one alone.
 */
final class LoadedModels {
    private final Map<Key, Shared> loaded = new HashMap<>();

    private record Key(String runtime, String sha256) {}

    /** A model, perhaps still on its way, with the number of its users. */
    private static final class Shared {
        final CompletableFuture<Model> model = new CompletableFuture<>();
        int users;
    }

    /** The model, loaded now if nobody uses it yet; to be closed by whoever asked. */
    Model acquire(ModelRuntime runtime, ModelFile file) {
        Key key = new Key(runtime.name(), file.sha256());
        Shared shared;
        boolean first;
        synchronized (this) {
            Shared known = loaded.get(key);
            first = known == null;
            shared = known == null ? new Shared() : known;
            loaded.put(key, shared);
            shared.users++;
        }
        if (first) {
            load(key, shared, runtime, file);
        }
        return use(key, shared);
    }

    /** The model with these bytes if it is in memory, or on its way there; its file isn't needed then. */
    Optional<Model> share(String runtime, String sha256) {
        Key key = new Key(runtime, sha256);
        Shared shared;
        synchronized (this) {
            shared = loaded.get(key);
            if (shared == null) {
                return Optional.empty();
            }
            shared.users++;
        }
        return Optional.of(use(key, shared));
    }

    /** How many models are in memory. */
    synchronized int size() {
        return loaded.size();
    }

    private void load(Key key, Shared shared, ModelRuntime runtime, ModelFile file) {
        try {
            shared.model.complete(runtime.load(file));
        } catch (RuntimeException | Error e) {
            synchronized (this) {
                loaded.remove(key, shared);
            }
            shared.model.completeExceptionally(e);
        }
    }

    private Model use(Key key, Shared shared) {
        try {
            return new Use(key, shared, shared.model.get());
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            // Whoever waits no longer must not keep the model from being closed by the others.
            Thread.currentThread().interrupt();
            shared.model.thenAccept(model -> release(key, shared, model));
            throw new InvalidModelException("waiting for the model was interrupted", e);
        }
    }

    private synchronized void release(Key key, Shared shared, Model model) {
        if (--shared.users == 0) {
            loaded.remove(key, shared);
            model.close();
        }
    }

    /** One user's hold on a shared model. */
    private final class Use implements Model {
        private final Key key;
        private final Shared shared;
        private final Model model;
        private boolean closed;

        Use(Key key, Shared shared, Model model) {
            this.key = key;
            this.shared = shared;
            this.model = model;
        }

        @Override
        public Signature signature() {
            return model.signature();
        }

        @Override
        public Tensor[] infer(Tensor[] inputs) {
            return model.infer(inputs);
        }

        @Override
        public boolean staysOnThread() {
            return model.staysOnThread();
        }

        @Override
        public void close() {
            synchronized (LoadedModels.this) {
                if (!closed) {
                    closed = true;
                    release(key, shared, model);
                }
            }
        }
    }
}
