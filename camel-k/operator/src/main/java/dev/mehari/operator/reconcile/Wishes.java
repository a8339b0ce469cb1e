// SPDX-License-Identifier: Apache-2.0

package dev.mehari.operator.reconcile;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mehari.compiler.Compiler;
import dev.mehari.crd.FindingStatus;
import dev.mehari.crd.GraphResource;
import dev.mehari.crd.Reason;
import dev.mehari.crd.RevisionStatus;
import dev.mehari.graph.Finding;
import dev.mehari.operator.act.Application;
import dev.mehari.operator.act.Refusal;
import dev.mehari.operator.desired.GraphRevision;
import dev.mehari.operator.desired.InvalidRevisionException;
import dev.mehari.operator.desired.Renderer;
import dev.mehari.operator.observe.Children;
import dev.mehari.operator.observe.ClusterView;
import dev.mehari.operator.observe.ReadinessCheck;
import dev.mehari.operator.revision.GraphCheck;
import dev.mehari.operator.revision.GraphKey;
import dev.mehari.operator.revision.Kept;
import dev.mehari.operator.revision.Kin;
import dev.mehari.operator.revision.SpecContent;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;

/** Checks a graph and makes a revision of it, or finds the one that it is already. */
final class Wishes {
    private final ClusterView view;
    private final Renderers renderers;
    private final Site site;

    Wishes(ClusterView view, Renderers renderers, Site site) {
        this.view = view;
        this.renderers = renderers;
        this.site = site;
    }

    Wish of(GraphResource graph, Children children, SortedMap<Long, Kept> kept) {
        ObjectNode spec = graph.getSpec();
        String digest = SpecContent.digest(spec);
        GraphCheck.Checked checked = GraphCheck.check(graph.getMetadata().getName(), spec);
        List<FindingStatus> findings = told(checked.findings());
        if (checked.graph().isEmpty()) {
            return refused(digest, findings, invalid(checked.findings()));
        }
        String namespace = graph.getMetadata().getNamespace();
        Kin kin = Kin.of(checked.graph().get(), spec, name -> view.graph(new GraphKey(namespace, name))
                .map(GraphResource::getSpec));
        if (kin.problem().isPresent()) {
            return refused(
                    digest,
                    findings,
                    new Refusal(Reason.CHILD_MISSING, kin.problem().get() + "."));
        }
        String identity = kin.identity(graph.getMetadata().getName());
        for (Kept each : kept.values()) {
            if (each.revision().identity().equals(identity)) {
                return new Wish(digest, findings, Optional.empty(), Optional.of(each.revision()), true);
            }
        }
        return make(graph, children, kept, new Made(digest, findings, identity, kin));
    }

    /** What is known of a new revision. */
    private record Made(String digest, List<FindingStatus> findings, String identity, Kin kin) {}

    private Wish make(GraphResource graph, Children children, SortedMap<Long, Kept> kept, Made made) {
        long number = number(graph, children, kept, made.identity());
        GraphKey key = GraphKey.of(graph);
        Map<String, Long> numbers = new HashMap<>();
        for (String name : made.kin().members().keySet()) {
            if (!name.equals(key.name())) {
                Optional<Long> childs = kept(new GraphKey(key.namespace(), name), made.kin());
                if (childs.isEmpty()) {
                    String message = "the graph '" + name + "', which it uses, has no revision yet.";
                    return refused(made.digest(), made.findings(), new Refusal(Reason.CHILD_MISSING, message));
                }
                numbers.put(name, childs.get());
            }
        }
        numbers.put(key.name(), number);
        String word = renderers.choose(children);
        Optional<Refusal> missing = ReadinessCheck.missing(word, children)
                .map(m -> new Refusal(
                        m.reason(), m.message() + ". Install Camel K, or set the operator's renderer to plain."));
        if (missing.isPresent()) {
            return refused(made.digest(), made.findings(), missing.get());
        }
        GraphRevision bare = new GraphRevision(
                key.namespace(),
                key.name(),
                graph.getMetadata().getUid(),
                number,
                made.identity(),
                SpecContent.of(graph.getSpec()),
                made.kin().children(key.name()),
                routes(made.kin(), numbers),
                site.image(),
                site.pullPolicy(),
                word,
                null);
        GraphRevision revision = renderers.find(word).map(r -> r.remember(bare)).orElse(bare);
        return renderable(revision, word)
                .map(findings -> {
                    List<FindingStatus> all = new ArrayList<>(made.findings());
                    all.addAll(told(findings));
                    return refused(made.digest(), all, invalid(findings));
                })
                .orElseGet(
                        () -> new Wish(made.digest(), made.findings(), Optional.empty(), Optional.of(revision), false));
    }

    private Optional<List<Finding>> renderable(GraphRevision revision, String word) {
        Optional<Renderer> renderer = renderers.find(word);
        try {
            renderer.ifPresent(r -> r.render(revision, 1));
            return Optional.empty();
        } catch (InvalidRevisionException e) {
            return Optional.of(e.findings());
        }
    }

    private static String routes(Kin kin, Map<String, Long> numbers) {
        StringBuilder text = new StringBuilder();
        kin.members()
                .forEach((name, member) -> text.append(Compiler.compileOpen(
                                member.graph(), Objects.requireNonNull(numbers.get(name)), member.identity(), numbers)
                        .text()));
        return text.toString();
    }

    private Optional<Long> kept(GraphKey child, Kin kin) {
        String identity = kin.identity(child.name());
        return view.children(child).of(ControllerRevision.class).stream()
                .map(Kept::of)
                .flatMap(Optional::stream)
                .filter(k -> k.revision().identity().equals(identity))
                .map(k -> k.revision().number())
                .max(Long::compare);
    }

    /**
     * The number that status gives to the same content, if somebody deleted its ControllerRevision; else the next one.
     * Numbers of what is gone aren't given again.
     */
    private static long number(GraphResource graph, Children children, SortedMap<Long, Kept> kept, String identity) {
        List<RevisionStatus> told = new ArrayList<>(graph.getStatus().revisions());
        Optional.ofNullable(graph.getStatus().live()).ifPresent(told::add);
        Optional.ofNullable(graph.getStatus().candidate()).ifPresent(told::add);
        long last = kept.isEmpty() ? 0 : kept.lastKey();
        for (RevisionStatus each : told) {
            if (each.identity().equals(identity) && !kept.containsKey(each.number())) {
                return each.number();
            }
            last = Math.max(last, each.number());
        }
        for (HasMetadata object : children.all()) {
            // A label alone is anybody's, and could ask for any number.
            if (Application.isOwnedBy(object, graph.getMetadata().getUid())) {
                last = Math.max(last, Children.revision(object).orElse(0));
            }
        }
        return last + 1;
    }

    private static Wish refused(String digest, List<FindingStatus> findings, Refusal why) {
        return new Wish(digest, findings, Optional.of(why), Optional.empty(), false);
    }

    private static Refusal invalid(List<Finding> findings) {
        long errors = findings.stream().filter(Finding::isError).count();
        String first = findings.stream()
                .filter(Finding::isError)
                .findFirst()
                .map(f -> f.path() + ": " + f.message() + (f.mend().isEmpty() ? "." : ". " + f.mend()))
                .orElse("it can't be read.");
        String more = errors > 1 ? " (" + (errors - 1) + " more under status.findings)" : "";
        return new Refusal(Reason.INVALID_GRAPH, first + more);
    }

    private static List<FindingStatus> told(List<Finding> findings) {
        return findings.stream().map(FindingStatus::of).toList();
    }
}
