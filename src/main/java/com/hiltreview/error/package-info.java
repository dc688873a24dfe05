/** The failures that callers are told about, with their codes. */
@NullMarked
package com.hiltreview.error;

import org.jspecify.annotations.NullMarked;
