package com.hiltreview.access;

import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import org.springframework.web.util.ServletRequestPathUtils;

/**
 * Spring's look-up of handlers, which compares a path with the patterns of all handlers. Here those with another number of
 * segments are passed over first; that is most of them.
 */
class SegmentCountMapping extends RequestMappingHandlerMapping {
    /** For each mapping the numbers of segments that its patterns match; one with a pattern for any number is not here. */
    private final Map<RequestMappingInfo, Set<Integer>> segmentCounts = new HashMap<>();

    @Override
    protected void registerHandlerMethod(Object handler, Method method, RequestMappingInfo mapping) {
        super.registerHandlerMethod(handler, method, mapping);
        var patterns = mapping.getPatternValues();
        if (patterns.stream().noneMatch(pattern -> pattern.contains("**") || pattern.contains("{*"))) {
            segmentCounts.put(
                    mapping,
                    patterns.stream().map(SegmentCountMapping::segmentCount).collect(Collectors.toSet()));
        }
    }

    private static int segmentCount(String pattern) {
        return (int) pattern.chars().filter(character -> character == '/').count();
    }

    @Override
    protected @Nullable RequestMappingInfo getMatchingMapping(RequestMappingInfo mapping, HttpServletRequest request) {
        var counts = segmentCounts.get(mapping);
        return counts == null || counts.contains(segmentCount(request))
                ? super.getMatchingMapping(mapping, request)
                : null;
    }

    /** A parsed path begins with a separator, and alternates between separators and segments. */
    private static int segmentCount(HttpServletRequest request) {
        var path = ServletRequestPathUtils.getParsedRequestPath(request).pathWithinApplication();
        return (path.elements().size() + 1) / 2;
    }
}
