/** What the service does once a day: it archives tasks that nobody changes any more, and drops what need not be kept. */
@NullMarked
package com.hiltreview.archive;

import org.jspecify.annotations.NullMarked;
