// SPDX-License-Identifier: Apache-2.0

package dev.mehari.oip;

import java.util.Set;

import dev.mehari.tensor.InferenceException;

/**
 * Parameters of a tensor that ask for an extension of the protocol which isn't offered. Other unknown parameters are notes
 * of the client to itself; these change where data come from or what an answer means, so nothing is silently left out.
 */
public final class Extensions {
    private static final String SHARED_MEMORY = "shared_memory_region";
    private static final String CLASSIFICATION = "classification";

    private Extensions() {}

    /**
     * @param where its text names the tensor in messages
     * @throws InferenceException INVALID if a parameter asks for shared memory or classification
     */
    public static void refuse(Object where, Set<String> parameters) {
        if (parameters.contains(SHARED_MEMORY)) {
            throw InferenceException.invalid(
                    where + " asks for shared memory, which isn't offered. Send and take data in messages");
        }
        if (parameters.contains(CLASSIFICATION)) {
            throw InferenceException.invalid(
                    where + " asks for the classification extension, which isn't offered. Ask for the output as it is");
        }
    }
}
