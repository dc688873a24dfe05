package com.hiltreview.summary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hiltreview.json.StrictJson;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.StringNode;

class CanonicalJsonTests {
    static String canonical(String json) {
        var bytes = new ByteArrayOutputStream();
        var canonical = new CanonicalJson(bytes::write);
        canonical.write(StrictJson.parse(json));
        canonical.flush();
        return bytes.toString(StandardCharsets.UTF_8);
    }

    /** RFC 8785, section 3.2.2; its first number has more digits than a double holds, and keeps them. */
    @Test
    void writesTheSampleOfTheRfc() {
        assertThat(canonical("""
                        {
                          "numbers": [333333333.3333333, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
                          "string": "\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\"\\/",
                          "literals": [null, true, false]
                        }
                        """)).isEqualTo("""
                        {"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],\
                        "string":"€$\\u000f\\nA'B\\"\\\\\\\\\\"/"}""");
    }

    /** RFC 8785, section 3.2.3: by UTF-16 code units, so a character beyond U+FFFF comes before U+FB33. */
    @Test
    void sortsMembersAsTheRfcDoes() {
        assertThat(canonical("""
                        {"\\u20ac": "Euro Sign", "\\r": "Carriage Return", "\\ufb33": "Hebrew Letter Dalet With Dagesh",
                         "1": "One", "\\ud83d\\ude00": "Emoji: Grinning Face", "\\u0080": "Control",
                         "\\u00f6": "Latin Small Letter O With Diaeresis"}
                        """)).isEqualTo("""
                        {"\\r":"Carriage Return","1":"One","\u0080":"Control","ö":"Latin Small Letter O With Diaeresis",\
                        "€":"Euro Sign","😀":"Emoji: Grinning Face","\uFB33":"Hebrew Letter Dalet With Dagesh"}""");
    }

    /** RFC 8785, appendix B: doubles by their bits. */
    @ParameterizedTest
    @CsvSource({
        "0000000000000000, 0",
        "8000000000000000, 0",
        "0000000000000001, 5e-324",
        "8000000000000001, -5e-324",
        "7fefffffffffffff, 1.7976931348623157e+308",
        "ffefffffffffffff, -1.7976931348623157e+308",
        "4340000000000000, 9007199254740992",
        "c340000000000000, -9007199254740992",
        "4430000000000000, 295147905179352830000",
        "44b52d02c7e14af5, 9.999999999999997e+22",
        "44b52d02c7e14af6, 1e+23",
        "44b52d02c7e14af7, 1.0000000000000001e+23",
        "444b1ae4d6e2ef4e, 999999999999999700000",
        "444b1ae4d6e2ef4f, 999999999999999900000",
        "444b1ae4d6e2ef50, 1e+21",
        "3eb0c6f7a0b5ed8c, 9.999999999999997e-7",
        "3eb0c6f7a0b5ed8d, 0.000001",
        "41b3de4355555553, 333333333.3333332",
        "41b3de4355555554, 333333333.33333325",
        "41b3de4355555555, 333333333.3333333",
        "41b3de4355555556, 333333333.3333334",
        "41b3de4355555557, 333333333.33333343",
        "becbf647612f3696, -0.0000033333333333333333",
        "43143ff3c1cb0959, 1424953923781206.2"
    })
    void writesNumbersAsTheRfcDoes(String bits, String expected) {
        assertThat(CanonicalJson.number(new BigDecimal(expected))).isEqualTo(expected);
        assertThat(Double.parseDouble(expected))
                .as("the same double")
                .isEqualTo(
                        Math.abs(Double.longBitsToDouble(Long.parseUnsignedLong(bits, 16))) == 0
                                ? 0.0
                                : Double.longBitsToDouble(Long.parseUnsignedLong(bits, 16)));
    }

    /** Numbers that a double would round keep their digits, in the same layout. */
    @ParameterizedTest
    @CsvSource({
        "9007199254740993, 9007199254740993",
        "18446744073709551615, 18446744073709551615",
        "18446744073709551616, 18446744073709551616",
        "18446744073709552000, 18446744073709552000",
        "123456789012345678901, 123456789012345678901",
        "1234567890123456789012, 1.234567890123456789012e+21",
        "333333333.33333329, 333333333.33333329",
        "0.10000000000000000555, 0.10000000000000000555",
        "0.1, 0.1",
        "1.10, 1.1",
        "1.0, 1",
        "100, 100",
        "1E2, 100",
        "-0.0, 0",
        "1e400, 1e+400",
        "1e-400, 1e-400",
        "-12.50e-1, -1.25",
        "0.0000001, 1e-7",
        "0.000001, 0.000001"
    })
    void keepsEveryDigit(String number, String expected) {
        assertThat(canonical("[" + number + "]")).isEqualTo("[" + expected + "]");
    }

    @Test
    void writesTextsThatAreLongerThanItsBuffer() {
        var text = "a€😀é\\n".repeat(1000);
        assertThat(canonical("[\"" + text + "\"]")).isEqualTo("[\"" + text + "\"]");
    }

    @Test
    void refusesHalfACharacter() {
        var json = new CanonicalJson((bytes, offset, length) -> {});
        assertThatThrownBy(() -> json.write(StringNode.valueOf("\ud83d"))).hasMessageContaining("lone surrogate");
    }
}
