package com.hiltreview.database;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Reports an unusable database without a stack trace. */
class DatabaseUnusableAnalyzer extends AbstractFailureAnalyzer<DatabaseUnusableException> {
    @Override
    protected FailureAnalysis analyze(Throwable root, DatabaseUnusableException cause) {
        return new FailureAnalysis(String.valueOf(cause.getMessage()), null, cause);
    }
}
