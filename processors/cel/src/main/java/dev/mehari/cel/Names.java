// SPDX-License-Identifier: Apache-2.0

package dev.mehari.cel;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

import dev.mehari.cel.InvalidCelException.Problem;
import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.Feature;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.TensorType;
import org.jspecify.annotations.Nullable;

/** Follows the names of a text to what they stand for in its scope, and keeps what was named. Confined to one check. */
final class Names {
    private final CelScope scope;
    private final Problems problems;
    private final Set<CelReference> references = new LinkedHashSet<>();
    private final Set<String> headers = new LinkedHashSet<>();
    private final Set<String> params = new LinkedHashSet<>();
    private final Map<String, Variable> variables = new HashMap<>();
    private int slots;

    /** A variable of a macro. */
    record Variable(int slot, Type type) {}

    Names(CelScope scope, Problems problems) {
        this.scope = scope;
        this.problems = problems;
    }

    // ------------------------------------------------------------------------------------------------ what was named

    List<CelReference> references() {
        return List.copyOf(references);
    }

    Set<String> headers() {
        return headers;
    }

    Set<String> params() {
        return params;
    }

    /** The number of a reference for {@link CelInput#tensor}. */
    int use(CelReference reference) {
        references.add(reference);
        return new ArrayList<>(references).indexOf(reference);
    }

    // ------------------------------------------------------------------------------------------------ variables

    int slots() {
        return slots;
    }

    @Nullable
    Variable variable(String name) {
        return variables.get(name);
    }

    /** Begins the life of a variable; gives what it hides, for {@link #close}. */
    @Nullable
    Variable open(String name, Type type) {
        return variables.put(name, new Variable(slots++, type));
    }

    void close(String name, @Nullable Variable hidden) {
        if (hidden == null) {
            variables.remove(name);
        } else {
            variables.put(name, hidden);
        }
    }

    // ------------------------------------------------------------------------------------------------ places

    /** Where a path leads; null if it is an ordinary value. */
    @Nullable
    Place place(Syntax at) {
        if (at instanceof Syntax.Name name) {
            return root(name);
        }
        if (at instanceof Syntax.Select select) {
            Place of = place(select.of());
            return of == null ? null : member(of, select, select.of(), select.field(), select.at(), false);
        }
        if (at instanceof Syntax.Index index) {
            Place of = place(index.of());
            return of == null ? null : indexed(of, index);
        }
        return null;
    }

    private @Nullable Place indexed(Place of, Syntax.Index index) {
        if (index.key() instanceof Syntax.Literal literal && literal.value() instanceof String key) {
            return member(of, index, index.of(), key, literal.start(), true);
        }
        if (of instanceof Place.Tensor tensor && !tensor.type().hasFeatures() || of instanceof Place.Wrong) {
            return of instanceof Place.Wrong ? of : null; // an element of a list
        }
        if (of instanceof Place.Column
                || of instanceof Place.Header
                || of instanceof Place.Param
                || of instanceof Place.OfRequest) {
            return null;
        }
        String name = problems.quote(index.of());
        if (of instanceof Place.Tensor tensor) {
            problems.add(
                    index.key(),
                    "'" + name + "' has named columns",
                    "Write the name of the column, such as "
                            + columnText(name, tensor.type().features().get(0).name()),
                    columnByNumber(tensor.type(), index.key()));
        } else {
            problems.add(
                    index.key(), "the name after '" + name + "' must be written out", "Write " + name + "[\"name\"]");
        }
        return new Place.Wrong();
    }

    private static @Nullable String columnByNumber(TensorType type, Syntax key) {
        return key instanceof Syntax.Literal literal
                        && literal.value() instanceof Long index
                        && index >= 0
                        && index < type.features().size()
                ? SafeText.quoted(type.features().get(index.intValue()).name())
                : null;
    }

    private @Nullable Place root(Syntax.Name name) {
        if (variables.containsKey(name.name())) {
            return null;
        }
        switch (name.name()) {
            case "headers" -> {
                return new Place.Headers();
            }
            case "params" -> {
                return new Place.Params();
            }
            case "request" -> {
                return new Place.Request();
            }
            case "outputs" -> {
                if (scope.asksStage()) {
                    return new Place.Node("outputs");
                }
                problems.add(
                        name, "'outputs' exists only in the 'accept' of a cascade", "Name the node, as in node.output");
                return new Place.Wrong();
            }
            default -> {}
        }
        TensorType input = scope.inputs().get(name.name());
        if (input != null) {
            return new Place.Tensor(new CelReference(name.name(), ""), input);
        }
        if (scope.nodes().containsKey(name.name())) {
            return new Place.Node(name.name());
        }
        unknown(name);
        return new Place.Wrong();
    }

