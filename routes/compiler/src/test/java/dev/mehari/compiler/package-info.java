// SPDX-License-Identifier: Apache-2.0

@NullMarked
package dev.mehari.compiler;

import org.jspecify.annotations.NullMarked;
