/** Messages by which strongSwan's plugin {@code ha} tells another node of its SAs. No RFC has them: they are strongSwan's own. */
@NullMarked
package org.waywiser.wire.ha;

import org.jspecify.annotations.NullMarked;
