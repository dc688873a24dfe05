package com.hiltreview.json;

import com.hiltreview.error.InvalidParameterException;
import com.hiltreview.id.Ids;
import java.beans.PropertyEditorSupport;
import java.math.BigInteger;
import java.time.Instant;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.springframework.web.bind.WebDataBinder;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.InitBinder;

/** Reads ids, times and numbers of paths and queries strictly, in place of Spring's lenient editors and converters. */
@ControllerAdvice
class StrictParameters {
    @InitBinder
    void readStrictly(WebDataBinder binder) {
        binder.registerCustomEditor(UUID.class, new TextEditor("must be a UUID", Ids::parse));
        binder.registerCustomEditor(Instant.class, new TextEditor("must be an RFC 3339 time", Rfc3339::parse));
        binder.registerCustomEditor(Integer.class, new IntegerEditor());
        binder.registerCustomEditor(int.class, new IntegerEditor());
    }

    private static final class TextEditor extends PropertyEditorSupport {
        private final String expected;
        private final Function<String, Object> parser;

        TextEditor(String expected, Function<String, Object> parser) {
            this.expected = expected;
            this.parser = parser;
        }

        @Override
        public void setAsText(String text) {
            try {
                setValue(parser.apply(text));
            } catch (IllegalArgumentException malformed) {
                throw new InvalidParameterException(expected);
            }
        }
    }

    /** Spring's editor also accepts hexadecimal numbers, spaces and the digits of other scripts. */
    private static final class IntegerEditor extends PropertyEditorSupport {
        private static final Pattern DECIMAL = Pattern.compile("-?[0-9]{1,1000}");
        private static final BigInteger MIN = BigInteger.valueOf(Integer.MIN_VALUE);
        private static final BigInteger MAX = BigInteger.valueOf(Integer.MAX_VALUE);

        @Override
        public void setAsText(String text) {
            if (!DECIMAL.matcher(text).matches()) {
                throw new InvalidParameterException("must be an integer");
            }
            // A number this large is outside every parameter's range, and the range check reports it.
            setValue(new BigInteger(text).max(MIN).min(MAX).intValueExact());
        }
    }
}
