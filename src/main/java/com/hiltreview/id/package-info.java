/** How ids are made and read. */
@NullMarked
package com.hiltreview.id;

import org.jspecify.annotations.NullMarked;
