// SPDX-License-Identifier: Apache-2.0

package dev.mehari.runtime.trees;

import java.util.List;

import dev.mehari.model.Model;
import dev.mehari.model.ModelFile;
import dev.mehari.model.ModelRuntime;
import dev.mehari.model.Signature;

/**
 * {@code xgboost}: models that XGBoost 1.7 to 3.x saved as JSON or UBJ, without the library. Answers are those of
 * {@code Booster.predict}: {@code prediction} as it gives by default, from all trees, and {@code margin} as with
 * {@code output_margin=True}.
 */
public final class XGBoostRuntime implements ModelRuntime {
    /** The setting that says how large a model file may be, in bytes. */
    public static final String MAX_BYTES_SETTING = "mehari.trees.max-bytes";

    private final TreeFiles files;

    /** With the limit that the system property {@link #MAX_BYTES_SETTING} sets, else 1 GiB. */
    public XGBoostRuntime() {
        this(new TreeFiles());
    }

    XGBoostRuntime(TreeFiles files) {
        this.files = files;
    }

    @Override
    public String name() {
        return "xgboost";
    }

    /** XGBoost's JSON has no ending of its own. */
    @Override
    public List<String> suffixes() {
        return List.of(".ubj");
    }

    @Override
    public boolean recognises(ModelFile file) {
        return TreeFiles.begins(file, XGBoostReader::recognises);
    }

    @Override
    public Signature inspect(ModelFile file) {
        return load(file).signature();
    }

    @Override
    public Model load(ModelFile file) {
        return new XGBoostModel(files.read(file, XGBoostReader::read));
    }
}
