// SPDX-License-Identifier: Apache-2.0

package dev.mehari.engine;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;

/**
 * What changed from one revision of a graph to another, told by their canonical forms: what has the same meaning is no
 * change, however it is written.
 *
 * @param changes in the order of the canonical form; empty if both are the same
 */
public record RevisionDiff(String graph, long from, long to, List<Change> changes) {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int LONGEST = 80;
    private static final int DIGEST_SHOWN = 12;

    public RevisionDiff {
        changes = List.copyOf(changes);
    }

    /** What happened to one value. */
    public enum Kind {
        ADDED,
        REMOVED,
        CHANGED;

        /** As the management API writes it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * One value that differs.
     *
     * @param path in the canonical form; things in lists are named by their id or name: {@code steps[scale].ops[0].clip.max}
     * @param before empty if it was added
     * @param after empty if it was removed
     * @param words the same in a sentence
     */
    public record Change(String path, Kind kind, Optional<JsonNode> before, Optional<JsonNode> after, String words) {}

    static RevisionDiff of(KnownRevision from, KnownRevision to) {
        List<Change> changes = new ArrayList<>();
        compare("", parse(from), parse(to), changes);
        return new RevisionDiff(from.graph(), from.number(), to.number(), changes);
    }

    private static JsonNode parse(KnownRevision revision) {
        try {
            return JSON.readTree(revision.canonical());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the canonical form of " + revision.id() + " is no JSON", e);
        }
    }

    private static void compare(String path, JsonNode before, JsonNode after, List<Change> changes) {
        if (before.equals(after)) {
            return;
        }
        if (before.isObject() && after.isObject()) {
            Set<String> keys = new LinkedHashSet<>();
            before.fieldNames().forEachRemaining(keys::add);
            after.fieldNames().forEachRemaining(keys::add);
            for (String key : keys) {
                String at = path.isEmpty() ? key : path + "." + key;
                compare(at, before.path(key), after.path(key), changes);
            }
        } else if (isNamed(before) && isNamed(after)) {
            compareNamed(path, before, after, changes);
        } else if (before.isArray() && after.isArray() && before.size() == after.size() && !isPlain(before)) {
            for (int i = 0; i < before.size(); i++) {
                compare(path + "[" + i + "]", before.path(i), after.path(i), changes);
            }
        } else {
            changes.add(change(path, before, after));
        }
    }

    /** Lists whose members have names are compared by them; that their order differs is a change of the list. */
    private static void compareNamed(String path, JsonNode before, JsonNode after, List<Change> changes) {
        Set<String> names = new LinkedHashSet<>(names(before));
        names.addAll(names(after));
        for (String name : names) {
            compare(path + "[" + name + "]", member(before, name), member(after, name), changes);
        }
        List<String> stayed = new ArrayList<>(names(before));
        stayed.retainAll(names(after));
        List<String> order = new ArrayList<>(names(after));
        order.retainAll(stayed);
        if (!stayed.equals(order)) {
            changes.add(change(path + ".order", JSON.valueToTree(stayed), JSON.valueToTree(order)));
        }
    }

    private static boolean isNamed(JsonNode list) {
        if (!list.isArray() || list.isEmpty()) {
            return false;
        }
        Set<String> names = new LinkedHashSet<>(names(list));
        return names.size() == list.size() && !names.contains("");
    }

    private static List<String> names(JsonNode list) {
        List<String> names = new ArrayList<>();
        list.forEach(member -> names.add(member.path(key(member)).asText()));
        return names;
    }

    private static String key(JsonNode member) {
        return member.has("id") ? "id" : "name";
    }

    private static JsonNode member(JsonNode list, String name) {
        for (JsonNode member : list) {
            if (member.path(key(member)).asText().equals(name)) {
                return member;
            }
        }
        return MissingNode.getInstance();
    }

    private static boolean isPlain(JsonNode list) {
        for (JsonNode member : list) {
            if (member.isContainerNode()) {
                return false;
            }
        }
        return true;
    }

    private static Change change(String path, JsonNode before, JsonNode after) {
        Kind kind = before.isMissingNode() ? Kind.ADDED : after.isMissingNode() ? Kind.REMOVED : Kind.CHANGED;
        String what = subject(path);
        String words =
                switch (kind) {
                    case ADDED -> what + " is new: " + shown(after);
                    case REMOVED -> what + " is gone; it was " + shown(before);
                    case CHANGED -> what + " was " + shown(before) + ", is " + shown(after);
                };
        return new Change(path, kind, present(before), present(after), words);
    }

    private static Optional<JsonNode> present(JsonNode value) {
        return value.isMissingNode() ? Optional.empty() : Optional.of(value);
    }

    private static String subject(String path) {
        if (path.startsWith("models.")) {
            String[] parts = path.split("\\.", 3);
            String model = "model '" + parts[1] + "'";
            if (parts.length < 3) {
                return model;
            }
            return parts[2].equals("sha256") ? "the file of " + model : model + ", " + parts[2];
        }
        if (path.equals("files")) {
            return "the digests of the data files";
        }
        for (String list : List.of("steps", "inputs", "outputs")) {
            if (path.startsWith(list + "[") && path.indexOf(']') > 0) {
                String name = path.substring(list.length() + 1, path.indexOf(']'));
                String rest = path.substring(path.indexOf(']') + 1);
                String subject = list.substring(0, list.length() - 1) + " '" + name + "'";
                return rest.isEmpty() ? subject : subject + ", " + rest.replaceFirst("^\\.", "");
            }
        }
        return path;
    }

    private static String shown(JsonNode value) {
        String text = value.isTextual() ? value.asText() : value.toString();
        if (text.matches("[0-9a-f]{64}")) {
            return text.substring(0, DIGEST_SHOWN) + "…";
        }
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
    }
}
