/**
 * Files that hold one measured session, as perfSONAR's programs write them: {@code .owp} of version 3, one-way with
 * the records of RFC 4656 §3.9, and two-way with a pair of them for each packet. All numbers are big-endian.
 */
@NullMarked
package org.waywiser.wire.session;

import org.jspecify.annotations.NullMarked;
