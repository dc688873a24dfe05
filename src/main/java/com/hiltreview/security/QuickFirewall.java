package com.hiltreview.security;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.Enumeration;
import org.jspecify.annotations.Nullable;
import org.springframework.security.web.firewall.FirewalledRequest;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.security.web.firewall.StrictHttpFirewall;

/**
 * Spring Security's firewall, with a shorter check of headers: a value with a control character other than a tab is refused
 * where it is read. Tomcat has decoded it as ISO 8859-1, in which every other character is assigned.
 */
class QuickFirewall extends StrictHttpFirewall {
    @Override
    public FirewalledRequest getFirewalledRequest(HttpServletRequest request) {
        super.getFirewalledRequest(request);
        return new CheckedHeaders(request);
    }

    private static final class CheckedHeaders extends FirewalledRequest {
        CheckedHeaders(HttpServletRequest request) {
            super(request);
        }

        @Override
        public @Nullable String getHeader(String name) {
            var value = super.getHeader(name);
            if (value != null) {
                check(name, value);
            }
            return value;
        }

        @Override
        public Enumeration<String> getHeaders(String name) {
            var values = Collections.list(super.getHeaders(name));
            values.forEach(value -> check(name, value));
            return Collections.enumeration(values);
        }

        private static void check(String name, String value) {
            for (int i = 0; i < value.length(); i++) {
                char character = value.charAt(i);
                if (Character.isISOControl(character) && character != '\t') {
                    throw new RequestRejectedException("The header " + name + " has a control character");
                }
            }
        }

        @Override
        public void reset() {
            // There is nothing to restore.
        }
    }
}
