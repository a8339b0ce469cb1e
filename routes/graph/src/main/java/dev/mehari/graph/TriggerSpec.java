// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A trigger of KEDA.
 *
 * @param type the scaler's name
 * @param metadata the scaler's settings
 * @param metricType {@code AverageValue}, {@code Value} or {@code Utilization}
 * @param authentication the TriggerAuthentication of the same namespace that it uses
 */
@Structure("A trigger of KEDA.")
public record TriggerSpec(
        @Key(value = "The scaler: prometheus, kafka, cron …", required = true)
        String type,

        @Key(value = "The scaler's settings, all of them text.", definition = "anyTexts")
        Map<String, String> metadata,

        @Key(value = "How the value is compared. Default: KEDA's.", definition = "metricType")
        Optional<String> metricType,

        @Key(value = "A TriggerAuthentication in the graph's namespace.", definition = "objectName")
        Optional<String> authentication) {
    public TriggerSpec {
        metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    }
}
