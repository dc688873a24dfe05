package com.hiltreview.edit;

import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * An edit that was checked against its task.
 *
 * @param values the new contents by block id
 * @param offered whether they are those of an option
 */
public record NewContents(Map<String, JsonNode> values, boolean offered) {}
