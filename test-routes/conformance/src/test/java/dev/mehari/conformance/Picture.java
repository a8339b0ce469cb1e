// SPDX-License-Identifier: Apache-2.0

package dev.mehari.conformance;

import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import javax.imageio.ImageIO;

import dev.mehari.tensor.Datatype;
import dev.mehari.tensor.Shape;
import dev.mehari.tensor.Tensor;

/** Grey pictures as a sample's rows have them. */
final class Picture {
    private Picture() {}

    /** @return UINT8 {@code [1, height, width]}, 0 is black */
    static Tensor read(Path file) {
        BufferedImage image;
        try {
            image = ImageIO.read(file.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (image == null || image.getType() != BufferedImage.TYPE_BYTE_GRAY) {
            throw new IllegalArgumentException(file + " is no picture with one byte of grey a pixel");
        }
        Raster pixels = image.getRaster();
        ByteBuffer bytes = ByteBuffer.allocate(image.getHeight() * image.getWidth());
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                bytes.put((byte) pixels.getSample(x, y, 0));
            }
        }
        return Tensor.wrap(Datatype.UINT8, Shape.of(1, image.getHeight(), image.getWidth()), bytes.flip());
    }
}
