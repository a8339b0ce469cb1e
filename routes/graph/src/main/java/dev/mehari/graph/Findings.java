// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Gathers what is wrong with one file. Confined to the thread that checks it. */
final class Findings {
    private final String file;
    private final Set<Finding> all = new LinkedHashSet<>();
    private long errors;

    Findings(String file) {
        this.file = file;
    }

    void error(Place place, String message, String mend) {
        add(place, Severity.ERROR, message, mend, Optional.empty());
    }

    void error(Place place, String message, String mend, Optional<Patch> patch) {
        add(place, Severity.ERROR, message, mend, patch);
    }

    void warning(Place place, String message, String mend) {
        add(place, Severity.WARNING, message, mend, Optional.empty());
    }

    void add(Place place, Severity severity, String message, String mend, Optional<Patch> patch) {
        String sentence = mend.isEmpty() || mend.matches("(?s).*[.?!]") ? mend : mend + ".";
        Finding finding = new Finding(file, place.line(), place.path(), severity, message, sentence, patch);
        if (all.add(finding) && severity == Severity.ERROR) {
            errors++;
        }
    }

    boolean anyError() {
        return errors > 0;
    }

    long errors() {
        return errors;
    }

    /** In the order of the file. */
    List<Finding> sorted() {
        return all.stream().sorted(Finding.ORDER).toList();
    }
}
