/** Sources, and where and how their webhooks are called. */
@NullMarked
package com.hiltreview.source;

import org.jspecify.annotations.NullMarked;
