package com.hiltreview.diff;

import static com.hiltreview.diff.JsonTrees.tree;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

class JsonValuesTests {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1|1.0",
                "1|1e0",
                "100|1e2",
                "100|1E+2",
                "0|-0",
                "0|-0.00",
                "0|0e999999999",
                "1e999999999|10e999999998",
                "1.50|15e-1",
                "12345678901234567890|12345678901234567890.0",
                "{\"a\":1,\"b\":[2]}|{\"b\":[2.0],\"a\":1}",
                "{\"\":null}|{ \"\" : null }",
                "\"ä\"|\"\\u00e4\"",
            })
    void takesDifferentSpellingsForEqual(String one, String other) {
        assertThat(JsonValues.equal(tree(one), tree(other))).isTrue();
        assertThat(JsonValues.equal(tree(other), tree(one))).isTrue();
        assertThat(JsonValues.sha256(tree(one))).isEqualTo(JsonValues.sha256(tree(other)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1|2",
                "1|-1",
                "1|\"1\"",
                "\"1e0\"|1",
                "1|true",
                "null|\"null\"",
                "null|false",
                "[]|{}",
                "[1,2]|[2,1]",
                "[1]|[1,1]",
                "[[1],2]|[[1,2]]",
                "[\"a\",\"b\"]|[\"ab\"]",
                "[12,3]|[1,23]",
                "[\"a\",\"b\\\"c\"]|[\"a\\\"b\",\"c\"]",
                "{\"a\":null}|{\"b\":null}",
                "{\"a\":null}|{}",
                "{\"a\":1}|{\"a\":1,\"b\":1}",
                "{\"a\":\"b\"}|{\"ab\":\"\"}",
                "1e999999999|1e999999998",
                "12345678901234567890.123456789|12345678901234567890.123456788",
                "9007199254740993|9007199254740992",
                "9223372036854775808|-9223372036854775808",
            })
    void tellsDifferentValuesApart(String one, String other) {
        assertThat(JsonValues.equal(tree(one), tree(other))).isFalse();
        assertThat(JsonValues.equal(tree(other), tree(one))).isFalse();
        assertThat(JsonValues.sha256(tree(one))).isNotEqualTo(JsonValues.sha256(tree(other)));
    }

    @Test
    void survivesExponentsAtTheEdgeOfWhatDecimalsHold() {
        JsonNode one = JsonNodeFactory.instance.numberNode(new BigDecimal(BigInteger.valueOf(100), Integer.MIN_VALUE));
        JsonNode other = JsonNodeFactory.instance.numberNode(new BigDecimal(BigInteger.ONE, Integer.MIN_VALUE));
        assertThat(JsonValues.canonicalNumber(one)).isEqualTo("1e2147483650");
        assertThat(JsonValues.canonicalNumber(other)).isEqualTo("1e2147483648");
        assertThat(JsonValues.equal(one, other)).isFalse();
    }
}
