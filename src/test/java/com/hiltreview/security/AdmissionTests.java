package com.hiltreview.security;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hiltreview.error.ForbiddenException;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.web.method.HandlerMethod;

class AdmissionTests {
    /** Whoever wrote it forgot to say whom it admits. */
    static class Forgetful {
        void handle() {}
    }

    @Test
    void letsNobodyIntoAHandlerThatDoesNotSayWhomItAdmits() throws NoSuchMethodException {
        var handler = new HandlerMethod(new Forgetful(), Forgetful.class.getDeclaredMethod("handle"));
        assertThatThrownBy(() -> new AdmissionInterceptor()
                        .preHandle(new MockHttpServletRequest(), new MockHttpServletResponse(), handler))
                .isInstanceOf(ForbiddenException.class);
    }
}
