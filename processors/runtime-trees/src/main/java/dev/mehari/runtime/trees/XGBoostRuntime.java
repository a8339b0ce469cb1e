// SPDX-License-Identifier: Apache-2.0

package dev.mehari.runtime.trees;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.List;

import dev.mehari.model.InvalidModelException;
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

    private static final long MAX_BYTES = 1L << 30;
    private static final int RECOGNISED_BYTES = 1 << 16;

    private final long maxBytes;

    /** With the limit that the system property {@link #MAX_BYTES_SETTING} sets, else 1 GiB. */
    public XGBoostRuntime() {
        this(Long.getLong(MAX_BYTES_SETTING, MAX_BYTES));
    }

    XGBoostRuntime(long maxBytes) {
        this.maxBytes = maxBytes;
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
        try (InputStream in = Files.newInputStream(file.path())) {
            return XGBoostReader.recognises(new LimitedInputStream(in, RECOGNISED_BYTES));
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public Signature inspect(ModelFile file) {
        return read(file).signature();
    }

    @Override
    public Model load(ModelFile file) {
        return read(file);
    }

    private XGBoostModel read(ModelFile file) {
        try {
            if (Files.size(file.path()) > maxBytes) {
                throw new InvalidModelException("the file has more than " + maxBytes + " bytes. Raise "
                        + MAX_BYTES_SETTING + " if it should be read");
            }
            try (InputStream in = file.open()) {
                return new XGBoostModel(XGBoostReader.read(in));
            }
        } catch (IOException e) {
            throw new InvalidModelException("the file can't be read to its end", e);
        }
    }
}
