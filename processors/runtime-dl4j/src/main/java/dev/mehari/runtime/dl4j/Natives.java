// SPDX-License-Identifier: Apache-2.0

package dev.mehari.runtime.dl4j;

import java.io.File;
import java.io.IOException;

import dev.mehari.model.InvalidModelException;
import org.bytedeco.javacpp.Loader;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * The engine's native half, started at the first network that needs it and once in a process.
 *
 * <p>At the very first start on a machine 400 MB are unpacked into JavaCPP's cache (the system property
 * {@code org.bytedeco.javacpp.cachedir}, by default {@code ~/.javacpp/cache}); later starts use what lies there. Settings
 * that the process already has are left alone.
 */
final class Natives {
    private static boolean started;
    private static @Nullable InvalidModelException failure;

    private Natives() {}

    /** @throws InvalidModelException if there are none for this platform, or they can't be unpacked */
    static synchronized void start() {
        if (failure != null) {
            throw failure;
        }
        if (started) {
            return;
        }
        try {
            prepare();
            settle();
            tryOut();
            started = true;
        } catch (Exception | LinkageError e) {
            failure = new InvalidModelException(explain(e), e);
            throw failure;
        }
    }

    /** What must be set before ND4J's first class is initialised. */
    private static void prepare() {
        // The engine calls no shots about memory: containers do. JavaCPP's default would refuse natives in small heaps.
        setUnlessSet("org.bytedeco.javacpp.maxPhysicalBytes", "0");
        // No banner, and no crash dumps beside the program.
        setUnlessSet("org.nd4j.log.initialization", "false");
        setUnlessSet("org.deeplearning4j.crash.reporting.enabled", "false");
        // Where slf4j-simple does the logging: the engine speaks of itself at INFO.
        setUnlessSet("org.slf4j.simpleLogger.log.org.nd4j", "warn");
        setUnlessSet("org.slf4j.simpleLogger.log.org.deeplearning4j", "warn");
    }

    private static void settle() {
        Nd4j.getMemoryManager().togglePeriodicGc(false);
        if (System.getenv("OMP_NUM_THREADS") == null) {
            // Requests are spread over cores already; a pool of its own under each of them would only fight.
            NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(1);
        }
    }

    /**
     * The engine's OpenBLAS is of 2021. On a processor that it doesn't know it may choose a kernel that computes wrong:
     * better no answer than that one.
     */
    private static void tryOut() {
        int n = 67; // no multiple of any vector's length
        try (INDArray a = Nd4j.createUninitialized(DataType.FLOAT, n, n);
                INDArray b = Nd4j.createUninitialized(DataType.FLOAT, n, n)) {
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    a.putScalar(i, j, (i + 2 * j) % 7 - 3);
                    b.putScalar(i, j, (3 * i + j) % 5 - 2);
                }
            }
            try (INDArray product = a.mmul(b)) {
                for (int i = 0; i < n; i++) {
                    for (int j = 0; j < n; j++) {
                        int sum = 0;
                        for (int k = 0; k < n; k++) {
                            sum += ((i + 2 * k) % 7 - 3) * ((3 * k + j) % 5 - 2);
                        }
                        if (product.getFloat(i, j) != sum) { // small whole numbers: exact in any order
                            throw new IllegalStateException(
                                    "OpenBLAS computes wrong on this processor; name one like it in the"
                                            + " environment variable OPENBLAS_CORETYPE, such as Haswell");
                        }
                    }
                }
            }
        }
    }

    private static void setUnlessSet(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }

    private static String explain(Throwable thrown) {
        String platform = Loader.getPlatform();
        if (Natives.class.getResource("/org/nd4j/linalg/cpu/nativecpu/bindings/" + platform) == null) {
            return "this network needs the native half of Deeplearning4j, and there is none for this platform ("
                    + platform
                    + ") on the class path. Add org.nd4j:nd4j-native with the classifier " + platform
                    + " if it exists, or serve the network as ONNX; networks of dense layers alone need no natives";
        }
        if (!canUnpack()) {
            return "the native half of Deeplearning4j (400 MB) finds no folder to be unpacked into. Name a writable one:"
                    + " -Dorg.bytedeco.javacpp.cachedir=DIR";
        }
        return "the native half of Deeplearning4j doesn't start here (" + platform + "): "
                + EngineNetwork.reason(thrown);
    }

    private static boolean canUnpack() {
        try {
            File cache = Loader.getCacheDir();
            return cache.canWrite();
        } catch (IOException e) {
            return false;
        }
    }
}
