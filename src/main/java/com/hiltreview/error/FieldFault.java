package com.hiltreview.error;

/**
 * What is wrong with one field.
 *
 * @param field the field's JSON path, such as {@code blocks[0].id}; for headers and query parameters their name
 * @param message what is wrong, in a few words
 */
public record FieldFault(String field, String message) {}
