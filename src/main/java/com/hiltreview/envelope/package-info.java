/** How every failure is rendered as the one error envelope, whoever notices it: a handler, a filter, Spring or Tomcat. */
@NullMarked
package com.hiltreview.envelope;

import org.jspecify.annotations.NullMarked;
