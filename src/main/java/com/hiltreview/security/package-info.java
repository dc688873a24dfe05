/** Authentication, admission, sessions, the cross-site check and the headers of every answer. */
@NullMarked
package com.hiltreview.security;

import org.jspecify.annotations.NullMarked;
