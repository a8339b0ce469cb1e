// SPDX-License-Identifier: Apache-2.0

package dev.mehari.server;

import java.util.List;
import java.util.concurrent.TimeUnit;

import dev.mehari.nodes.Prediction;
import dev.mehari.nodes.Trace;
import dev.mehari.oip.json.AnswerWriter;
import dev.mehari.oip.json.JsonOutput;
import dev.mehari.oip.json.OutputForm;
import dev.mehari.tensor.InferenceException;
import dev.mehari.tensor.NamedTensors;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A trace as JSON, for tools and for {@link TraceText}:
 *
 * <pre>
 * {"graph": "credit", "revision": 3, "id": "…", "path": "score=0,1,1", "micros": 412,
 *  "steps": [{"graph": "credit@3", "node": "scale", "step": "transform", "rows": ["0", "1", "2"], "startMicros": 3.1,
 *             "micros": 38.0, "inputs": [TENSOR, …], "outputs": [TENSOR, …], "error": "…"},
 *            {"graph": "credit@3", "block": "score", "branch": 0, "condition": "applicant.months &lt; 12", "rows": ["0"]}],
 *  "outputs": [TENSOR, …]}
 * </pre>
 *
 * A TENSOR is as in the Open Inference Protocol; one with more than {@value #MOST_ELEMENTS} elements has no {@code data} but
 * {@code first}, a TENSOR of its beginning.
 */
final class TraceJson {
    private static final int MOST_ELEMENTS = 1024;

    private TraceJson() {}

    /** @param nanos how long the whole request took */
    static String of(Prediction prediction, long nanos, Trace trace) {
        JsonOutput out = new JsonOutput();
        out.raw("{\"graph\":").text(prediction.graph());
        out.raw(",\"revision\":").number(prediction.revision());
        out.raw(",\"id\":").text(prediction.id());
        out.raw(",\"path\":").text(prediction.path());
        end(out, nanos, trace);
        out.raw(",\"outputs\":[");
        tensors(prediction.outputs(), out);
        return out.raw("]}").toString();
    }

    /** For a request that failed. */
    static String of(String graph, String id, Throwable error, long nanos, Trace trace) {
        JsonOutput out = new JsonOutput();
        out.raw("{\"graph\":").text(graph);
        out.raw(",\"id\":").text(id);
        out.raw(",\"error\":").text(words(error));
        end(out, nanos, trace);
        return out.raw("}").toString();
    }

    private static String words(Throwable error) {
        return error instanceof InferenceException && error.getMessage() != null
                ? error.getMessage()
                : "an internal error: " + error;
    }

    private static void end(JsonOutput out, long nanos, Trace trace) {
        micros(",\"micros\":", nanos, out);
        out.raw(",\"steps\":[");
        String separator = "";
        for (Trace.Event event : trace.events()) {
            out.raw(separator).raw("{\"graph\":").text(event.graph());
            if (event instanceof Trace.Ran ran) {
                ran(ran, out);
            } else if (event instanceof Trace.Went went) {
                went(went, out);
            }
            out.raw("}");
            separator = ",";
        }
        out.raw("]");
    }

    private static void ran(Trace.Ran ran, JsonOutput out) {
        out.raw(",\"node\":").text(ran.node()).raw(",\"step\":").text(ran.step());
        rows(ran.rows(), out);
        micros(",\"startMicros\":", ran.startNanos(), out);
        micros(",\"micros\":", ran.nanos(), out);
        out.raw(",\"inputs\":[");
        tensors(ran.inputs(), out);
        out.raw("],\"outputs\":[");
        tensors(ran.outputs(), out);
        out.raw("]");
        error(ran.error(), out);
    }

    private static void error(@Nullable String error, JsonOutput out) {
        if (error != null) {
            out.raw(",\"error\":").text(error);
        }
    }

    private static void went(Trace.Went went, JsonOutput out) {
        out.raw(",\"block\":").text(went.block()).raw(",\"branch\":").number(went.branch());
        if (!went.condition().isEmpty()) {
            out.raw(",\"condition\":").text(went.condition());
        }
        rows(went.rows(), out);
    }

    private static void rows(List<String> rows, JsonOutput out) {
        out.raw(",\"rows\":[");
        String separator = "";
        for (String row : rows) {
            out.raw(separator).text(row);
            separator = ",";
        }
        out.raw("]");
    }

    private static void micros(String key, long nanos, JsonOutput out) {
        long tenths = TimeUnit.NANOSECONDS.toMicros(10 * nanos);
        out.raw(key).number(tenths / 10).raw(".").number(tenths % 10);
    }

    private static void tensors(NamedTensors tensors, JsonOutput out) {
        for (int i = 0; i < tensors.size(); i++) {
            Tensor tensor = tensors.tensor(i);
            if (i > 0) {
                out.raw(",");
            }
            if (tensor.size() <= MOST_ELEMENTS) {
                write(tensors.name(i), tensor, out);
            } else {
                out.raw("{\"name\":").text(tensors.name(i));
                out.raw(",\"datatype\":").text(tensor.datatype().name());
                out.raw(",\"shape\":").raw(tensor.shape().toString());
                out.raw(",\"first\":");
                write(tensors.name(i), beginning(tensor), out);
                out.raw("}");
            }
        }
    }

    private static void write(String name, Tensor tensor, JsonOutput out) {
        NamedTensors named = NamedTensors.of(name, tensor);
        try {
            AnswerWriter.writeOutputs(named, OutputForm.JSON, new JsonOutput());
        } catch (InferenceException noText) {
            // BYTES that are no UTF-8, such as pictures: JSON can't show them.
            out.raw("{\"name\":").text(name).raw(",\"datatype\":\"BYTES\",\"shape\":");
            out.raw(tensor.shape().toString()).raw(",\"data\":[]}");
            return;
        }
        AnswerWriter.writeOutputs(named, OutputForm.JSON, out);
    }

    /** The first elements, as a list where not even the first row is small enough. */
    private static Tensor beginning(Tensor tensor) {
        if (tensor.shape().rank() == 0) {
            return tensor;
        }
        int rows = MOST_ELEMENTS / Math.max(1, tensor.rowSize());
        if (rows > 0) {
            return tensor.slice(0, Math.min(rows, tensor.rows()));
        }
        Tensor first = tensor.slice(0, 1);
        return first.reshape(Shape.of(first.size())).slice(0, MOST_ELEMENTS);
    }
}
