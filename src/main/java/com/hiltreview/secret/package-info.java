/** Keys, and what is encrypted or signed with them. */
@NullMarked
package com.hiltreview.secret;

import org.jspecify.annotations.NullMarked;
