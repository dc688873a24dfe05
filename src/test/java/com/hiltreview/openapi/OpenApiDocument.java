package com.hiltreview.openapi;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.dialect.Dialect;
import com.networknt.schema.dialect.Dialects;
import com.networknt.schema.format.PatternFormat;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The public contract, as a tree whose references can be followed and whose schemas can be asked. */
final class OpenApiDocument {

    private static final String RESOURCE = "/openapi/hilt-review-openapi.yaml";
    private static final String ADDRESS = "https://hilt-review.invalid/openapi.json";

    /** The library's own idea of an e-mail address knows the top-level domains, and refuses {@code jane@acme.test}. */
    private static final Dialect DIALECT = Dialect.builder(Dialects.getOpenApi31())
            .format(PatternFormat.of("email", "^[^@\\s]+@[^@\\s]+$", "format.email"))
            .build();

    private final JsonNode root;
    private final SchemaRegistry registry;
    private final Map<String, Schema> schemas = new ConcurrentHashMap<>();

    private OpenApiDocument(JsonNode root) {
        this.root = root;
        this.registry = SchemaRegistry.withDialect(
                DIALECT,
                builder -> builder.schemas(Map.of(ADDRESS, root.toString()))
                        .schemaRegistryConfig(SchemaRegistryConfig.builder()
                                .formatAssertionsEnabled(true)
                                .build()));
    }

    /** Returns the contract that ships with the service. */
    static OpenApiDocument contract() {
        return Contract.INSTANCE;
    }

    Place root() {
        return new Place("", root);
    }

    /** Returns what makes the value differ from the schema, with where it does so. */
    List<String> validate(JsonNode value, Place schema) {
        var loaded = schemas.computeIfAbsent(
                schema.pointer(), pointer -> registry.getSchema(SchemaLocation.of(ADDRESS + "#" + pointer)));
        return loaded.validate(value).stream()
                .map(error -> error.getInstanceLocation() + ": " + error.getMessage())
                .distinct()
                .toList();
    }

    /** A node of the document, with the JSON pointer that leads to it. */
    final class Place {

        private final String pointer;
        private final JsonNode node;

        private Place(String pointer, JsonNode node) {
            this.pointer = pointer;
            this.node = node;
        }

        String pointer() {
            return pointer;
        }

        JsonNode node() {
            return node;
        }

        /** Returns the member of this name, following a reference that stands in its place. */
        Optional<Place> get(String name) {
            var member = node.get(name);
            if (member == null) {
                return Optional.empty();
            }
            return Optional.of(new Place(pointer + "/" + escaped(name), member).followed());
        }

        /** Returns the member at the end of this path of names, which must be there. */
        Place at(String... names) {
            var place = this;
            for (var name : names) {
                var from = place;
                place = from.get(name)
                        .orElseThrow(() -> new IllegalStateException(from.pointer + " has no member " + name));
            }
            return place;
        }

        List<String> names() {
            return List.copyOf(node.propertyNames());
        }

        List<Place> items() {
            var items = new ArrayList<Place>();
            for (var i = 0; i < node.size(); i++) {
                items.add(new Place(pointer + "/" + i, node.get(i)).followed());
            }
            return items;
        }

        private Place followed() {
            var reference = node.get("$ref");
            // A schema's references are left to the validator, which heeds what stands beside them.
            if (reference == null || reference.stringValue().startsWith("#/components/schemas/")) {
                return this;
            }
            var target = reference.stringValue().substring(1);
            return new Place(target, Objects.requireNonNull(root.at(target))).followed();
        }

        private static String escaped(String name) {
            return name.replace("~", "~0").replace("/", "~1");
        }
    }

    private static final class Contract {

        private static final OpenApiDocument INSTANCE = load();

        private static OpenApiDocument load() {
            try (InputStream yaml = OpenApiDocument.class.getResourceAsStream(RESOURCE)) {
                return new OpenApiDocument(new YAMLMapper()
                        .readTree(Objects.requireNonNull(yaml, "The contract is not on the class path")));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
