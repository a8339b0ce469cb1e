// SPDX-License-Identifier: Apache-2.0

package dev.mehari.runtime.onnx;

import java.util.Locale;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import dev.mehari.model.InvalidModelException;
import org.jspecify.annotations.Nullable;

/*
 * ONNX Runtime in this process: one environment, and the options that its sessions share. Started with the first model, so
 * that a process without ONNX models, or on a machine that ONNX Runtime doesn't run on, never pays for it.
 *
 * A run stays on the caller's thread (one thread within and between operators, so no pools): requests are the parallelism.
 * The engine logs nothing, since what matters it throws.
 *
 * A memory arena per session makes runs of big models up to a sixth faster and every model 35 KB bigger, so models below
 * ARENA_FROM go without.
 */
final class Engine {
    /** Bytes of a model file. */
    static final int ARENA_FROM = 256 << 10;

    private static @Nullable Engine started;
    private static @Nullable Throwable failure;

    private final OrtEnvironment environment;
    private final SessionOptions small;
    private final SessionOptions big;
    private final SessionOptions tiny;

    private Engine() throws OrtException {
        Natives.prepare();
        environment = OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, "mehari");
        environment.setTelemetry(false);
        small = options(false);
        big = options(true);
        tiny = options(false);
        tiny.setOptimizationLevel(SessionOptions.OptLevel.NO_OPT);
    }

    /** Lives as long as the process, because a session may need its options as long as it lives. */
    private static SessionOptions options(boolean arena) throws OrtException {
        SessionOptions options = new SessionOptions();
        options.setExecutionMode(SessionOptions.ExecutionMode.SEQUENTIAL);
        options.setIntraOpNumThreads(1);
        options.setInterOpNumThreads(1);
        options.setCPUArenaAllocator(arena);
        // It keeps a plan for every combination of shapes ever seen, without bound.
        options.setMemoryPatternOptimization(false);
        options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
        // Never guessed from the bytes: what we have checked is ONNX.
        options.addConfigEntry("session.load_model_format", "ONNX");
        options.addConfigEntry("session.use_device_allocator_for_initializers", "1");
        return options;
    }

    /** @throws InvalidModelException if ONNX Runtime can't run on this machine */
    static synchronized Engine start() {
        if (started != null) {
            return started;
        }
        if (failure == null) {
            try {
                started = new Engine();
                return started;
            } catch (OrtException | RuntimeException | LinkageError e) {
                failure = e;
            }
        }
        throw new InvalidModelException(
                "ONNX models can't run on this machine: ONNX Runtime has no native library that works on "
                        + System.getProperty("os.name") + " "
                        + System.getProperty("os.arch").toLowerCase(Locale.ENGLISH)
                        + ". It comes for glibc Linux, macOS (both x86-64 and aarch64) and Windows (x86-64)",
                failure);
    }

    OrtEnvironment environment() {
        return environment;
    }

    /** Opens a model. */
    OrtSession open(byte[] model) throws OrtException {
        return environment.createSession(model, model.length < ARENA_FROM ? small : big);
    }

    static void close(OrtSession session) {
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime can't close a session", e);
        }
    }

    /** Opens a model that is too small to be optimised. */
    OrtSession openTiny(byte[] model) throws OrtException {
        return environment.createSession(model, tiny);
    }
}
