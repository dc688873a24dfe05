/** Large answers: how many are read and sent at once, and how they are written. */
@NullMarked
package com.hiltreview.answer;

import org.jspecify.annotations.NullMarked;
