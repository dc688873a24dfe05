package com.hiltreview.openapi;

import static java.util.stream.Collectors.toCollection;

import com.hiltreview.openapi.OpenApiDocument.Place;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** The operations that the public contract describes. */
public final class OpenApiOperations {

    private static final Set<String> METHODS =
            Set.of("get", "put", "post", "delete", "options", "head", "patch", "trace");

    private OpenApiOperations() {}

    /** Returns every operation as its method and path, for example {@code GET /review-tasks/{task_id}}. */
    public static Set<String> fromFile() {
        return all().stream()
                .map(operation -> operation.method() + " " + operation.path())
                .collect(toCollection(TreeSet::new));
    }

    static List<Operation> all() {
        var paths = OpenApiDocument.contract().root().at("paths");
        return paths.names().stream()
                .flatMap(path -> ofPath(path, paths.at(path)).stream())
                .toList();
    }

    private static List<Operation> ofPath(String path, Place item) {
        return item.names().stream()
                .filter(METHODS::contains)
                .map(method -> new Operation(method.toUpperCase(Locale.ROOT), path, item, item.at(method)))
                .toList();
    }

    record Operation(String method, String path, Place pathItem, Place definition) {}
}
