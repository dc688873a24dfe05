package com.hiltreview.json;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VisibleTextTests {
    @ParameterizedTest
    @ValueSource(
            ints = {
                0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x1C, 0x1F, 0x20, 0x7F, 0x85, 0xA0, 0xAD, 0x034F, 0x061C, 0x115F, 0x1160,
                0x1680, 0x17B4, 0x180B, 0x180E, 0x2000, 0x2003, 0x2007, 0x200A, 0x200B, 0x200C, 0x200D, 0x200E, 0x2028,
                0x2029, 0x202E, 0x202F, 0x205F, 0x2060, 0x2064, 0x2066, 0x2800, 0x3000, 0x3164, 0xFE0F, 0xFEFF, 0xFFA0,
                0xE0001, 0xE0020, 0xE0100
            })
    void takesWhatNobodySeesForBlank(int character) {
        var text = Character.toString(character);

        assertThat(VisibleText.isBlank(text)).isTrue();
        assertThat(VisibleText.isBlank(" " + text.repeat(3) + "\n")).isTrue();
        assertThat(VisibleText.isBlank(text + "." + text)).isFalse();
        assertThat(VisibleText.strip(text + " x")).isEqualTo("x");
        assertThat(VisibleText.strip(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {'.', '-', 'x', 0x0301, 0x0600, 0x06DD, 0x1F600, 0x1F1E6, 0xE000, 0xFFFD, 0x110BD, 0x20000})
    void takesWhatIsShownForText(int character) {
        assertThat(VisibleText.isBlank(Character.toString(character))).isFalse();
    }

    @Test
    void takesAllWhiteSpaceOfUnicodeForBlank() {
        for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
            if (Character.isWhitespace(c) || Character.isSpaceChar(c)) {
                assertThat(VisibleText.isBlank(Character.toString(c)))
                        .as("U+%04X", c)
                        .isTrue();
            }
        }
    }

    @Test
    void takesTheEmptyTextForBlank() {
        assertThat(VisibleText.isBlank("")).isTrue();
    }

    @Test
    void stripsTheEndsAndLeavesEmojiWhole() {
        assertThat(VisibleText.strip("\u00a0a b\u2003")).isEqualTo("a b");
        assertThat(VisibleText.strip("\u200b\ufeffx\u3000\n")).isEqualTo("x");
        assertThat(VisibleText.strip("\u2764\ufe0f ")).isEqualTo("\u2764\ufe0f");
    }
}
