// SPDX-License-Identifier: Apache-2.0

/**
 * The protocol's JSON: {@link dev.mehari.oip.json.RequestReader} scans bytes straight into tensors,
 * {@link dev.mehari.oip.json.AnswerWriter} writes tensors straight into bytes. No tree and no object per number between.
 */
@NullMarked
package dev.mehari.oip.json;

import org.jspecify.annotations.NullMarked;
