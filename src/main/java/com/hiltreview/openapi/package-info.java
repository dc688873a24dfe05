/** Serves the public contract; springdoc renders it as pages. */
@NullMarked
package com.hiltreview.openapi;

import org.jspecify.annotations.NullMarked;
