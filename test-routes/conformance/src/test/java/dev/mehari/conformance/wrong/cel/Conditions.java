// SPDX-License-Identifier: Apache-2.0

package dev.mehari.conformance.wrong.cel;

import dev.mehari.conformance.wrong.model.Models;
import org.apache.camel.Predicate;

public final class Conditions {
    private Conditions() {}

    static final class WrongCamel {
        Predicate predicate(Predicate predicate) {
            return predicate;
        }
    }

    static final class WrongModel {
        Object model() {
            return new Models.RightModel();
        }
    }

    /** What a door must not extend. */
    public interface RightCondition {}
}
