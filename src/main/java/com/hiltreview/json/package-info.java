/** How JSON is read, with the path of every fault, and how values are written. */
@NullMarked
package com.hiltreview.json;

import org.jspecify.annotations.NullMarked;
