// SPDX-License-Identifier: Apache-2.0

package dev.mehari.server;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A trace for people to read, in the order in which things happened:
 *
 * <pre>
 * credit@1  3 rows  412 µs  score=0,1,1
 *
 * scale       transform  rows 0–2  38.0 µs
 *     applicant      FP32 [3, 20]   [0, 6, 1169, … 60 values]
 *   → output         FP32 [3, 61]   [0.12, …]
 * score       row 0 → branch 0, because applicant.months &lt; 12
 * </pre>
 *
 * Made for one trace.
 */
final class TraceText {
    private static final int FEW_VALUES = 8;
    private static final int FEW_ROWS = 12;
    private static final int LONGEST_TEXT = 40;

    private final JsonNode trace;
    private final StringBuilder text = new StringBuilder();
    private int nameWidth = 8;

    private TraceText(JsonNode trace) {
        this.trace = trace;
    }

    static String of(JsonNode trace) {
        return new TraceText(trace).write();
    }

    /** What a drawing says at a node or block: how many rows, how long. By node id, of the outermost graph. */
    static Map<String, GraphDrawing.NodeNote> notes(JsonNode trace) {
        Map<String, GraphDrawing.NodeNote> notes = new HashMap<>();
        Map<String, List<String>> ways = new HashMap<>();
        String graph =
                trace.path("graph").asText() + "@" + trace.path("revision").asText();
        for (JsonNode step : trace.path("steps")) {
            if (!step.path("graph").asText().equals(graph) && trace.has("revision")) {
                continue;
            }
            if (step.has("node")) {
                notes.put(
                        step.path("node").asText(),
                        new GraphDrawing.NodeNote(
                                count(step) + ", " + micros(step) + (step.has("error") ? ", failed" : "")));
            } else {
                ways.computeIfAbsent(step.path("block").asText(), b -> new ArrayList<>())
                        .add(step.path("branch").asText() + ": " + count(step));
            }
        }
        ways.forEach((block, way) -> notes.put(block, new GraphDrawing.NodeNote(String.join(", ", way))));
        return notes;
    }

    private static String count(JsonNode step) {
        int rows = step.path("rows").size();
        return rows == 1 ? "1 row" : rows + " rows";
    }

    private String write() {
        trace.path("steps")
                .forEach(step -> nameWidth = Math.max(nameWidth, title(step).length()));
        text.append(trace.path("graph").asText());
        if (trace.has("revision")) {
            text.append('@').append(trace.path("revision").asText());
        }
        text.append("  request ").append(trace.path("id").asText()).append("  ").append(micros(trace));
        if (!trace.path("path").asText().isEmpty()) {
            text.append("  ").append(trace.path("path").asText());
        }
        text.append("\n\n");
        for (JsonNode step : trace.path("steps")) {
            if (step.has("block")) {
                went(step);
            } else {
                ran(step);
            }
        }
        if (trace.has("error")) {
            text.append("\nfailed: ").append(trace.path("error").asText()).append('\n');
        } else {
            text.append("\nanswer\n");
            trace.path("outputs").forEach(output -> tensor("  ", output));
        }
        return text.toString();
    }

    /** The node's id; steps of nested graphs have theirs before it. */
    private String title(JsonNode step) {
        String id = step.path(step.has("block") ? "block" : "node").asText();
        String graph = step.path("graph").asText();
        String own = trace.path("graph").asText() + "@";
        return graph.startsWith(own) ? id : graph + " " + id;
    }

    private void went(JsonNode step) {
        text.append(pad(title(step))).append("  ").append(rows(step)).append(" → branch ");
        text.append(step.path("branch").asText());
        if (step.has("condition")) {
            text.append(", because ").append(step.path("condition").asText());
        }
        text.append('\n');
    }

    private void ran(JsonNode step) {
        text.append(pad(title(step))).append("  ").append(step.path("step").asText());
        text.append("  ").append(rows(step)).append("  ").append(micros(step)).append('\n');
        step.path("inputs").forEach(input -> tensor("    ", input));
        step.path("outputs").forEach(output -> tensor("  → ", output));
        if (step.has("error")) {
            text.append("  ✗ ").append(step.path("error").asText()).append('\n');
        }
    }

    private String pad(String title) {
        return title + " ".repeat(nameWidth - title.length());
    }

    private static String micros(JsonNode step) {
        double micros = step.path("micros").asDouble();
        return micros < 10_000
                ? String.format(Locale.ROOT, "%.1f µs", micros)
                : String.format(Locale.ROOT, "%.1f ms", micros / 1000);
    }

    /** {@code rows 0–2, 5}, or {@code items 0.0, 0.1}. */
    private static String rows(JsonNode step) {
        List<String> names = new ArrayList<>();
        step.path("rows").forEach(row -> names.add(row.asText()));
        boolean items = !names.isEmpty() && names.get(0).indexOf('.') >= 0;
        List<String> ranges = items ? names : ranges(names);
        int more = ranges.size() - FEW_ROWS;
        String told = String.join(", ", more > 0 ? ranges.subList(0, FEW_ROWS) : ranges);
        String noun = items ? "item" : "row";
        return (names.size() == 1 ? noun + " " : noun + "s ")
                + told
                + (more > 0 ? ", … " + names.size() + " in all" : "");
    }

    private static List<String> ranges(List<String> names) {
        List<String> ranges = new ArrayList<>();
        int from = 0;
        for (int i = 1; i <= names.size(); i++) {
            boolean goesOn = i < names.size() && Long.parseLong(names.get(i)) == Long.parseLong(names.get(i - 1)) + 1;
            if (!goesOn) {
                String last = names.get(i - 1);
                ranges.add(i - from == 1 ? last : names.get(from) + (i - from == 2 ? ", " : "–") + last);
                from = i;
            }
        }
        return ranges;
    }

    private void tensor(String indent, JsonNode tensor) {
        String name = tensor.path("name").asText();
        String type = tensor.path("datatype").asText() + " " + shape(tensor);
        text.append(indent)
                .append(String.format(Locale.ROOT, "%-20s  %-16s  ", name, type))
                .append(values(tensor))
                .append('\n');
    }

    private static String shape(JsonNode tensor) {
        List<String> dims = new ArrayList<>();
        tensor.path("shape").forEach(dim -> dims.add(dim.asText()));
        return "[" + String.join(", ", dims) + "]";
    }

    private static String values(JsonNode tensor) {
        JsonNode data =
                tensor.has("data") ? tensor.path("data") : tensor.path("first").path("data");
        List<String> values = new ArrayList<>();
        for (int i = 0; i < Math.min(FEW_VALUES, data.size()); i++) {
            values.add(value(data.get(i)));
        }
        long size = 1;
        for (JsonNode dim : tensor.path("shape")) {
            size *= dim.asLong();
        }
        if (size > values.size()) {
            values.add("… " + size + " values");
        }
        return "[" + String.join(", ", values) + "]";
    }

    private static String value(JsonNode value) {
        if (value.isNull()) {
            return "missing";
        } else if (value.isFloatingPointNumber()) {
            double number = value.asDouble();
            return number == Math.rint(number) && Math.abs(number) < 1e7
                    ? String.valueOf((long) number)
                    : String.format(Locale.ROOT, "%.6g", number);
        } else if (value.isTextual() && value.asText().length() > LONGEST_TEXT) {
            return value.asText().substring(0, LONGEST_TEXT - 1) + "…";
        }
        return value.isTextual() && value.asText().isEmpty() ? "\"\"" : value.asText();
    }
}
