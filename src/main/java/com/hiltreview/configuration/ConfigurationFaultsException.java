package com.hiltreview.configuration;

import java.util.List;

/** Everything that is wrong with the environment variables, a line each. */
public class ConfigurationFaultsException extends RuntimeException {
    private final transient List<String> faults;

    ConfigurationFaultsException(List<String> faults) {
        super(String.join(System.lineSeparator(), faults));
        this.faults = List.copyOf(faults);
    }

    public List<String> faults() {
        return faults;
    }
}
