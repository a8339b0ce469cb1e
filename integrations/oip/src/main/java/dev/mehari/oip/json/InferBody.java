// SPDX-License-Identifier: Apache-2.0

package dev.mehari.oip.json;

import java.util.List;
import java.util.Map;

import dev.mehari.tensor.NamedTensors;

/**
 * What the body of an inference request says.
 *
 * @param id the client's own; empty if it gave none
 * @param parameters without those of the binary extension, which are the door's affair
 * @param outputs names of the outputs wanted, in the order wanted; empty for all
 */
public record InferBody(
        String id, NamedTensors inputs, Map<String, Object> parameters, List<String> outputs, OutputForm form) {}
