// SPDX-License-Identifier: Apache-2.0

package dev.mehari.maths;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;

import dev.mehari.tensor.Datatype;

/** The kernels: how each is read from a graph file, and how it is bound to the type that it will see. */
enum Kernel {
    SELECT("select", Kernel::select, (op, in) -> SelectKernel.bind((Op.Select) op, in)),
    CONCAT("concat", arguments -> without(arguments, new Op.Concat()), (op, in) -> {
        throw in.wrong("concat is not the first op", "Put it first: it joins the inputs of the transform.");
    }),
    CAST("cast", Kernel::cast, (op, in) -> CastKernel.bind((Op.Cast) op, in)),
    IMPUTE(
            "impute",
            arguments -> new Op.Impute(arguments.constant()),
            (op, in) -> ImputeKernel.bind((Op.Impute) op, in)),
    CLIP("clip", Kernel::clip, (op, in) -> ClipKernel.bind((Op.Clip) op, in)),
    STANDARDIZE("standardize", Kernel::standardize, (op, in) -> StandardizeKernel.bind((Op.Standardize) op, in)),
    LOG("log", arguments -> without(arguments, new Op.Log()), (op, in) -> LogKernel.bind(in)),
    ONE_HOT("oneHot", arguments -> without(arguments, new Op.OneHot()), (op, in) -> OneHotKernel.bind(in)),
    BUCKETIZE("bucketize", Kernel::bucketize, (op, in) -> BucketizeKernel.bind((Op.Bucketize) op, in)),
    SOFTMAX("softmax", arguments -> without(arguments, new Op.Softmax()), (op, in) -> SoftmaxKernel.bind(in)),
    ARGMAX("argmax", arguments -> without(arguments, new Op.Argmax()), (op, in) -> ArgmaxKernel.bind(in)),
    THRESHOLD("threshold", Kernel::threshold, (op, in) -> ThresholdKernel.bind((Op.Threshold) op, in)),
    LABELS("labels", Kernel::labels, (op, in) -> LabelsKernel.bind((Op.Labels) op, in));

    private static final Map<String, Kernel> BY_WORD = new LinkedHashMap<>();

    static {
        for (Kernel kernel : values()) {
            BY_WORD.put(kernel.word, kernel);
        }
    }

    private final String word;
    private final Function<Arguments, Op> parser;
    private final BiFunction<Op, Intake, Bound> binder;

    Kernel(String word, Function<Arguments, Op> parser, BiFunction<Op, Intake, Bound> binder) {
        this.word = word;
        this.parser = parser;
        this.binder = binder;
    }

    static Set<String> words() {
        return Collections.unmodifiableSet(BY_WORD.keySet());
    }

    static Kernel named(String word) {
        return Optional.ofNullable(BY_WORD.get(word))
                .orElseThrow(() -> new InvalidOpException(
                        "",
                        "no kernel '" + word + "'; " + Names.known(words()),
                        Names.didYouMean(word, words(), "Write one of the known kernels.")));
    }

    Op parse(Arguments arguments) {
        return parser.apply(arguments);
    }

    Bound bind(Op op, Intake in) {
        return binder.apply(op, in);
    }

    // ------------------------------------------------------------------------------------------------ reading

    private static Op without(Arguments arguments, Op op) {
        arguments.none();
        return op;
    }

    private static Op select(Arguments arguments) {
        List<Arguments> columns = arguments.list("a list of columns");
        if (columns.isEmpty()) {
            throw arguments.wrong("no column is selected", "Write names or positions, as in [age, 0].");
        }
        return new Op.Select(columns.stream().map(Arguments::column).toList());
    }

    private static Op cast(Arguments arguments) {
        String word = arguments.text();
        Set<String> known = CastKernel.targets();
        Datatype to = Datatype.named(word)
                .orElseThrow(() -> arguments.wrong(
                        "no datatype '" + word + "'; " + Names.known(known),
                        Names.didYouMean(word, known, "Write one of the known datatypes.")));
        if (!to.isNumeric()) {
            throw arguments.wrong(
                    "nothing is cast to " + to + "; " + Names.known(known),
                    to == Datatype.BYTES ? "Use threshold or labels to get texts." : "Write a numeric datatype.");
        }
        return new Op.Cast(to);
    }

    private static Op clip(Arguments arguments) {
        Map<String, Arguments> limits = arguments.object(Names.ordered("min", "max"), "{min: 0, max: 1}");
        if (limits.isEmpty()) {
            throw arguments.wrong("neither min nor max is given", "Write {min: 0, max: 1}, or one of them.");
        }
        Arguments min = limits.get("min");
        Arguments max = limits.get("max");
        return new Op.Clip(min == null ? null : min.constant(), max == null ? null : max.constant());
    }

    private static Op standardize(Arguments arguments) {
        Map<String, Arguments> both = arguments.whole(Names.ordered("mean", "std"), "{mean: 0, std: 1}");
        Constant mean = Names.require(both, "mean").constant();
        Constant std = Names.require(both, "std").constant();
        return new Op.Standardize(mean, std);
    }

    private static Op bucketize(Arguments arguments) {
        Arguments edges = Names.require(arguments.whole(Names.ordered("edges"), "{edges: [0, 10, 20]}"), "edges");
        List<Number> numbers = edges.numbers();
        if (numbers.isEmpty()) {
            throw edges.wrong("there is no edge", "Write at least one, as in [0, 10, 20].");
        }
        int descent = Figures.firstDescent(numbers);
        if (descent > 0) {
            throw edges.list("a list of numbers")
                    .get(descent)
                    .wrong(
                            "edges don't ascend: " + Figures.shown(numbers.get(descent)) + " comes after "
                                    + Figures.shown(numbers.get(descent - 1)),
                            "Sort them, and write each once.");
        }
        return new Op.Bucketize(numbers);
    }

    private static Op threshold(Arguments arguments) {
        Map<String, Arguments> both =
                arguments.whole(Names.ordered("at", "labels"), "{at: 0.5, labels: [below, \"at or above\"]}");
        Arguments labels = Names.require(both, "labels");
        List<String> texts = labels.texts();
        if (texts.size() != 2) {
            throw labels.wrong(
                    "threshold has 2 labels, got " + texts.size(), "Write the label below and the one at or above.");
        }
        return new Op.Threshold(Names.require(both, "at").number(), texts);
    }

    private static Op labels(Arguments arguments) {
        List<String> texts = arguments.texts();
        if (texts.isEmpty()) {
            throw arguments.wrong("there is no label", "Write one text for each of the numbers 0, 1, ….");
        }
        return new Op.Labels(texts);
    }
}
