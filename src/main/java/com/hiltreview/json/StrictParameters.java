package com.hiltreview.json;

import com.hiltreview.error.InvalidParameterException;
import java.beans.PropertyEditorSupport;
import java.math.BigInteger;
import java.util.UUID;
import java.util.regex.Pattern;
import org.springframework.web.bind.WebDataBinder;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.InitBinder;

/**
 * Reads ids and numbers of paths and queries strictly; where a converter refuses one, Spring falls back on its own lenient
 * editor.
 */
@ControllerAdvice
class StrictParameters {
    @InitBinder
    void readStrictly(WebDataBinder binder) {
        binder.registerCustomEditor(UUID.class, new UuidEditor());
        binder.registerCustomEditor(Integer.class, new IntegerEditor());
        binder.registerCustomEditor(int.class, new IntegerEditor());
    }

    private static final class UuidEditor extends PropertyEditorSupport {
        @Override
        public void setAsText(String text) {
            try {
                setValue(StrictJson.uuid(text));
            } catch (IllegalArgumentException malformed) {
                throw new InvalidParameterException("must be a UUID");
            }
        }
    }

    /** Spring's own also takes hexadecimal numbers, spaces and the digits of other scripts. */
    private static final class IntegerEditor extends PropertyEditorSupport {
        private static final Pattern DECIMAL = Pattern.compile("-?[0-9]{1,1000}");
        private static final BigInteger MIN = BigInteger.valueOf(Integer.MIN_VALUE);
        private static final BigInteger MAX = BigInteger.valueOf(Integer.MAX_VALUE);

        @Override
        public void setAsText(String text) {
            if (!DECIMAL.matcher(text).matches()) {
                throw new InvalidParameterException("must be an integer");
            }
            // One that is too large is out of every parameter's range, which the refusal then names.
            setValue(new BigInteger(text).max(MIN).min(MAX).intValueExact());
        }
    }
}