    private void unknown(Syntax.Name name) {
        List<String> columns = columnsNamed(name.name());
        if (!columns.isEmpty()) {
            problems.add(
                    name,
                    "'" + name.name() + "' is a column, not a variable",
                    "Write " + String.join(" or ", columns),
                    columns.size() == 1 ? columns.get(0) : null);
            return;
        }
        Set<String> known = new LinkedHashSet<>(scope.inputs().keySet());
        known.addAll(scope.nodes().keySet());
        known.addAll(List.of("headers", "params", "request"));
        known.addAll(variables.keySet());
        String lower = name.name().toLowerCase(Locale.ROOT);
        if (lower.equals("true") || lower.equals("false")) {
            problems.add(name, "'" + name.name() + "' is not known here", "Write it in lower case", lower);
            return;
        }
        if (name.name().equals("not")) {
            problems.add(name, "'not' is no operator of CEL", "Write '!'", "!");
            return;
        }
        problems.add(
                name,
                "'" + name.name() + "' is not known here",
                Near.mend(name.name(), known),
                Near.to(name.name(), known).orElse(null));
    }

    private List<String> columnsNamed(String feature) {
        List<String> columns = new ArrayList<>();
        scope.inputs().forEach((input, type) -> {
            if (type.indexOf(feature) >= 0) {
                columns.add(columnText(input, feature));
            }
        });
        scope.nodes()
                .forEach((node, outputs) -> outputs.forEach((output, type) -> {
                    if (type.indexOf(feature) >= 0) {
                        columns.add(columnText(columnText(node, output), feature));
                    }
                }));
        return columns;
    }

    /** {@code of.name}, or {@code of["a name"]} where it must be. */
    static String columnText(String of, String name) {
        boolean plain = name.matches("[A-Za-z_][A-Za-z0-9_]*")
                && !Set.of("in", "true", "false", "null").contains(name);
        return plain ? of + "." + name : of + "[" + SafeText.quoted(name) + "]";
    }

    private @Nullable Place member(Place of, Syntax at, Syntax before, String name, int nameAt, boolean quoted) {
        if (of instanceof Place.Headers) {
            return header(name, at, before, nameAt);
        } else if (of instanceof Place.Params) {
            params.add(name);
            return new Place.Param(name);
        } else if (of instanceof Place.Request) {
            return ofRequest(name, at, before, nameAt);
        } else if (of instanceof Place.Node node) {
            return output(node, name, at, before, nameAt);
        } else if (of instanceof Place.Tensor tensor) {
            return column(tensor, name, at, before, nameAt);
        } else if (of instanceof Place.Wrong) {
            return of;
        }
        problems.add(
                nameAt,
                problems.named(before) + " is one value and has nothing named '" + name + "'",
                quoted ? "Remove the brackets" : "Remove '." + name + "'");
        return new Place.Wrong();
    }

    private Place ofRequest(String name, Syntax at, Syntax before, int nameAt) {
        List<String> known = List.of("id", "caller");
        if (known.contains(name)) {
            return new Place.OfRequest(name);
        }
        unknownMember("request", "field", name, known, at, before, nameAt);
        return new Place.Wrong();
    }

    private void unknownMember(
            String of, String what, String name, List<String> known, Syntax at, Syntax before, int nameAt) {
        String near = Near.to(name, known).orElse(null);
        problems.add(
                nameAt,
                "'" + of + "' has no " + what + " '" + name + "'",
                Near.mend(name, known),
                before.end(),
                at.end(),
                near == null ? null : columnText("", near));
    }

    // ------------------------------------------------------------------------------------------------ headers

    private Place header(String name, Syntax at, Syntax before, int nameAt) {
        return headerChecked(name, nameAt, before.end(), at.end(), lower -> columnText("", lower));
    }

    /** Checks a header's name, which is then in {@link #headers}; {@code from} to {@code to} is what a patch replaces. */
    private Place headerChecked(String name, int nameAt, int from, int to, UnaryOperator<String> written) {
        Problem problem = HeaderName.problem(name).orElse(null);
        if (problem == null) {
            headers.add(name);
            return new Place.Header(name);
        }
        String instead = problem.patch() == null ? null : written.apply(problem.patch());
        problems.add(nameAt, problem.message(), problem.mend(), from, to, instead);
        return new Place.Wrong();
    }

    /** Checks a header's name where it stands as a text of its own; false if something is wrong with it. */
    boolean headerNamed(String name, Syntax.Literal at) {
        return headerChecked(name, at.start(), at.start(), at.end(), SafeText::quoted) instanceof Place.Header;
    }

    void param(String name) {
        params.add(name);
    }

    // ------------------------------------------------------------------------------------------------ tensors

