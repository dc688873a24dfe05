/** Calls webhooks with what is due: who works for which source, how often it is tried, and what came of it. */
@NullMarked
package com.hiltreview.delivery;

import org.jspecify.annotations.NullMarked;
