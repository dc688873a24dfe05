/** Numbers for administrators. */
@NullMarked
package com.hiltreview.statistics;

import org.jspecify.annotations.NullMarked;
