// SPDX-License-Identifier: Apache-2.0

/**
 * Where models come from besides files and the class path. Each kind of storage is one
 * {@link dev.mehari.model.ModelSource}; start with {@link dev.mehari.storage.HttpSource}.
 */
@NullMarked
package dev.mehari.storage;

import org.jspecify.annotations.NullMarked;
