package com.hiltreview.openapi;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import com.hiltreview.access.ApiController;
import com.hiltreview.testing.ServiceTest;
import java.util.Collection;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

class ContractMappingTests extends ServiceTest {
    @Autowired
    @Qualifier("requestMappingHandlerMapping")
    @SuppressWarnings("NullAway.Init")
    private RequestMappingHandlerMapping mappings;

    @Test
    void describesEveryOperationThatIsServed() {
        assertThat(described()).containsAll(served(""));
    }

    @Test
    void servesEveryOperationThatIsDescribed() {
        assertThat(served("")).containsAll(described());
    }

    @Test
    void servesThePathsOfSectionsTwoToSevenUnderThePrefixAsWell() {
        assertThat(served(ApiController.PREFIX)).isEqualTo(served(""));
    }

    private static Set<String> described() {
        return OpenApiOperations.fromFile().stream()
                .map(ContractMappingTests::withoutNames)
                .collect(toCollection(TreeSet::new));
    }

    /** The operations under the prefix, without it. */
    private Set<String> served(String prefix) {
        return mappings.getHandlerMethods().entrySet().stream()
                .filter(entry ->
                        AnnotatedElementUtils.hasAnnotation(entry.getValue().getBeanType(), ApiController.class))
                .flatMap(entry -> operations(entry.getKey()))
                .filter(operation -> operation.contains(" " + ApiController.PREFIX + "/") == !prefix.isEmpty())
                .map(operation -> withoutNames(operation.replace(" " + prefix, " ")))
                .collect(toCollection(TreeSet::new));
    }

    private static Stream<String> operations(RequestMappingInfo mapping) {
        Collection<String> paths =
                Objects.requireNonNull(mapping.getPathPatternsCondition()).getPatternValues();
        return mapping.getMethodsCondition().getMethods().stream()
                .flatMap(method -> paths.stream().map(path -> method + " " + path));
    }

    /** The two call their path parameters by the names of their own languages. */
    private static String withoutNames(String operation) {
        return operation.replaceAll("\\{[^}]+}", "{}");
    }
}
