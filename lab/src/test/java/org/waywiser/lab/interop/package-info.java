/** Our IKEv2 and strongSwan's, on hosts of their own: the table of RFC 7296 with another implementation at the other end. */
@NullMarked
package org.waywiser.lab.interop;

import org.jspecify.annotations.NullMarked;
