/** Secrets, session keys, ciphers and derivations; no I/O. */
@NullMarked
package org.waywiser.security;

import org.jspecify.annotations.NullMarked;
