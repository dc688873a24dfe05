/** One error envelope for everything that can go wrong. */
@NullMarked
package com.hiltreview.error;

import org.jspecify.annotations.NullMarked;
