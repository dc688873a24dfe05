package com.hiltreview.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.hiltreview.openapi.OpenApiDocument.Place;
import com.hiltreview.openapi.OpenApiOperations.Operation;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OpenApiDocumentTests {

    private final OpenApiDocument contract = OpenApiDocument.contract();

    @Test
    void everyExampleFitsItsSchema() {
        var holders = new ArrayList<Place>();
        collectHolders(contract.root(), holders);
        assertThat(holders.stream().map(Place::pointer).distinct()).hasSizeGreaterThan(90);
        assertThat(holders)
                .allSatisfy(holder -> assertThat(examples(holder))
                        .allSatisfy(example -> assertThat(contract.validate(example.node(), holder.at("schema")))
                                .as(holder.pointer() + " and its example " + example.pointer())
                                .isEmpty()));
    }

    @Test
    void everyContentHasAnExample() {
        var holders = new ArrayList<Place>();
        collectHolders(contract.root().at("components", "responses"), holders);
        OpenApiOperations.all().forEach(operation -> collectHolders(operation.definition(), holders));
        assertThat(holders)
                .filteredOn(holder ->
                        holder.pointer().endsWith("~1json") || holder.pointer().endsWith("+json"))
                .hasSizeGreaterThan(30)
                .allSatisfy(holder ->
                        assertThat(examples(holder)).as(holder.pointer()).isNotEmpty());
    }

    @Test
    void everyAnswerRequiresRequestId() {
        var answers = OpenApiOperations.all().stream()
                .map(operation -> operation.definition().at("responses"))
                .flatMap(responses -> responses.names().stream().map(responses::at))
                .toList();
        assertThat(answers)
                .hasSizeGreaterThan(100)
                .allSatisfy(answer -> assertThat(answer.at("headers", "X-Request-Id", "required")
                                .node()
                                .booleanValue())
                        .as(answer.pointer())
                        .isTrue());
    }

    @Test
    void everyOperationHasAnIdOfItsOwnAndSaysWhoMayCall() {
        var operations = OpenApiOperations.all();
        assertThat(operations).map(operation -> text(operation, "operationId")).doesNotHaveDuplicates();
        assertThat(operations)
                .allSatisfy(operation -> assertThat(text(operation, "description"))
                        .as(operation.method() + " " + operation.path())
                        .contains("**Who may call:**"));
    }

    @Test
    void listsOperationsByMethodAndPath() {
        assertThat(OpenApiOperations.fromFile())
                .contains("GET /review-tasks/{task_id}", "PATCH /sources/{source_id}", "GET /openapi.yaml")
                .hasSize(39);
    }

    private static String text(Operation operation, String member) {
        return operation.definition().at(member).node().stringValue();
    }

    /** Collects the media types, parameters and headers, that is whatever has a schema and may have examples of it. */
    private static void collectHolders(Place place, List<Place> holders) {
        var isHolder = place.node().isObject() && place.node().has("schema");
        if (isHolder) {
            holders.add(place);
        } else if (!place.pointer().startsWith("/components/examples")
                && !place.pointer().startsWith("/components/schemas")) {
            children(place).forEach(child -> collectHolders(child, holders));
        }
    }

    private static List<Place> children(Place place) {
        return place.node().isObject() ? place.names().stream().map(place::at).toList() : place.items();
    }

    private static List<Place> examples(Place holder) {
        var found = new ArrayList<Place>();
        holder.get("example").ifPresent(found::add);
        holder.get("examples").ifPresent(named -> named.names().forEach(name -> found.add(named.at(name, "value"))));
        return found;
    }
}
