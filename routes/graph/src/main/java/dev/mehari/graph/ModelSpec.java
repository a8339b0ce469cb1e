// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.util.Map;
import java.util.Optional;

/**
 * A model of a graph (rule 27).
 *
 * @param card as it stands: texts, numbers, booleans, lists and maps
 */
@Structure("A model that steps use.")
public record ModelSpec(
        @Key(
                "The engine that runs it, such as onnx, xgboost, lightgbm, dl4j; needed where the file's name doesn't tell.")
        Optional<String> runtime,

        @Key(value = "Where the model's file is: relative to the graph file's folder, or a URI.", required = true)
        String uri,

        @Key("The model's own version, free text.") String version,

        @Key(value = "The file's SHA-256, checked when it is loaded; required over http.", definition = "sha256")
        Optional<String> sha256,

        @Key(
                value =
                        "What people should know of it: created, training data, metrics, licence, and what else you want.",
                definition = "anything")
        Map<String, Object> card,

        @Key("What it is, for people.") String description) {}
