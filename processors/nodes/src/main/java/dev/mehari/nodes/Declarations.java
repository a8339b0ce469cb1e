// SPDX-License-Identifier: Apache-2.0

package dev.mehari.nodes;

import org.apache.camel.CamelContext;

/** Finds the declaration bean that a step names. */
final class Declarations {
    private Declarations() {}

    static Declaration find(CamelContext context, String id) {
        Declaration declaration = context.getRegistry().lookupByNameAndType(id, Declaration.class);
        if (declaration == null) {
            throw new IllegalArgumentException("there is no bean '" + id
                    + "' that declares a graph; an exported graph has it as its first bean, keep it in the file");
        }
        return declaration;
    }
}
