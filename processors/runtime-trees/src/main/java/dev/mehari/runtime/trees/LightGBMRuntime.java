// SPDX-License-Identifier: Apache-2.0

package dev.mehari.runtime.trees;

import java.util.List;

import dev.mehari.model.Model;
import dev.mehari.model.ModelFile;
import dev.mehari.model.ModelRuntime;
import dev.mehari.model.Signature;

/**
 * {@code lightgbm}: models that LightGBM saved as text, without the library. Answers are those of {@code Booster.predict} on
 * the saved file: {@code prediction} as it gives by default and {@code margin} as with {@code raw_score=True}, FP64. Rows are
 * FP64, or FP32, which are widened.
 */
public final class LightGBMRuntime implements ModelRuntime {
    private final TreeFiles files;

    /** With the limit that the system property {@link XGBoostRuntime#MAX_BYTES_SETTING} sets, else 1 GiB. */
    public LightGBMRuntime() {
        this(new TreeFiles());
    }

    LightGBMRuntime(TreeFiles files) {
        this.files = files;
    }

    @Override
    public String name() {
        return "lightgbm";
    }

    /** Its files are called {@code .txt}, as many others are. */
    @Override
    public List<String> suffixes() {
        return List.of();
    }

    @Override
    public boolean recognises(ModelFile file) {
        return TreeFiles.begins(file, LightGBMReader::recognises);
    }

    @Override
    public Signature inspect(ModelFile file) {
        return load(file).signature();
    }

    @Override
    public Model load(ModelFile file) {
        return new LightGBMModel(files.read(file, LightGBMReader::read));
    }
}
