/** The environment variables, checked together before anything starts. */
@NullMarked
package com.hiltreview.configuration;

import org.jspecify.annotations.NullMarked;
