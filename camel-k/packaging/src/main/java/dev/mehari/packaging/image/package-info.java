// SPDX-License-Identifier: Apache-2.0

/**
 * Container images without a container daemon: layers are laid from a folder that looks like the root of a container, and written
 * as one archive that containerd, Docker, Podman, skopeo and crane read. Start with {@link dev.mehari.packaging.image.Images}.
 */
@NullMarked
package dev.mehari.packaging.image;

import org.jspecify.annotations.NullMarked;
