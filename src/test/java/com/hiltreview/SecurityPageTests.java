package com.hiltreview;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page on security names tests as its proofs. */
class SecurityPageTests {
    private static final Pattern TEST = Pattern.compile("`(\\w+Tests(?:\\.\\w+)?)`");

    @Test
    void namesTestsThatExist() throws IOException {
        var page = Files.readString(Path.of("docs/security.md"));
        var named = TEST.matcher(page).results().map(match -> match.group(1)).collect(Collectors.toSet());
        var known = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.ONLY_INCLUDE_TESTS).importPackages("com.hiltreview").stream()
                        .flatMap(SecurityPageTests::names)
                        .collect(Collectors.toSet());
        assertThat(named).hasSizeGreaterThan(20);
        assertThat(known).containsAll(named);
    }

    private static Stream<String> names(JavaClass type) {
        return Stream.concat(
                Stream.of(type.getSimpleName()),
                type.getMethods().stream()
                        .filter(method -> method.getAnnotations().stream()
                                .anyMatch(annotation ->
                                        annotation.getRawType().getPackageName().startsWith("org.junit")))
                        .map(JavaMember::getName)
                        .map(name -> type.getSimpleName() + "." + name));
    }
}
