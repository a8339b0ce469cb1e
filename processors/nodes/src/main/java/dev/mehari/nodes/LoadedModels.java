// SPDX-License-Identifier: Apache-2.0

package dev.mehari.nodes;

import java.util.HashMap;
import java.util.Map;

import dev.mehari.model.Model;
import dev.mehari.model.ModelFile;
import dev.mehari.model.ModelRuntime;
import dev.mehari.model.Signature;
import dev.mehari.tensor.Tensor;

/**
 * The models in memory. Two graphs, or two revisions of one, that use the same bytes share one loaded model; the last to
 * release it closes it. Guarded by its own lock, which is never held while a model answers.
 */
final class LoadedModels {
    private final Map<Key, Shared> loaded = new HashMap<>();

    private record Key(String runtime, String sha256) {}

    /** A model with the number of its users. */
    private static final class Shared {
        final Model model;
        int users;

        Shared(Model model) {
            this.model = model;
        }
    }

    /** The model, loaded now if nobody uses it yet; to be closed by whoever asked. */
    synchronized Model acquire(ModelRuntime runtime, ModelFile file) {
        Key key = new Key(runtime.name(), file.sha256());
        Shared shared = loaded.get(key);
        if (shared == null) {
            shared = new Shared(runtime.load(file));
            loaded.put(key, shared);
        }
        shared.users++;
        return new Use(key, shared.model);
    }

    private synchronized void release(Key key) {
        Shared shared = loaded.get(key);
        if (shared != null && --shared.users == 0) {
            loaded.remove(key);
            shared.model.close();
        }
    }

    /** One user's hold on a shared model. */
    private final class Use implements Model {
        private final Key key;
        private final Model model;
        private boolean closed;

        Use(Key key, Model model) {
            this.key = key;
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
                    release(key);
                }
            }
        }
    }
}
