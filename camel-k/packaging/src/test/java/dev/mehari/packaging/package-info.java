// SPDX-License-Identifier: Apache-2.0

@NullMarked
package dev.mehari.packaging;

import org.jspecify.annotations.NullMarked;
