package com.hiltreview.access;

import jakarta.servlet.http.HttpServletRequest;

/** Links with the API's prefix if the request used it, else without. */
public final class Links {
    private Links() {}

    public static String to(String path, HttpServletRequest request) {
        return request.getRequestURI().startsWith(ApiController.PREFIX + "/") ? ApiController.PREFIX + path : path;
    }
}
