/** Opaque cursors that cannot be forged or mixed up. */
@NullMarked
package com.hiltreview.paging;

import org.jspecify.annotations.NullMarked;
