package com.hiltreview.json;

import com.hiltreview.compute.ComputePool;
import tools.jackson.databind.JsonNode;

/** Estimates the size of a document, only as far as needed to see whether it is small. */
public final class JsonSize {
    /** What a node costs, in characters of text. */
    private static final int NODE = 16;

    private JsonSize() {}

    /** About the document's length in characters; {@link ComputePool#SMALL} or more if it is not small. */
    public static long upToSmall(JsonNode tree) {
        return ComputePool.isInside() ? 0 : upToSmall(tree, 0);
    }

    private static long upToSmall(JsonNode node, long before) {
        long size = before + NODE;
        if (node.isString()) {
            return size + node.stringValue().length();
        }
        var children = node.iterator();
        while (size < ComputePool.SMALL && children.hasNext()) {
            size = upToSmall(children.next(), size);
        }
        return size;
    }
}
