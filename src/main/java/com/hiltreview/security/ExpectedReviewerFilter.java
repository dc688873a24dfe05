package com.hiltreview.security;

import com.hiltreview.access.Caller;
import com.hiltreview.access.CurrentCaller;
import com.hiltreview.web.CrossSiteFilter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Refuses an unsafe call that names another reviewer than the one signed in. All tabs of a browser share one session cookie,
 * so a page can send what one person typed with the session of another person who has signed in since.
 */
class ExpectedReviewerFilter extends OncePerRequestFilter {
    static final String HEADER = "X-Reviewer-Id";

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return CrossSiteFilter.isSafe(request) || request.getHeader(HEADER) == null;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (CurrentCaller.get() instanceof Caller.Reviewer reviewer
                && !reviewer.id().toString().equalsIgnoreCase(request.getHeader(HEADER))) {
            throw new ReviewerMismatchException();
        }
        chain.doFilter(request, response);
    }
}
