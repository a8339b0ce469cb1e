// SPDX-License-Identifier: Apache-2.0

package dev.mehari.operator.desired;

import java.util.Iterator;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Finds what a spec's models and data files are to be mounted from: {@code spec.modelRoot}, {@code spec.models.KEY.uri}, and
 * {@code {file: uri}} in the steps. Confined to one rendering.
 */
final class ModelMounts {
    private static final int MAX_DEPTH = 200;

    private final Complaints complaints;
    private final SortedSet<ModelMount> mounts = new TreeSet<>();

    ModelMounts(Complaints complaints) {
        this.complaints = complaints;
    }

    /** What a URI without a scheme is. */
    private enum Relative {
        FOLLOWS_ROOT,
        REFUSED,
        NOT_JUDGED
    }

    /** By kind and name, each once. */
    SortedSet<ModelMount> all() {
        return mounts;
    }

    /** @param whose what stands before a path in messages: empty for the graph itself, else {@code graph 'child': } */
    ModelMounts add(JsonNode spec, String whose) {
        JsonNode root = spec.path("modelRoot");
        boolean hasRoot = root.isTextual();
        if (hasRoot) {
            place(root.asText(), whose + "spec.modelRoot", Relative.REFUSED);
        }
        Iterator<Map.Entry<String, JsonNode>> models = spec.path("models").fields();
        while (models.hasNext()) {
            Map.Entry<String, JsonNode> model = models.next();
            JsonNode uri = model.getValue().path("uri");
            if (uri.isTextual()) {
                place(
                        uri.asText(),
                        Complaints.child(whose + "spec.models", model.getKey()) + ".uri",
                        hasRoot ? Relative.FOLLOWS_ROOT : Relative.REFUSED);
            }
        }
        files(spec.path("steps"), whose + "spec.steps", 0);
        return this;
    }

    /* A step's input may be called "file" as well: what has no scheme of ours isn't judged here but by the pod. */
    private void files(JsonNode node, String path, int depth) {
        if (depth > MAX_DEPTH) {
            complaints.add(path, "steps are nested deeper than " + MAX_DEPTH, "Cut the graph into several.");
            return;
        }
        if (node.isObject() && node.size() == 1 && node.path("file").isTextual()) {
            String address = node.path("file").asText();
            int hash = address.indexOf('#');
            place(hash < 0 ? address : address.substring(0, hash), path + ".file", Relative.NOT_JUDGED);
        } else if (node.isObject()) {
            node.fields()
                    .forEachRemaining(
                            field -> files(field.getValue(), Complaints.child(path, field.getKey()), depth + 1));
        } else if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                files(node.get(i), path + "[" + i + "]", depth + 1);
            }
        }
    }

    private void place(String uri, String path, Relative relative) {
        for (ModelMount.Kind kind : ModelMount.Kind.values()) {
            String start = kind.scheme() + ":";
            if (uri.regionMatches(true, 0, start, 0, start.length())) {
                mount(kind, uri, uri.substring(start.length()), path);
                return;
            }
        }
        if (relative == Relative.REFUSED && isRelative(uri)) {
            complaints.add(
                    path,
                    Complaints.quoted(uri) + " is relative, and in a cluster there is no folder beside the graph",
                    "Set spec.modelRoot to where the models are, such as configmap://NAME or pvc://CLAIM/folder, or write"
                            + " a whole URI.");
        }
    }

    private void mount(ModelMount.Kind kind, String uri, String rest, String path) {
        int end = rest.startsWith("//") ? rest.indexOf('/', 2) : -1;
        String name = !rest.startsWith("//") ? "" : end < 0 ? rest.substring(2) : rest.substring(2, end);
        if (Names.isSubdomain(name)) {
            mounts.add(new ModelMount(kind, name));
        } else {
            complaints.add(
                    path,
                    Complaints.quoted(uri) + " doesn't name " + kind.words() + " of the graph's namespace",
                    "Write " + kind.scheme() + "://NAME/… where NAME has lower-case letters, digits, '-' and '.'.");
        }
    }

    private static boolean isRelative(String uri) {
        if (uri.isEmpty() || uri.startsWith("/")) {
            return false;
        }
        for (int i = 0; i < uri.length(); i++) {
            char c = uri.charAt(i);
            if (c == ':') {
                return i == 0;
            }
            boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
            if (!letter && (i == 0 || !(c >= '0' && c <= '9' || c == '+' || c == '-' || c == '.'))) {
                return true;
            }
        }
        return true;
    }
}
