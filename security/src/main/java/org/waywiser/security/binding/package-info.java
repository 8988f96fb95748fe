/** Keys of O/TWAMP derived from an IKE SA or from a pair of IPsec SAs. draft-ietf-ippm-ipsec-01 §4.1, §4.3. */
@NullMarked
package org.waywiser.security.binding;

import org.jspecify.annotations.NullMarked;
