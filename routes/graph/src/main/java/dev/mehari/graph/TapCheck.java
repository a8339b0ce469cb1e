// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** Checks taps (rules 24 and 26). Names and schemes are known only where the graph is to run. */
final class TapCheck {
    private final CheckRun run;

    TapCheck(CheckRun run) {
        this.run = run;
    }

    Optional<Node> check(TapStep step) {
        if (!run.draft.isBroken(step.path())) {
            target(step.to(), step.path() + ".to");
        }
        return Optional.of(new TapNode(step.id(), step.path(), step.to()));
    }

    /** {@code spec.taps}. */
    void checkAll() {
        Map<TapTarget, Integer> seen = new HashMap<>();
        List<TapTarget> taps = run.spec().taps();
        for (int i = 0; i < taps.size(); i++) {
            String path = "spec.taps[" + i + "]";
            Integer first = seen.putIfAbsent(taps.get(i), i);
            if (first != null) {
                run.error(
                        path, "'" + taps.get(i).to() + "' is given twice, first as taps[" + first + "]", "Remove one.");
            } else {
                target(taps.get(i), taps.get(i).isUri() ? path + ".to" : path);
            }
        }
    }

    private void target(TapTarget tap, String path) {
        if (tap.isUri()) {
            uri(tap.to(), path);
        } else if (run.surroundings.isPresent() && !run.surroundings.get().hasTap(tap.to())) {
            unknownName(tap.to(), path, run.surroundings.get());
        }
    }

    private void unknownName(String name, String path, Surroundings around) {
        List<String> known = new ArrayList<>(List.of(TapTarget.LOG));
        known.addAll(new TreeSet<>(around.taps()));
        Optional<String> meant = Words.nearest(name, known);
        run.error(
                path,
                "no tap '" + name + "' in the settings; " + Words.known(known),
                meant.map(m -> "Did you mean '" + m + "'?").orElse("Add it as mehari.taps." + name + "."),
                meant.flatMap(m -> run.patch(path, m)));
    }

    private void uri(String uri, String path) {
        int colon = uri.indexOf(':');
        if (colon <= 0 || !uri.substring(0, colon).matches("[A-Za-z][A-Za-z0-9+.-]*")) {
            run.error(
                    path,
                    "'" + uri + "' isn't an endpoint URI",
                    "Write scheme:address, or a name from the settings as a plain entry.");
            return;
        }
        String scheme = uri.substring(0, colon);
        if (run.surroundings.isPresent() && !run.surroundings.get().tapSchemes().contains(scheme)) {
            String allowed = run.surroundings.get().tapSchemes().isEmpty()
                    ? "none is allowed"
                    : "allowed: "
                            + String.join(
                                    ", ", new TreeSet<>(run.surroundings.get().tapSchemes()));
            run.error(
                    path,
                    "taps may not send to '" + scheme + ":'; " + allowed,
                    "Allow it with the setting mehari.taps.schemes.");
        }
    }
}
