package com.hiltreview;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** ARCHITECTURE.md shows the rooms and arrows that the code has. */
class ArchitectureDocumentTests {
    private static final String ROOT = "com.hiltreview.";

    private static final Pattern ARROW = Pattern.compile("^ {4}(\\w+) --> ([\\w &]+)$", Pattern.MULTILINE);
    private static final Pattern ROOM = Pattern.compile("^\\| `(\\w+)` \\|", Pattern.MULTILINE);
    private static final Pattern FOR_ALL = Pattern.compile("Every room may use ([^;]+);");
    private static final Pattern NAME = Pattern.compile("`(\\w+)`");

    @Test
    void showsTheRoomsAndArrowsOfTheCode() throws IOException {
        var document = Files.readString(Path.of("ARCHITECTURE.md"));
        var forAll = FOR_ALL.matcher(document)
                .results()
                .flatMap(sentence -> NAME.matcher(sentence.group(1)).results())
                .map(name -> name.group(1))
                .collect(Collectors.toSet());
        var drawn = ARROW.matcher(document)
                .results()
                .flatMap(arrow -> Arrays.stream(arrow.group(2).split(" & ")).map(to -> arrow.group(1) + " --> " + to))
                .collect(Collectors.toCollection(TreeSet::new));
        var rooms = new TreeSet<String>();
        var arrows = new TreeSet<String>();
        for (var type : new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("com.hiltreview")) {
            var room = roomOf(type);
            if (!room.isEmpty()) {
                rooms.add(room);
                type.getDirectDependenciesFromSelf().stream()
                        .map(dependency -> roomOf(dependency.getTargetClass().getBaseComponentType()))
                        .filter(other -> !Set.of("", room).contains(other) && !forAll.contains(other))
                        .filter(other -> !forAll.contains(room))
                        .forEach(other -> arrows.add(room + " --> " + other));
            }
        }
        assertThat(drawn).as("draw the arrows of the code").isEqualTo(arrows);
        var listed = ROOM.matcher(document.substring(0, document.indexOf("## Arrows")))
                .results()
                .map(room -> room.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(listed).as("say what each room is for").isEqualTo(rooms);
    }

    private static String roomOf(JavaClass type) {
        var name = type.getPackageName();
        return name.startsWith(ROOT) ? name.substring(ROOT.length()).split("\\.")[0] : "";
    }
}
