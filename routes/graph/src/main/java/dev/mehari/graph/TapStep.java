// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

/** A peephole at its place: shows what is known there, passes everything on (rule 24). */
public record TapStep(
        String path,

        @Key(value = "The node's id.", required = true, schema = "{\"$ref\": \"#/$defs/identifier\"}")
        String id,

        @Key(
                value = "Who sees it: a name from the settings (log always exists), or an allowed endpoint URI.",
                required = true,
                schema = "{\"type\": \"string\", \"minLength\": 1}")
        TapTarget to,

        @Key("What it is for, for people.") String description)
        implements Step {}
