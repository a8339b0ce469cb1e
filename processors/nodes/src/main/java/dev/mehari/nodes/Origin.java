// SPDX-License-Identifier: Apache-2.0

package dev.mehari.nodes;

/** How a frame came to see other rows than the frame around it. */
sealed interface Origin permits Partition, Items {}
