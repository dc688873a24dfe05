/** How a review ends: approved or denied, by whom, with which reason. */
@NullMarked
package com.hiltreview.verdict;

import org.jspecify.annotations.NullMarked;
