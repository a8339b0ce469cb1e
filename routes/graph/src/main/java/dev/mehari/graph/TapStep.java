// SPDX-License-Identifier: Apache-2.0

package dev.mehari.graph;

/** A peephole at its place: shows what is known there, passes everything on (rule 24). */
@Structure("A peephole: shows what is known at its place and passes everything on.")
public record TapStep(
        String path,

        @Key(value = "The node's id.", required = true, definition = "name")
        String id,

        @Key(
                value = "Who sees it: a name from the settings (log always exists), or an allowed endpoint URI.",
                required = true,
                definition = "text")
        TapTarget to,

        @Key("What it is for, for people.") String description)
        implements Step {}
