package com.hiltreview.access;

import jakarta.servlet.http.HttpServletRequest;

/** Links that keep the form, with or without the prefix, that the request used. */
public final class Links {
    private Links() {}

    public static String to(String path, HttpServletRequest request) {
        return request.getRequestURI().startsWith(ApiController.PREFIX + "/") ? ApiController.PREFIX + path : path;
    }
}
