/** How lists are gone through: by opaque cursors that cannot be forged or mixed up, and in batches. */
@NullMarked
package com.hiltreview.paging;

import org.jspecify.annotations.NullMarked;
