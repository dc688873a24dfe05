/** Who did what, in a table that only grows. */
@NullMarked
package com.hiltreview.audit;

import org.jspecify.annotations.NullMarked;
