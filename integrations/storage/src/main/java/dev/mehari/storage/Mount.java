// SPDX-License-Identifier: Apache-2.0

package dev.mehari.storage;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * A mounted volume. Where it is mounted may itself be a symbolic link; from there on links are followed only as long as
 * they stay inside. (Kubernetes makes a ConfigMap of links: {@code key -> ..data/key}, {@code ..data -> ..2026_01_01}.)
 */
final class Mount {
    private final Path real;
    private final String what;

    private Mount(Path real, String what) {
        this.real = real;
        this.what = what;
    }

    /**
     * @param what for messages: {@code ConfigMap 'credit'}
     * @param place below the folder of mounts, for messages
     * @throws IOException in words, if nothing is mounted there
     */
    static Mount at(Path folder, String what, String place) throws IOException {
        try {
            Path real = folder.toRealPath();
            if (Files.isDirectory(real)) {
                return new Mount(real, what);
            }
        } catch (IOException e) {
            // said below
        }
        throw new IOException(
                what + " isn't mounted here. In a cluster it must be in the graph's namespace, which mounts "
                        + "it; elsewhere put its files into DIR/" + place + " and set " + MountSource.MOUNTS + "=DIR");
    }

    /** The real path of a regular, readable file below. @throws IOException in words */
    Path file(String path) throws IOException {
        Path file = existing(path);
        if (!file.startsWith(real)) {
            throw new IOException("'" + path + "' is a link that leads out of " + what + ". Put the file itself there");
        }
        if (Files.isDirectory(file)) {
            throw new IOException("'" + path + "' is a folder of " + what + ". Name a file in it");
        }
        if (!Files.isRegularFile(file)) {
            throw new IOException("'" + path + "' of " + what + " is no regular file");
        }
        if (!Files.isReadable(file)) {
            throw unreadable(path);
        }
        return file;
    }

    private Path existing(String path) throws IOException {
        try {
            Path named = real.resolve(path);
            if (path.isEmpty() || path.startsWith("/") || !named.normalize().startsWith(real)) {
                throw new IOException("'" + path + "' names no file of " + what + ". Write the path below its root");
            }
            return named.toRealPath();
        } catch (InvalidPathException e) {
            throw new IOException("'" + path + "' can't be the name of a file on this system", e);
        } catch (AccessDeniedException e) {
            throw unreadable(path);
        } catch (FileSystemException e) {
            throw new IOException(what + " has no '" + path + "'. Check the name", e);
        }
    }

    /** The folder itself, for listings that stay in this room. */
    Path folder() {
        return real;
    }

    private IOException unreadable(String path) {
        return new IOException(
                "'" + path + "' of " + what + " may not be read by this process. Change its permissions");
    }
}
