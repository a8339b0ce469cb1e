// SPDX-License-Identifier: Apache-2.0

package dev.mehari.cel;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What is left of a text once it is checked.
 *
 * @param slots the number of variables of its macros; −1 if it needs no {@link Locals}
 */
record Checked(
        String text,
        Term term,
        List<CelReference> references,
        Set<String> headers,
        Set<String> params,
        boolean batch,
        int slots) {

    Checked {
        headers = Collections.unmodifiableSet(new LinkedHashSet<>(headers));
        params = Collections.unmodifiableSet(new LinkedHashSet<>(params));
    }

    static Checked condition(String text, CelScope scope) {
        Problems problems = new Problems(text);
        Checker checker = new Checker(scope, problems);
        Term term = checker.truth(checker.check(Parser.parse(text)));
        return of(text, scope, problems, checker, term);
    }

    static Checked text(String text, CelScope scope) {
        Problems problems = new Problems(text);
        Checker checker = new Checker(scope, problems);
        Term term = checker.text(checker.check(Parser.parse(text)));
        return of(text, scope, problems, checker, term);
    }

    private static Checked of(String text, CelScope scope, Problems problems, Checker checker, Term term) {
        problems.throwIfAny();
        Names names = checker.names();
        return new Checked(
                SafeText.of(text),
                term,
                names.references(),
                names.headers(),
                names.params(),
                scope.batch(),
                checker.needsLocals() ? names.slots() : -1);
    }

    int row(int row) {
        return batch ? row : -1;
    }

    Locals locals() {
        return slots < 0 ? Locals.NONE : new Locals(slots);
    }
}
