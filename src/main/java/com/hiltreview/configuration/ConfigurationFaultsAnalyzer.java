package com.hiltreview.configuration;

import com.hiltreview.environment.ConfigurationFaultsException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Prints the faults without a stack trace. */
class ConfigurationFaultsAnalyzer extends AbstractFailureAnalyzer<ConfigurationFaultsException> {
    @Override
    protected FailureAnalysis analyze(Throwable root, ConfigurationFaultsException cause) {
        return new FailureAnalysis(
                String.join(System.lineSeparator(), cause.faults()),
                "Set the variables named above and start again.",
                cause);
    }
}
