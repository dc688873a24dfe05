/** What an agent proposes, and how it wants to be asked about: read and checked as it comes in. */
@NullMarked
package com.hiltreview.proposal;

import org.jspecify.annotations.NullMarked;
