// SPDX-License-Identifier: Apache-2.0

package dev.mehari.oip.json;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;

import dev.mehari.tensor.NamedTensors;

/** Writes an inference request, as a client sends it. */
public final class CallWriter {
    private CallWriter() {}

    /**
     * Appends the JSON to {@code out}.
     *
     * @param outputs names of those wanted
     * @param binary whether tensors are sent, and wanted, as binary data
     * @return the binary data to send behind it, in order; empty if it is all JSON
     * @throws dev.mehari.tensor.InferenceException INVALID if JSON is asked for of BYTES that aren't UTF-8
     */
    public static List<ByteBuffer> write(
            String id, NamedTensors inputs, List<String> outputs, boolean binary, JsonOutput out) {
        out.raw("{\"id\":").text(id).raw(",\"inputs\":[");
        List<ByteBuffer> data = AnswerWriter.writeOutputs(inputs, new OutputForm(binary, Set.of()), out);
        out.raw("],\"outputs\":[");
        for (int i = 0; i < outputs.size(); i++) {
            out.raw(i == 0 ? "{\"name\":" : ",{\"name\":").text(outputs.get(i));
            out.raw(",\"parameters\":{\"binary_data\":")
                    .raw(binary ? "true" : "false")
                    .raw("}}");
        }
        out.raw("]}");
        return data;
    }
}