    private Place output(Place.Node node, String name, Syntax at, Syntax before, int nameAt) {
        Map<String, TensorType> outputs = scope.nodes().getOrDefault(node.id(), Map.of());
        TensorType type = outputs.get(name);
        if (type != null) {
            return new Place.Tensor(new CelReference(node.id(), name), type);
        }
        String dotted = outputs.keySet().stream()
                .filter(output -> output.startsWith(name + "."))
                .findFirst()
                .orElse(null);
        List<String> own = ownOutputs(node.id());
        if (dotted != null) {
            problems.add(
                    nameAt,
                    "'" + node.id() + "' has no output '" + name + "'",
                    "Write " + columnText(node.id(), dotted));
        } else if (own.size() == 1 && outputs.getOrDefault(own.get(0), TYPELESS).indexOf(name) >= 0) {
            problems.add(
                    nameAt,
                    "'" + name + "' is a column of the output '" + own.get(0) + "' of '" + node.id() + "'",
                    "Write " + columnText(columnText(node.id(), own.get(0)), name),
                    before.end(),
                    at.end(),
                    columnText(columnText("", own.get(0)), name));
        } else {
            String near = Near.to(name, outputs.keySet()).orElse(own.size() == 1 ? own.get(0) : null);
            problems.add(
                    nameAt,
                    "'" + node.id() + "' has no output '" + name + "'",
                    Near.mend(name, outputs.keySet()),
                    before.end(),
                    at.end(),
                    near == null ? null : columnText("", near));
        }
        return new Place.Wrong();
    }

    private static final TensorType TYPELESS = new TensorType(Datatype.BYTES, Shape.SCALAR);

    /** The outputs of a node, the {@code branch} that blocks have not counted. */
    List<String> ownOutputs(String node) {
        return scope.nodes().getOrDefault(node, Map.of()).keySet().stream()
                .filter(output -> !output.equals("branch"))
                .toList();
    }

    private @Nullable Place column(Place.Tensor tensor, String name, Syntax at, Syntax before, int nameAt) {
        TensorType type = tensor.type();
        int index = type.indexOf(name);
        if (index >= 0) {
            return new Place.Column(tensor, index);
        }
        String written = problems.quote(before);
        if (!type.hasFeatures()) {
            String output = dottedOutput(tensor, name);
            if (output != null) {
                String whole = columnText(tensor.reference().name(), output);
                problems.add(nameAt, "'" + written + "' has no columns", "Write " + whole, at.start(), at.end(), whole);
            } else {
                problems.add(
                        nameAt,
                        "'" + written + "' is " + type + " without named columns, so it has no '" + name + "'",
                        "Declare features, or write " + written + " for a single number, " + written + "[0] in a list");
            }
            return new Place.Wrong();
        }
        List<String> known = type.features().stream().map(Feature::name).toList();
        String dotted = known.stream()
                .filter(feature -> feature.startsWith(name + "."))
                .findFirst()
                .orElse(null);
        if (dotted != null) {
            problems.add(
                    nameAt, "'" + written + "' has no column '" + name + "'", "Write " + columnText(written, dotted));
        } else {
            unknownMember(written, "column", name, known, at, before, nameAt);
        }
        return new Place.Wrong();
    }

    private @Nullable String dottedOutput(Place.Tensor tensor, String name) {
        String output = tensor.reference().output() + "." + name;
        Map<String, TensorType> outputs = scope.nodes().get(tensor.reference().name());
        return outputs != null && outputs.containsKey(output) ? output : null;
    }

    // ------------------------------------------------------------------------------------------------ no values

    /** Reports that a place isn't a value, with what to write. */
    void reportNoValue(Place place, Syntax at) {
        String written = problems.quote(at);
        if (place instanceof Place.Node node) {
            List<String> own = ownOutputs(node.id());
            List<String> all = new ArrayList<>(new HashSet<>(own));
            all.sort(null);
            String one = own.size() == 1 ? columnText(node.id(), own.get(0)) : null;
            problems.add(
                    at,
                    "'" + written + "' is a node, CEL reads its outputs",
                    one != null
                            ? "Write " + one
                            : "Write one of: "
                                    + String.join(
                                            ", ",
                                            all.stream()
                                                    .map(o -> columnText(node.id(), o))
                                                    .toList()),
                    one);
        } else if (place instanceof Place.Tensor tensor) {
            List<Feature> features = tensor.type().features();
            problems.add(
                    at,
                    "'" + written + "' has named columns and is not one value",
                    "Name a column, such as "
                            + columnText(written, features.get(0).name()),
                    features.size() == 1 ? columnText(written, features.get(0).name()) : null);
        } else if (place instanceof Place.Headers || place instanceof Place.Params) {
            problems.add(
                    at,
                    "'" + written + "' is not one value",
                    "Write " + written + "[\"name\"], or \"name\" in " + written);
        } else if (place instanceof Place.Request) {
            problems.add(at, "'request' is not one value", "Write request.id or request.caller");
        }
    }
}
