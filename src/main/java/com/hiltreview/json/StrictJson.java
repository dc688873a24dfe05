package com.hiltreview.json;

import com.hiltreview.compute.ComputePool;
import com.hiltreview.error.ValidationException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.exc.MismatchedInputException;

/**
 * Parses JSON that comes from outside into a tree. Duplicate members, U+0000, lone surrogates and more than 64 levels are
 * refused; numbers keep every digit.
 */
public final class StrictJson {
    private StrictJson() {}

    /** @throws ValidationException with the path of each fault */
    public static JsonNode parse(byte[] utf8) {
        return ComputePool.call(utf8.length, () -> {
            try {
                // Jackson's own decoder accepts encoded surrogates; this one does not.
                return parseHere(StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(utf8))
                        .toString());
            } catch (CharacterCodingException notUtf8) {
                throw ValidationException.ofBody("is not UTF-8");
            }
        });
    }

    /** @throws ValidationException with the path of each fault */
    public static JsonNode parse(String json) {
        return ComputePool.call(json.length(), () -> parseHere(json));
    }

    private static JsonNode parseHere(String json) {
        JsonNode tree;
        try {
            tree = StrictMapper.INSTANCE.readTree(json);
        } catch (MismatchedInputException trailing) {
            throw ValidationException.ofBody("must be one JSON value, with nothing after it");
        } catch (JacksonException malformed) {
            throw new ValidationException(List.of(JsonFaults.of(malformed)));
        } catch (NumberFormatException outOfRange) {
            // Jackson does not wrap this one, for exponents beyond those of BigDecimal, such as 1e-2147483648.
            throw ValidationException.ofBody("holds a number that is out of range");
        }
        if (tree == null || tree.isMissingNode()) {
            throw ValidationException.ofBody("a JSON value is required");
        }
        Inspection.inspect(tree, json.length());
        return tree;
    }
}
