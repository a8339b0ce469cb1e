// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.mehari.cel.HeaderName;
import dev.mehari.cel.InvalidCelException.Problem;

/** Checks traffic steps (rules 4, 5, 22). */
final class TrafficCheck {
    private static final BigDecimal WHOLE = BigDecimal.valueOf(100);
    private static final Pattern SCHEME = Pattern.compile("([A-Za-z]+) ?: ?(\\S.*)", Pattern.DOTALL);

    /** What RFC 6265 lets a cookie be called: an HTTP token. */
    private static final Pattern COOKIE = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");

    private final CheckRun run;
    private final BranchCheck branches;
    private final Conditions conditions;

    TrafficCheck(CheckRun run, BranchCheck branches) {
        this.run = run;
        this.branches = branches;
        this.conditions = new Conditions(run);
    }

    Optional<Node> check(TrafficStep step, Scope scope) {
        Optional<TrafficKey> key = step.key().flatMap(text -> key(text, step.path() + ".key", scope));
        List<BranchCheck.Checked> checked = new ArrayList<>();
        for (int i = 0; i < step.arms().size(); i++) {
            checked.add(branches.check(step.arms().get(i).branch(), step.id(), "arms[" + i + "]", scope));
        }
        boolean weighed = weights(step);
        List<Gives> gives = checked.stream().map(BranchCheck.Checked::gives).toList();
        Merge.Merged merged = gives.isEmpty() ? Merge.NOTHING : Merge.of(gives);
        Visible visible = merged.visible(step.id(), true);
        scope.add(visible);
        run.publish(visible);
        if (!weighed || key.isEmpty() && step.key().isPresent()) {
            return Optional.empty();
        }
        return node(step, key, checked, merged.usable());
    }

    private static Optional<Node> node(
            TrafficStep step, Optional<TrafficKey> key, List<BranchCheck.Checked> checked, List<String> outputs) {
        List<Optional<TrafficNode.Arm>> arms = new ArrayList<>();
        for (int i = 0; i < checked.size(); i++) {
            int weight =
                    step.arms().get(i).weight().orElseThrow().movePointRight(2).intValueExact();
            arms.add(checked.get(i).branch(outputs).map(b -> new TrafficNode.Arm(weight, b)));
        }
        return CheckRun.all(arms).map(a -> new TrafficNode(step.id(), step.path(), a, key, outputs));
    }

    // ------------------------------------------------------------------------------------------------ weights

    private boolean weights(TrafficStep step) {
        boolean sound = !step.arms().isEmpty() && !run.draft.isBroken(step.path());
        for (ArmSpec arm : step.arms()) {
            sound &= arm.weight().isPresent() && weight(arm.weight().get(), arm.path() + ".weight");
        }
        if (!sound) {
            return false;
        }
        BigDecimal sum = BigDecimal.ZERO;
        for (ArmSpec arm : step.arms()) {
            sum = sum.add(arm.weight().orElseThrow());
        }
        if (sum.compareTo(WHOLE) != 0) {
            unequal(step, sum);
            return false;
        }
        return true;
    }

    private boolean weight(BigDecimal weight, String path) {
        if (weight.signum() < 0 || weight.compareTo(WHOLE) > 0) {
            run.error(path, "the weight " + shown(weight) + " isn't a percentage", "Write 0 to 100.");
            return false;
        }
        if (weight.stripTrailingZeros().scale() > 2) {
            run.error(
                    path,
                    "the weight " + shown(weight) + " has more than two decimals",
                    "Write hundredths of a percent at most, as in 0.25.");
            return false;
        }
        return true;
    }

