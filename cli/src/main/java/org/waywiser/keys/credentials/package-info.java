/** Certificates, keys and pre-shared keys from files, and a certificate authority for a laboratory. RFC 7296 §2.15, §3.6. */
@NullMarked
package org.waywiser.keys.credentials;

import org.jspecify.annotations.NullMarked;
