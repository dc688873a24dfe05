package com.hiltreview.environment;

import java.util.List;

/** The start is refused because of environment variables; one line per fault. */
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
