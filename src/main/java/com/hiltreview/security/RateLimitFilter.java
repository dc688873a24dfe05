package com.hiltreview.security;

import com.hiltreview.ratelimit.Allowance;
import com.hiltreview.ratelimit.RateLimitedException;
import com.hiltreview.ratelimit.RateLimits;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import org.springframework.web.filter.OncePerRequestFilter;

/** Counts each request for its key or session, else for its address, and refuses those that are too many. */
class RateLimitFilter extends OncePerRequestFilter {
    static final String LIMIT = "X-RateLimit-Limit";
    static final String REMAINING = "X-RateLimit-Remaining";
    static final String RESET = "X-RateLimit-Reset";

    private final RateLimits limits;
    private final Clock clock;

    RateLimitFilter(RateLimits limits, Clock clock) {
        this.limits = limits;
        this.clock = clock;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return OpenPaths.include(request);
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var taken = limits.take(CountedCaller.of(request));
        if (taken.isPresent()) {
            var allowance = taken.get();
            tell(allowance, response);
            if (allowance.isUsedUp()) {
                throw new RateLimitedException(allowance.retryIn());
            }
        }
        if (request.getAttribute(CallerFilter.REFUSAL) instanceof RateLimitedException tooManyGuesses) {
            throw tooManyGuesses;
        }
        chain.doFilter(request, response);
    }

    private void tell(Allowance allowance, HttpServletResponse response) {
        long reset = clock.millis() + allowance.resetIn().toMillis();
        response.setHeader(LIMIT, Integer.toString(allowance.limit()));
        response.setHeader(REMAINING, Long.toString(allowance.remaining()));
        response.setHeader(RESET, Long.toString(Math.ceilDiv(reset, 1000L)));
    }
}
