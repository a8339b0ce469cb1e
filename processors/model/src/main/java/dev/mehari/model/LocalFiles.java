// SPDX-License-Identifier: Apache-2.0

package dev.mehari.model;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Files of this machine that a manifest may name: those below its folder, symbolic links followed, or all. */
final class LocalFiles {
    private static final String MEND =
            "Move the file below the folder of the graph file, or allow files outside it with "
                    + ModelStore.OUTSIDE_SETTING;

    private final boolean outsideAllowed;

    LocalFiles(boolean outsideAllowed) {
        this.outsideAllowed = outsideAllowed;
    }

    /** The real path of a regular, readable, non-empty file. */
    Path find(ModelUri uri, Path folder) {
        if (!outsideAllowed && uri.hasParentStep()) {
            throw new InvalidModelException(uri.shown() + " leads upwards by '..'. " + MEND);
        }
        Path base = realFolder(folder);
        Path file = realFile(uri, base);
        if (!outsideAllowed && !file.startsWith(base)) {
            throw new InvalidModelException(uri.shown() + " lies outside the folder of the graph file. " + MEND);
        }
        if (Files.isDirectory(file)) {
            throw new InvalidModelException(uri.shown() + " is a folder. Name a file in it");
        }
        if (!Files.isRegularFile(file)) {
            throw new InvalidModelException(uri.shown() + " is no regular file");
        }
        if (!Files.isReadable(file)) {
            throw unreadable(uri);
        }
        return file;
    }

    private static Path realFolder(Path folder) {
        try {
            return folder.toRealPath();
        } catch (IOException e) {
            throw new InvalidModelException("the folder of the graph file can't be read", e);
        }
    }

    /**
     * The name as it is written wins, so that a file whose name really has a percent sign can be named; else percent
     * escapes are read as in any URI.
     */
    private static Path realFile(ModelUri uri, Path base) {
        try {
            Path written = base.resolve(path(uri, uri.rest()));
            Path decoded = base.resolve(path(uri, uri.decodedRest()));
            return (Files.exists(written) ? written : decoded).toRealPath();
        } catch (InvalidPathException e) {
            throw new InvalidModelException(uri.shown() + " can't be the name of a file on this system", e);
        } catch (AccessDeniedException e) {
            throw unreadable(uri);
        } catch (IOException e) {
            throw new InvalidModelException(
                    uri.shown() + " isn't there. Check the name; it is relative to the folder of the graph file", e);
        }
    }

    private static String path(ModelUri uri, String rest) {
        String path = rest;
        if (path.startsWith("//")) {
            // file://HOST/path, RFC 8089: only this machine's own files
            int slash = path.indexOf('/', 2);
            String host = slash < 0 ? path.substring(2) : path.substring(2, slash);
            if (uri.scheme().isEmpty() || !(host.isEmpty() || host.equalsIgnoreCase("localhost"))) {
                throw new InvalidModelException(uri.shown() + " names another machine. Write file:///folder/file");
            }
            path = slash < 0 ? "" : path.substring(slash);
        }
        if (path.isEmpty()) {
            throw new InvalidModelException(uri.shown() + " names no file");
        }
        return path;
    }

    private static InvalidModelException unreadable(ModelUri uri) {
        return new InvalidModelException(uri.shown() + " may not be read by this process. Change its permissions");
    }
}
