// SPDX-License-Identifier: Apache-2.0

package dev.mehari.model;

import java.util.Map;

/**
 * What people should know of a model: served in metadata, written into every audit entry.
 *
 * @param version the model's own version, free text; empty if not given
 * @param entries the manifest's {@code card} as it stands: created, training, metrics, licence and whatever else, as
 *     texts, numbers, booleans, lists and maps
 */
public record ModelCard(String version, Map<String, Object> entries) {
    public static final ModelCard NONE = new ModelCard("", Map.of());
}
