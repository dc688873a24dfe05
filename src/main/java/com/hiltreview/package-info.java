/** The human gate between autonomous agents and the systems that act. */
@NullMarked
package com.hiltreview;

import org.jspecify.annotations.NullMarked;
