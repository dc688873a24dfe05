/** Who is calling, and whom a handler admits. */
@NullMarked
package com.hiltreview.access;

import org.jspecify.annotations.NullMarked;
