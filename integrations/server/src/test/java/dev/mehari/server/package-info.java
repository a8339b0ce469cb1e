// SPDX-License-Identifier: Apache-2.0

@NullMarked
package dev.mehari.server;

import org.jspecify.annotations.NullMarked;
