// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Text to {@link Value}s. YAML 1.2, as much of it as JSON can say: no anchors, aliases, merge keys or tags, one document,
 * keys that are text and unique. Works on the parser's events, so that nothing is built before it is known to be allowed.
 */
final class YamlReader {
    /** Deepest nesting of lists and objects. A graph needs about five levels for each block. */
    static final int MAX_DEPTH = 100;

    private final Findings findings;
    private final Iterator<Event> events;
    /** The characters of the text, and where each line begins in them: the parser's marks count characters. */
    private final int[] characters;

    private final int[] lines;
    /** Whether something was left out of the values, so that what they lack says nothing. */
    private boolean incomplete;

    private YamlReader(String text, Iterator<Event> events, Findings findings) {
        this.characters = text.codePoints().toArray();
        this.lines = lines(characters);
        this.events = events;
        this.findings = findings;
    }

    /** The value of the only document; empty if there is none or the text isn't YAML, with a finding that says why. */
    static Optional<Value> read(String text, Findings findings) {
        if (Characters.findForbidden(text, findings)) {
            return Optional.empty();
        }
        LoadSettings settings = LoadSettings.builder()
                .setUseMarks(true)
                .setCodePointLimit(Integer.MAX_VALUE)
                .build();
        try {
            return new YamlReader(
                            text, new Parse(settings).parseString(spaced(text)).iterator(), findings)
                    .document();
        } catch (TooDeep e) {
            findings.error(
                    e.place,
                    "lists and objects are nested more than " + MAX_DEPTH + " deep",
                    "Write fewer blocks inside blocks.");
        } catch (MarkedYamlEngineException e) {
            findings.error(new Place("", lineOf(e)), Syntax.message(e, text), Syntax.mend(e, text));
        } catch (YamlEngineException e) {
            findings.error(new Place("", 1), "the file isn't YAML: " + e.getMessage(), "");
        }
        return Optional.empty();
    }

    /**
     * JSON may be indented with tabs and YAML's flow style too, only the parser doesn't take them. A space each leaves all
     * columns as they are, and inside of quotes the beginning of a line says nothing.
     */
    private static String spaced(String text) {
        if (!text.stripLeading().startsWith("{") || text.indexOf('\t') < 0) {
            return text;
        }
        StringBuilder spaced = new StringBuilder(text);
        boolean beginning = true;
        for (int i = 0; i < spaced.length(); i++) {
            char c = spaced.charAt(i);
            if (c == '\t' && beginning) {
                spaced.setCharAt(i, ' ');
            }
            beginning = c == '\n' || c == '\r' || (beginning && (c == ' ' || c == '\t'));
        }
        return spaced.toString();
    }

    private static int lineOf(MarkedYamlEngineException e) {
        return e.getProblemMark().or(e::getContextMark).map(Mark::getLine).orElse(0) + 1;
    }

    private Optional<Value> document() {
        Optional<Value> value = Optional.empty();
        boolean several = false;
        while (events.hasNext()) {
            Event event = events.next();
            switch (event.getEventId()) {
                case DocumentStart -> {
                    if (value.isPresent() && !several) {
                        several = true;
                        findings.error(
                                new Place("", line(event)),
                                "a second document begins",
                                "Give each graph a file of its own.");
                    }
                }
                case Scalar, SequenceStart, MappingStart, Alias -> {
                    Value read = value(event, "", null, 0);
                    if (value.isEmpty()) {
                        value = Optional.ofNullable(read);
                    }
                }
                default -> {
                    // Stream and document marks say nothing.
                }
            }
        }
        if (value.isEmpty()
                || value.get() instanceof Value.Scalar scalar
                        && scalar.plain()
                        && scalar.text().isEmpty()) {
            findings.error(
                    new Place("", 1),
                    "the file is empty",
                    "Write an InferenceGraph: apiVersion, kind, metadata, spec.");
            return Optional.empty();
        }
        return several || incomplete ? Optional.empty() : value;
    }

    /** The value that begins with {@code event}; null for an alias, which is refused. */
    private @Nullable Value value(Event event, String path, Value.@Nullable Scalar key, int depth) {
        Place place = new Place(path, key == null ? line(event) : key.place().line());
        if (depth > MAX_DEPTH) {
            throw new TooDeep(place);
        }
        refuseExtras(event, place);
        return switch (event.getEventId()) {
            case Scalar -> scalar((ScalarEvent) event, place);
            case SequenceStart -> sequence(place, depth);
            case MappingStart -> mapping(place, depth);
            default -> null;
        };
    }

