package com.hiltreview.access;

import java.util.Set;

/** The addresses of the web page; they are served without the API's prefix only. */
public final class PagePaths {
    public static final String START = "/";
    public static final String LOGIN = "/login";
    public static final String ARCHIVE = "/archive";
    /** With every path below it, as are the two that follow. */
    public static final String TASKS = "/tasks";

    public static final String SETUP = "/setup";
    public static final String ASSETS = "/assets";

    /** Where the page itself is served. */
    public static final Set<String> ALL = Set.of(START, LOGIN, ARCHIVE, TASKS, SETUP);

    private PagePaths() {}
}
