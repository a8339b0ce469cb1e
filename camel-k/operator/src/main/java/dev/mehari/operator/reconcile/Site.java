// SPDX-License-Identifier: Apache-2.0

package dev.mehari.operator.reconcile;

import java.util.Optional;

/**
 * What is the same for every graph of an installation.
 *
 * @param image what new revisions run
 * @param pullPolicy {@code Always, IfNotPresent} or {@code Never}, for that image
 * @param operatorNamespace where the operator runs, if it asks pods by their network; empty where it asks through the API
 *     server
 */
public record Site(String image, String pullPolicy, Optional<String> operatorNamespace) {}
