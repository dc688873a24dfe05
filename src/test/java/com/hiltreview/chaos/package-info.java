/** Real processes on one database, and what is left of their work when one of the parts goes away. */
@NullMarked
package com.hiltreview.chaos;

import org.jspecify.annotations.NullMarked;
