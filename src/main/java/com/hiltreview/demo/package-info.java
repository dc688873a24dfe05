/** What a first start in development finds: a source, its keys and some tasks to try. */
@NullMarked
package com.hiltreview.demo;

import org.jspecify.annotations.NullMarked;
