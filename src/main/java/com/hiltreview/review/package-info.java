/** Review tasks, what a reviewer changes in them and what is decided. */
@NullMarked
package com.hiltreview.review;

import org.jspecify.annotations.NullMarked;