    private void refuseExtras(Event event, Place place) {
        if (!(event instanceof NodeEvent node)) {
            return;
        }
        if (event.getEventId() == Event.ID.Alias) {
            incomplete = true;
            findings.error(place, "the alias '*" + name(node) + "' isn't read in graph files", "Write the value out.");
        } else if (node.getAnchor().isPresent()) {
            findings.error(
                    place,
                    "the anchor '&" + name(node) + "' isn't read in graph files",
                    "Write the value out where it is used.");
        }
        tag(event)
                .ifPresent(tag -> findings.error(
                        place,
                        "the tag '" + tag + "' isn't read in graph files",
                        "Remove it; text that looks like something else is quoted."));
    }

    private static String name(NodeEvent node) {
        return node.getAnchor().map(a -> a.getValue()).orElse("");
    }

    private static Optional<String> tag(Event event) {
        Optional<String> tag = Optional.empty();
        if (event instanceof ScalarEvent scalar) {
            tag = scalar.getTag();
        } else if (event instanceof org.snakeyaml.engine.v2.events.CollectionStartEvent start) {
            tag = start.getTag();
        }
        return tag.map(t -> t.startsWith("tag:yaml.org,2002:") ? "!!" + t.substring(18) : t);
    }

    private Value.Scalar scalar(ScalarEvent event, Place place) {
        Mark start = event.getStartMark().orElseThrow();
        Mark end = event.getEndMark().orElseThrow();
        String raw = start.getLine() == end.getLine() ? part(start, end) : "";
        return new Value.Scalar(
                place, event.getValue(), event.isPlain(), start.getLine() + 1, start.getColumn() + 1, raw);
    }

    /** What stands between two marks of one line; empty if the parser counts lines otherwise than we do. */
    private String part(Mark start, Mark end) {
        if (start.getLine() >= lines.length) {
            return "";
        }
        int from = lines[start.getLine()] + start.getColumn();
        int length = end.getColumn() - start.getColumn();
        return length < 0 || from + length > characters.length ? "" : new String(characters, from, length);
    }

    private static int[] lines(int[] characters) {
        IntStream.Builder begins = IntStream.builder().add(0);
        for (int i = 0; i < characters.length; i++) {
            boolean ends = characters[i] == '\n'
                    || (characters[i] == '\r' && (i + 1 == characters.length || characters[i + 1] != '\n'));
            if (ends) {
                begins.add(i + 1);
            }
        }
        return begins.build().toArray();
    }

    private Value.Sequence sequence(Place place, int depth) {
        List<Value> items = new ArrayList<>();
        for (Event event = events.next(); event.getEventId() != Event.ID.SequenceEnd; event = events.next()) {
            Value item = value(event, Place.child(place.path(), items.size()), null, depth + 1);
            if (item != null) {
                items.add(item);
            }
        }
        return new Value.Sequence(place, items);
    }

    private Value.Mapping mapping(Place place, int depth) {
        Map<String, Value.Entry> entries = new LinkedHashMap<>();
        for (Event event = events.next(); event.getEventId() != Event.ID.MappingEnd; event = events.next()) {
            Value.Scalar key = key(event, place, depth);
            Value value = value(events.next(), key == null ? place.path() : key.path(), key, depth + 1);
            if (key == null || value == null) {
                continue;
            }
            Value.Entry first = entries.putIfAbsent(key.text(), new Value.Entry(key, value));
            if (first != null) {
                findings.error(
                        key.place(),
                        "'" + key.text() + "' is given twice, first in line "
                                + first.key().line(),
                        "Remove one.");
            }
        }
        return new Value.Mapping(place, entries);
    }

    /** Null for a key that can't be one; its value is read on, for what else is wrong there. */
    private Value.@Nullable Scalar key(Event event, Place parent, int depth) {
        if (!(event instanceof ScalarEvent scalar)) {
            Value odd = value(event, parent.path(), null, depth + 1);
            findings.error(
                    new Place(parent.path(), line(event)),
                    "a key is " + (odd == null ? "an alias" : odd.kind()) + ", but keys are text",
                    "");
            return null;
        }
        Place place = new Place(Place.child(parent.path(), scalar.getValue()), line(event));
        refuseExtras(event, place);
        Value.Scalar key = scalar(scalar, place);
        if (key.plain() && key.text().equals("<<")) {
            incomplete = true;
            findings.error(
                    parentAt(parent, event), "the merge key '<<' isn't read in graph files", "Write the keys out.");
            return null;
        }
        Quoting.check(key, "the key", findings);
        return key;
    }

    private static Place parentAt(Place parent, Event event) {
        return new Place(parent.path(), line(event));
    }

    private static int line(Event event) {
        return event.getStartMark().map(Mark::getLine).orElse(0) + 1;
    }

    /** Ends the reading; never leaves this class. */
    private static final class TooDeep extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final transient Place place;

        TooDeep(Place place) {
            super(null, null, false, false);
            this.place = place;
        }
    }
}
