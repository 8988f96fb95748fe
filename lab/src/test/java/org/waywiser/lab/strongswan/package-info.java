/** Keys taken from strongSwan, whose ESP carries the measurement. RFC 7717 §5.1, draft-ietf-ippm-ipsec-01 §4. */
@NullMarked
package org.waywiser.lab.strongswan;

import org.jspecify.annotations.NullMarked;
