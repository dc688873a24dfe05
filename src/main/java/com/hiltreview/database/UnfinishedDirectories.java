package com.hiltreview.database;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Directories that are filled under a passing name and then moved to their place whole, so that none stands there half. */
final class UnfinishedDirectories {

    private static final Logger log = LoggerFactory.getLogger(UnfinishedDirectories.class);
    private static final String PREFIX = "unfinished-";

    private UnfinishedDirectories() {}

    /** Makes an empty one with a name of its own: a program that outlived a killed process may still write to its own. */
    static Path create(Path parent) throws IOException {
        return Files.createTempDirectory(parent, PREFIX);
    }

    /** Deletes those that killed processes left in the parent, as far as possible; the parent may be missing. */
    static void deleteAll(Path parent) throws IOException {
        if (!Files.isDirectory(parent)) {
            return;
        }
        try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(parent, PREFIX + "*")) {
            for (Path leftover : leftovers) {
                delete(leftover);
            }
        }
    }

    /** Deletes one as far as possible, or nothing if it was moved to its place. */
    static void delete(Path directory) {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : deepestFirst) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            log.debug("Leaving {} to the next start", directory, e);
        }
    }
}
