/** The pages that a browser asks for by name. */
@NullMarked
package com.hiltreview.page;

import org.jspecify.annotations.NullMarked;
