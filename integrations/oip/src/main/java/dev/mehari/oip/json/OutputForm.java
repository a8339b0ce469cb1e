// SPDX-License-Identifier: Apache-2.0

package dev.mehari.oip.json;

import java.util.Set;

/**
 * Which outputs are wanted as binary data behind the JSON ({@code binary_data_output}, {@code binary_data}).
 *
 * @param binary what holds for all outputs
 * @param exceptions names of those for which the opposite holds
 */
public record OutputForm(boolean binary, Set<String> exceptions) {
    public static final OutputForm JSON = new OutputForm(false, Set.of());

    public boolean isBinary(String output) {
        return exceptions.isEmpty() ? binary : binary != exceptions.contains(output);
    }
}
