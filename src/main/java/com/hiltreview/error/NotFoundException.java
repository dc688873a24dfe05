package com.hiltreview.error;

import java.util.Map;

/** The thing that the path or body names does not exist, as far as this caller may know. */
public class NotFoundException extends ApiException {
    /**
     * @param resourceType the kind of thing in the contract's words, such as {@code review_task}
     * @param resourceId its id as the caller gave it
     */
    public NotFoundException(String resourceType, Object resourceId) {
        super(
                ErrorCode.NOT_FOUND,
                "No such " + resourceType.replace('_', ' '),
                Map.of("resource_type", resourceType, "resource_id", resourceId.toString()));
    }
}