    /** The last arm that can take the difference is the one to move: mostly that is where one was added or taken. */
    private void unequal(TrafficStep step, BigDecimal sum) {
        String path = step.path() + ".arms";
        String message = "weights sum to " + shown(sum) + ", traffic needs 100";
        if (sum.compareTo(BigDecimal.ONE) == 0) {
            step.arms().forEach(this::fraction);
            return;
        }
        BigDecimal missing = WHOLE.subtract(sum);
        for (int i = step.arms().size() - 1; i >= 0; i--) {
            BigDecimal weight = step.arms().get(i).weight().orElseThrow();
            BigDecimal moved = weight.add(missing);
            if (moved.signum() > 0 && moved.compareTo(WHOLE) <= 0) {
                String better = shown(moved);
                run.error(
                        path,
                        message,
                        (missing.signum() > 0 ? "Raise" : "Lower") + " arms[" + i + "] (" + shown(weight) + ") to "
                                + better + ".",
                        run.draft
                                .graph()
                                .source()
                                .scalar(step.arms().get(i).path() + ".weight")
                                .flatMap(scalar -> scalar.replace(better)));
                return;
            }
        }
        run.error(path, message, "Give each arm its share.");
    }

    /** Of arms that sum to 1 instead of 100: each is meant as a part of 1. */
    private void fraction(ArmSpec arm) {
        BigDecimal weight = arm.weight().orElseThrow();
        String percent = shown(weight.movePointRight(2));
        String path = arm.path() + ".weight";
        run.error(
                path,
                "weights sum to 1, traffic needs 100",
                "Weights are percentages: write " + percent + ".",
                run.draft.graph().source().scalar(path).flatMap(scalar -> scalar.replace(percent)));
    }

    private static String shown(BigDecimal number) {
        String plain = number.stripTrailingZeros().toPlainString();
        return plain.length() <= 20
                ? plain
                : number.round(new java.math.MathContext(6)).toString();
    }

    // ---------------------------------------------------------------------------------------------------- key

    private Optional<TrafficKey> key(String text, String path, Scope scope) {
        if (text.equals("caller")) {
            return Optional.of(new TrafficKey.Caller());
        }
        Matcher matcher = SCHEME.matcher(text);
        Optional<String> scheme =
                matcher.matches() ? Words.nearest(matcher.group(1), List.of("header", "cookie")) : Optional.empty();
        if (scheme.isEmpty()) {
            return cel(text, path, scope);
        }
        String name = matcher.group(2);
        if (!text.equals(scheme.get() + ":" + name)) {
            String better = scheme.get() + ":" + name;
            run.error(
                    path,
                    "no key '" + text.substring(0, matcher.start(2))
                            + "…'; a key is header:NAME, cookie:NAME, caller or CEL",
                    "Did you mean '" + better + "'?",
                    run.patch(path, better));
            return Optional.empty();
        }
        return scheme.get().equals("header") ? header(name, path) : cookie(name, path);
    }

    private Optional<TrafficKey> header(String name, String path) {
        Optional<Problem> problem = HeaderName.problem(name);
        if (problem.isPresent()) {
            Problem p = problem.get();
            boolean cookie = name.toLowerCase(Locale.ROOT).equals("cookie");
            run.error(
                    path,
                    p.message(),
                    cookie ? "Name the one cookie that is meant: cookie:NAME." : p.mend(),
                    Optional.ofNullable(p.patch()).flatMap(better -> run.patch(path, "header:" + better)));
            return Optional.empty();
        }
        run.headers().add(name);
        return Optional.of(new TrafficKey.Header(name));
    }

    private Optional<TrafficKey> cookie(String name, String path) {
        if (!COOKIE.matcher(name).matches()) {
            run.error(path, "'" + name + "' is no name of a cookie", "Write letters, digits, '-' and '_'.");
            return Optional.empty();
        }
        run.cookies().add(name);
        return Optional.of(new TrafficKey.Cookie(name));
    }

    private Optional<TrafficKey> cel(String text, String path, Scope scope) {
        return conditions.key(text, path, scope).map(cel -> new TrafficKey.Cel(path, cel.text(), cel.readsRows()));
    }
}
